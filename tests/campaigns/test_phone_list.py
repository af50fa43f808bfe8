"""A phone list: who is next, and how each call ended."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.campaigns.calls import call_list, call_lists, give_back, next_call, record_call, undo_call
from crm_core.campaigns.running import start_campaign
from crm_core.campaigns.schemas import CallResult
from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.run import act, ask
from db.engine import database
from db.models import Activity, Task
from tests.campaigns import making
from tests.pages import open_page, run


@pytest.fixture(autouse=True)
def still():
    clock.set_now(clock.now())


def phone_list(cast, count=3, owner=None, **values) -> int:
    owner = owner or cast.wei
    customers = making.customers(count, owner_id=owner.user_id, team_id=owner.team_id)
    key = making.campaign(cast.mia, channel="phone", goal="replies", segment_id=making.segment(customers), script="Good morning …", **values)
    act(cast.mia, start_campaign, key)
    return key


def test_two_callers_get_different_members(db, cast):
    key = phone_list(cast)
    first, second = act(cast.wei, next_call, key), act(cast.mia, next_call, key)
    assert first.id != second.id
    assert act(cast.wei, next_call, key).id == first.id
    act(cast.wei, give_back, first.id, True)
    assert act(cast.wei, next_call, key).id not in (first.id, second.id)


def test_an_outcome_is_kept_and_the_call_stands_on_the_customer(db, cast):
    key = phone_list(cast)
    member = act(cast.wei, next_call, key)
    act(cast.wei, record_call, member.id, CallResult(outcome="yes", note="Wants an offer"), member.version)
    with database().reading() as session:
        call = session.scalar(select(Activity))
    assert (call.kind, call.customer_id, call.text) == ("call", member.customer_id, "Autumn service offer: Wants an offer")
    told = ask(cast.wei, call_list, key)
    assert (told.all, told.done, told.open, told.yes, told.mine_today) == (3, 1, 2, 1, 1)


def test_later_plans_a_next_step_and_comes_up_again_then(db, cast):
    key = phone_list(cast, 1)
    member = act(cast.wei, next_call, key)
    with pytest.raises(Invalid) as problem:
        act(cast.wei, record_call, member.id, CallResult(outcome="later"))
    assert problem.value.field == "again_at"
    again = clock.now() + timedelta(days=2)
    left = act(cast.wei, record_call, member.id, CallResult(outcome="later", again_at=again))
    with database().reading() as session:
        task = session.get(Task, left.task_id)
    assert (task.due_at, task.owner_id, task.customer_id) == (again, cast.wei.user_id, member.customer_id)
    assert act(cast.wei, next_call, key) is None and ask(cast.wei, call_list, key).later == 1
    clock.set_now(again)
    assert act(cast.wei, next_call, key).id == member.id


def test_nobody_answering_comes_up_again_five_times_at_most(db, cast):
    key = phone_list(cast, 1)
    for _call in range(5):
        member = act(cast.wei, next_call, key)
        act(cast.wei, record_call, member.id, CallResult(outcome="no_answer"))
        assert act(cast.wei, next_call, key) is None
        clock.set_now(clock.now() + timedelta(hours=4))
    assert act(cast.wei, next_call, key) is None
    assert ask(cast.wei, call_list, key).done == 1


def test_an_outcome_can_be_taken_back_with_what_it_left(db, cast):
    key = phone_list(cast, 1)
    member = act(cast.wei, next_call, key)
    left = act(cast.wei, record_call, member.id, CallResult(outcome="later", again_at=clock.now() + timedelta(days=1)))
    act(cast.wei, undo_call, member.id, left)
    with database().reading() as session:
        assert session.scalar(select(Task)) is None and session.get(Activity, left.activity_id).deleted_at is not None
    assert act(cast.wei, next_call, key).id == member.id
    assert making.members(key)[0].outcome is None


def test_a_rival_team_finds_neither_list_nor_members(db, cast):
    key = phone_list(cast)
    assert ask(cast.omar, call_lists) == ()
    with pytest.raises(NotFound):
        act(cast.omar, next_call, key)
    with pytest.raises(NotFound):
        act(cast.omar, record_call, making.members(key)[0].id, CallResult(outcome="yes"))


def test_the_second_of_two_who_record_is_told(db, cast):
    key = phone_list(cast, 1)
    member = act(cast.wei, next_call, key)
    act(cast.mia, record_call, member.id, CallResult(outcome="no"), member.version)
    with pytest.raises(Conflict):
        act(cast.wei, record_call, member.id, CallResult(outcome="yes"), member.version)


def test_the_calling_page_goes_from_one_to_the_next(sqlite_db, cast, monkeypatch):
    key = phone_list(cast, 2)
    app = open_page(monkeypatch, cast.wei, "calls")
    app.button(f"list_{key}").click()
    run(app)
    assert any("Good morning" in text.value for text in app.text)
    first = making.members(key)[0]
    app.text_area("calls.note").set_value("Call me never")
    app.button("outcome_no").click()
    run(app)
    assert (making.members(key)[0].outcome, making.members(key)[0].note) == ("no", "Call me never")
    assert app.text_area("calls.note").value == "" and app.subheader[0].value != first.name
    app.button("outcome_later").click()
    run(app)
    app.button("again_1").click()
    run(app)
    assert making.members(key)[1].outcome == "later" and making.members(key)[1].call_after > clock.now()
    app.button("undo").click()
    run(app)
    assert making.members(key)[1].outcome is None
