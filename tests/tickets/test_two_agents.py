"""Two agents on one ticket know of each other."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.errors import Conflict, NotFound
from crm_core.run import act, ask
from crm_core.tickets.presence import look_at, others
from crm_core.tickets.schemas import Incoming, Note, Reply
from crm_core.tickets.talking import add_incoming, add_note, reply
from tests.customers.making import make as make_customer
from tests.tickets.making import at, make, page


@pytest.fixture
def number(db, cast) -> int:
    at(10)
    return make(cast.yan, customer_id=make_customer(cast.wei), requester_name="Wang")


def test_each_sees_the_other_for_a_while(number, cast):
    for _again in range(2):
        act(cast.wei, look_at, number)
    act(cast.yan, look_at, number)
    assert ask(cast.yan, others, number).looking == ("Lin Wei",)
    clock.set_now(clock.now() + timedelta(minutes=1))
    assert ask(cast.yan, others, number).looking == ()


def test_who_may_not_see_it_leaves_no_trace(number, cast):
    act(cast.omar, look_at, number)
    assert ask(cast.yan, others, number).looking == ()
    with pytest.raises(NotFound):
        ask(cast.omar, others, number)


def test_the_last_message_and_its_writer_are_told(number, cast):
    act(cast.yan, add_incoming, number, Incoming(text="SP-41", name="Wang"))
    found = ask(cast.wei, others, number)
    assert (found.last_writer, found.last_message) == ("Wang", page(cast.yan, number).messages[-1].id)


def test_an_answer_to_what_was_not_read_is_refused(number, cast):
    seen = page(cast.yan, number).messages[-1].id
    act(cast.gu, reply, number, Reply(text="Mine."))
    with pytest.raises(Conflict) as refused:
        act(cast.yan, reply, number, Reply(text="Mine too.", seen=seen))
    assert refused.value.params["name"] == "Gu Lan"
    assert [m.text for m in page(cast.yan, number).messages][-1] == "Mine."


def test_notes_and_own_words_do_not_stand_in_the_way(number, cast):
    seen = page(cast.yan, number).messages[-1].id
    act(cast.gu, add_note, number, Note(text="Careful."))
    act(cast.yan, reply, number, Reply(text="First."))
    act(cast.yan, reply, number, Reply(text="Second.", seen=seen))
    assert [m.text for m in page(cast.yan, number).messages][-1] == "Second."
