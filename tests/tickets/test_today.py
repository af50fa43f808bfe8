"""The figures above the queue."""
from datetime import timedelta

from crm_core import clock
from crm_core.run import act, ask
from crm_core.tickets.moving import resolve_ticket
from crm_core.tickets.schemas import Reply
from crm_core.tickets.talking import reply
from crm_core.tickets.today import today
from db.engine import database
from db.models import Ticket
from tests.customers.making import make as make_customer
from tests.tickets.making import at, make


def test_a_box_tells_what_is_late_near_and_done(db, cast):
    yan = cast.yan
    vip = make_customer(cast.wei, grade="vip")
    at(10)
    numbers = [make(yan, "Late", priority="urgent", owner_id=yan.user_id) for _n in range(2)]
    answered = make(yan, "Answered", owner_id=yan.user_id)
    at(10, 10)
    act(yan, reply, answered, Reply(text="Here you are.", then="resolve"))
    at(10, 30)
    make(yan, "Line is down", priority="urgent", customer_id=vip, owner_id=yan.user_id)
    clock.set_now(clock.now() + timedelta(minutes=13))
    found = ask(yan, today, "mine")
    assert (found.late, found.near, found.vip, found.resolved, found.answer_minutes) == (2, 1, "Line is down", 1, 10)
    assert numbers and found.satisfaction is None


def test_satisfaction_is_the_mean_of_thirty_days(db, cast):
    at(10)
    for score in (5, 4, None):
        number = make(cast.yan, owner_id=cast.yan.user_id)
        act(cast.yan, resolve_ticket, number, "Done.")
        with database().writing() as session:
            session.get(Ticket, number).satisfaction = score
            session.commit()
    assert ask(cast.yan, today, "mine").satisfaction == 4.5
    assert ask(cast.wei, today, "mine").satisfaction is None
