"""Planning what is next, moving it, doing it."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.activities.schemas import ActivityNew
from crm_core.customers.commands import assign_customer
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act
from crm_core.tasks.commands import add_task, delete_task, finish_task, log_and_plan, move_task, reopen_task
from crm_core.tasks.rules import whole_day
from crm_core.tasks.schemas import TaskNew
from db.models import Activity, Task
from tests.customers.making import customer, make, row

NOW = datetime(2026, 11, 19, 1, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday():
    clock.set_now(NOW)


def plan(actor, key, title="Call again", due=FRIDAY, **fields) -> int:
    return act(actor, add_task, TaskNew(title=title, due_at=due, customer_id=key, **fields))


def test_the_earliest_open_step_is_the_customers_next(db, cast):
    key = make(cast.wei)
    plan(cast.wei, key, "Later", FRIDAY + timedelta(days=3))
    sooner = plan(cast.wei, key, "Sooner")
    assert (customer(key).next_step, customer(key).next_step_at) == ("Sooner", FRIDAY)
    act(cast.wei, finish_task, sooner)
    assert customer(key).next_step == "Later"


def test_a_whole_day_is_the_same_day_for_a_colleague_far_away():
    moment = whole_day(date(2026, 11, 20), "Asia/Shanghai")
    assert moment == datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_done_is_noted_as_what_was_done(db, cast):
    key = make(cast.wei)
    step = plan(cast.wei, key)
    noted = act(cast.wei, finish_task, step, "They meet on Monday")
    assert row(Activity, noted).text == "Call again: They meet on Monday"
    assert row(Task, step).done_at == NOW
    assert customer(key).last_activity_at == NOW
    with pytest.raises(Conflict):
        act(cast.wei, finish_task, step)


def test_done_can_be_taken_back(db, cast):
    key = make(cast.wei)
    step = plan(cast.wei, key)
    act(cast.wei, reopen_task, step, act(cast.wei, finish_task, step))
    assert customer(key).next_step == "Call again"
    assert customer(key).last_activity_at is None


def test_it_can_be_moved(db, cast):
    key = make(cast.wei)
    step = plan(cast.wei, key)
    act(cast.wei, move_task, step, FRIDAY + timedelta(days=7), True)
    assert customer(key).next_step_at == FRIDAY + timedelta(days=7)
    with pytest.raises(Invalid):
        act(cast.wei, move_task, step, FRIDAY + timedelta(days=70_000), True)


def test_it_can_be_dropped(db, cast):
    key = make(cast.wei)
    act(cast.wei, delete_task, plan(cast.wei, key))
    assert customer(key).next_step is None


def test_a_call_and_what_follows_are_one_step(db, cast):
    key = make(cast.wei)
    act(cast.wei, log_and_plan, ActivityNew(kind="call", text="Not in", customer_id=key),
        TaskNew(title="Call again", due_at=FRIDAY, customer_id=key))
    assert (customer(key).last_activity_kind, customer(key).next_step) == ("call", "Call again")


def test_nobody_touches_a_colleagues_step(db, cast):
    step = plan(cast.wei, make(cast.wei))
    for other in (cast.min, cast.omar, cast.walter):
        with pytest.raises(NotFound):
            act(other, finish_task, step)
    act(cast.gu, finish_task, step)


def test_only_the_manager_plans_for_the_team(db, cast):
    with pytest.raises(Invalid):
        plan(cast.wei, make(cast.wei), owner_id=cast.min.user_id)
    assert row(Task, plan(cast.gu, make(cast.wei), owner_id=cast.wei.user_id)).owner_id == cast.wei.user_id
    with pytest.raises(Invalid):
        plan(cast.gu, make(cast.wei), owner_id=cast.omar.user_id)


def test_ones_own_step_can_be_done_after_the_customer_went_to_somebody_else(db, cast):
    key = make(cast.wei)
    step = plan(cast.wei, key)
    act(cast.gu, assign_customer, key, cast.min.user_id)
    assert act(cast.wei, finish_task, step) is not None


def test_who_only_reads_cannot_plan(db, cast):
    with pytest.raises(Forbidden):
        plan(cast.eva, make(cast.wei))


def test_a_step_without_customer_is_ones_own(db, cast):
    assert act(cast.wei, finish_task, plan(cast.wei, None)) is None
