"""Deferring, confirming, taking back: 暂缓流失 and 确定流失."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.churn.commands import change_review, confirm, defer, people, reopen, take_back, warn
from crm_core.churn.schemas import ConfirmForm, DeferForm, ReviewForm
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from db.engine import database
from db.models import Customer, Task
from tests.churn.making import NOW, TODAY, at_risk, cancel, case, customer, days_ago, night, order
from tests.customers.making import events, row
from tests.notices.test_what_rings import heard

REVIEW = TODAY + timedelta(days=21)


def warned(owner: str = "wei", **values):
    key = at_risk(owner, **values)
    night()
    return case(key)


def form(**values) -> DeferForm:
    return DeferForm(**({"measure": "visit", "review_on": REVIEW} | values))


def step(found) -> Task | None:
    return row(Task, found.task_id) if found.task_id else None


def test_deferring_keeps_measure_person_and_review_and_reminds(db, cast):
    found = warned()
    version = act(cast.gu, defer, found.id, form(person_id=cast.wei.user_id, note="Visit with the engineer"), found.version)
    now = case(found.customer_id)
    assert (now.state, now.measure, now.person_id, now.review_on, now.deferred_on, now.note, now.version) == (
        "deferred", "visit", cast.wei.user_id, REVIEW, TODAY, "Visit with the engineer", version)
    task = step(now)
    assert (task.title, task.owner_id, task.due_at.date(), task.customer_id) == (
        "Review: is Beichen Precision staying?", cast.wei.user_id, REVIEW, found.customer_id)
    assert "Gu Lan planned for you: Review: is Beichen Precision staying?" in heard(cast.wei)
    last = next(event for event in events(found.customer_id) if event.kind == "churn.deferred")
    assert (last.before["state"], last.after["state"], last.user_id) == ("warned", "deferred", cast.gu.user_id)
    assert row(Customer, found.customer_id).next_step == "Review: is Beichen Precision staying?"


def test_the_review_can_be_moved_and_its_step_moves_along(db, cast):
    found = warned()
    version = act(cast.wei, defer, found.id, form(), found.version)
    later = REVIEW + timedelta(days=7)
    act(cast.gu, change_review, found.id, ReviewForm(review_on=later, person_id=cast.min.user_id), version)
    now = case(found.customer_id)
    assert (now.review_on, now.person_id, step(now).due_at.date(), step(now).owner_id) == (later, cast.min.user_id, later, cast.min.user_id)
    assert now.task_id is not None and len(tasks()) == 1


def test_whoever_reviews_is_told_on_the_day(db, cast):
    found = warned()
    act(cast.gu, defer, found.id, form(person_id=cast.wei.user_id), found.version)
    clock.set_now(NOW + timedelta(days=21))
    assert night()["reviews"] == 1
    assert night()["reviews"] == 0
    assert heard(cast.wei)[0] == "Review today: is Beichen Precision staying?"


def test_confirming_makes_the_customer_lost_and_drops_the_step(db, cast):
    found = warned()
    version = act(cast.wei, defer, found.id, form(), found.version)
    act(cast.wei, confirm, found.id, ConfirmForm(reason="price", note="20 % cheaper elsewhere"), version)
    now = case(found.customer_id)
    assert (now.state, now.reason, now.note, now.confirmed_on, now.task_id) == ("confirmed", "price", "20 % cheaper elsewhere", TODAY, None)
    assert tasks() == []
    assert row(Customer, found.customer_id).lifecycle == "lost"


def test_a_decision_is_taken_back_step_by_step(db, cast):
    found = warned()
    version = act(cast.wei, defer, found.id, form(), found.version)
    version = act(cast.wei, confirm, found.id, ConfirmForm(reason="price"), version)
    version = act(cast.wei, take_back, found.id, version)
    now = case(found.customer_id)
    assert (now.state, now.measure, now.reason, now.confirmed_on) == ("deferred", "visit", None, None)
    assert step(now).owner_id == cast.wei.user_id
    assert row(Customer, found.customer_id).lifecycle != "lost"
    version = act(cast.wei, take_back, found.id, version)
    now = case(found.customer_id)
    assert (now.state, now.measure, now.person_id, now.review_on, now.task_id) == ("warned", None, None, None, None)
    with pytest.raises(Conflict):
        act(cast.wei, take_back, found.id, version)


def test_an_order_recovers_a_deferred_customer_by_itself(db, cast):
    found = warned()
    act(cast.gu, defer, found.id, form(person_id=cast.wei.user_id), found.version)
    bought = order(found.customer_id, TODAY)
    now = case(found.customer_id)
    assert (now.state, now.ended_on, now.order_id, now.task_id) == ("recovered", TODAY, bought, None)
    assert tasks() == []
    assert heard(cast.wei)[0] == "Beichen Precision ordered again"


def test_an_order_that_cost_nothing_recovers_too_until_it_is_cancelled(db, cast):
    found = warned()
    bought = order(found.customer_id, TODAY, revenue=0)
    assert case(found.customer_id).state == "recovered"
    cancel(bought)
    assert case(found.customer_id).state == "warned"


def test_who_marks_a_customer_knows_its_order_of_that_day(db, cast):
    clock.set_now(NOW)
    key = customer("wei")
    order(key, TODAY)
    act(cast.wei, warn, key)
    night()
    assert case(key).state == "warned"
    order(key, TODAY + timedelta(days=1))
    assert case(key).state == "recovered"


def test_an_old_order_that_is_imported_later_recovers_nobody(db, cast):
    found = warned()
    order(found.customer_id, days_ago(30))
    assert case(found.customer_id).state == "warned"


def test_an_order_after_the_loss_recovers_too(db, cast):
    found = warned()
    act(cast.wei, confirm, found.id, ConfirmForm(reason="price"), found.version)
    order(found.customer_id, TODAY + timedelta(days=40))
    assert case(found.customer_id).state == "recovered"
    assert row(Customer, found.customer_id).lifecycle != "lost"


def test_a_cancelled_order_recovers_nobody_any_more(db, cast):
    found = warned()
    act(cast.wei, defer, found.id, form(), found.version)
    bought = order(found.customer_id)
    cancel(bought)
    now = case(found.customer_id)
    assert (now.state, now.ended_on, now.order_id) == ("deferred", None, None)


def test_what_is_given_up_is_not_warned_of_again_until_reopened(db, cast):
    found = warned()
    version = act(cast.wei, confirm, found.id, ConfirmForm(reason="price"), found.version)
    assert night()["warned"] == 0
    act(cast.wei, reopen, found.id, version)
    now = case(found.customer_id)
    assert (now.id, now.state, now.reason) == (found.id, "warned", None)


def test_a_colleague_marks_a_customer_by_hand_once(db, cast):
    key = customer("wei")
    act(cast.wei, warn, key)
    assert (case(key).state, case(key).risk_by, case(key).reasons) == ("warned", "hand", [["hand", {}]])
    night()
    assert case(key).state == "warned"
    with pytest.raises(Conflict):
        act(cast.gu, warn, key)


@pytest.mark.parametrize("values, field", [
    ({"measure": "nonsense"}, "measure"), ({"review_on": TODAY}, "review_on"), ({"review_on": TODAY + timedelta(days=400)}, "review_on"),
    ({"person_id": 999_999}, "person_id"),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(db, cast, values, field):
    found = warned()
    with pytest.raises(Invalid) as error:
        act(cast.gu, defer, found.id, form(**values), found.version)
    assert error.value.field == field
    assert case(found.customer_id).state == "warned"


def test_a_reason_is_needed_to_give_up(db, cast):
    found = warned()
    with pytest.raises(Invalid) as error:
        act(cast.gu, confirm, found.id, ConfirmForm(reason="nonsense"), found.version)
    assert error.value.field == "reason"


def test_two_deciders_do_not_overwrite_each_other(db, cast):
    found = warned()
    act(cast.gu, defer, found.id, form(), found.version)
    with pytest.raises(Conflict):
        act(cast.wei, confirm, found.id, ConfirmForm(reason="price"), found.version)


def test_anothers_case_is_not_found(db, cast):
    found = warned("omar")
    for actor in (cast.wei, cast.gu):
        with pytest.raises(NotFound):
            act(actor, defer, found.id, form(), found.version)
        with pytest.raises(NotFound):
            act(actor, confirm, found.id, ConfirmForm(reason="price"), found.version)
        with pytest.raises(NotFound):
            act(actor, warn, found.customer_id)
    act(cast.walter, defer, found.id, form(), found.version)


def test_a_colleagues_customer_is_not_mine_to_decide(db, cast):
    found = warned("min")
    with pytest.raises(NotFound):
        act(cast.wei, defer, found.id, form(), found.version)


def test_executives_and_agents_only_look(db, cast):
    found = warned()
    for actor in (cast.eva, cast.yan, cast.ada):
        with pytest.raises(Forbidden):
            act(actor, defer, found.id, form(), found.version)


def test_whom_one_may_name(db, cast):
    assert set(ask(cast.wei, people)) == {cast.wei.user_id}
    assert set(ask(cast.gu, people)) == {cast.gu.user_id, cast.wei.user_id, cast.min.user_id}


def tasks() -> list[Task]:
    with database().reading() as session:
        return list(session.scalars(select(Task).where(Task.done_at.is_(None))))
