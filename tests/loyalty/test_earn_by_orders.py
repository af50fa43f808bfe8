"""Orders bring points, changes correct them, returns take them back."""
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.loyalty.earning import follow_orders
from crm_core.work import Work
from db.engine import database
from db.models import LoyaltyEntry, LoyaltyTier
from tests.loyalty.helpers import balance, bought, changed, entries, order, plain_rules, points, ruled
from tests.pipeline.counting import statements
from tests.pipeline.helpers import add, customer


@pytest.fixture
def buyer(db, cast) -> int:
    plain_rules()
    return customer(cast.wei)


def two_tiers() -> None:
    """Plain, and from 1,000 on Gold with half as much again."""
    with database().writing() as session:
        session.execute(delete(LoyaltyTier))
        session.add_all([LoyaltyTier(name="Plain", revenue_from=0), LoyaltyTier(name="Gold", revenue_from=100_000, factor=1.5)])
        session.commit()


def test_an_order_brings_points_once_it_counts(buyer):
    key = order(buyer, 250, state="confirmed")
    changed(key)
    assert points(buyer) == []
    changed(key, state="delivered")
    assert points(buyer) == []
    changed(key, state="paid")
    assert points(buyer) == [250]
    (entry,) = entries(buyer)
    assert (entry.kind, entry.order_id, entry.once, entry.user_id) == ("order", key, f"order:{key}:1", None)


def test_the_state_from_which_orders_count_is_a_setting(buyer):
    ruled(since="confirmed")
    bought(buyer, 250, state="confirmed")
    assert points(buyer) == [250]


def test_telling_it_again_books_nothing_more(buyer):
    key = bought(buyer, 250)
    changed(key)
    changed(key, version=2)
    assert points(buyer) == [250]


def test_a_changed_order_is_corrected_by_another_row(buyer):
    key = bought(buyer, 250)
    changed(key, revenue=30_000)
    changed(key, revenue=10_000)
    assert points(buyer) == [250, 50, -200]
    assert [entry.once for entry in entries(buyer)] == [f"order:{key}:{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("end", [{"revenue": 0, "state": "cancelled"}, {"deleted_at": clock.now()}, {"customer_id": None}])
def test_an_order_that_is_cancelled_or_deleted_gives_its_points_back(buyer, end):
    key = bought(buyer, 250)
    changed(key, **end)
    assert points(buyer) == [250, -250]


def test_an_order_of_another_customer_takes_its_points_along(buyer, cast):
    key, other = bought(buyer, 250), customer(cast.wei, "Other")
    changed(key, customer_id=other)
    assert (balance(buyer), balance(other)) == (0, 250)


def test_a_return_takes_back_at_the_rate_of_what_it_returns(buyer):
    key = bought(buyer, 250)
    ruled(unit=10)
    bought(buyer, -100, state="returned", returns_id=key)
    assert points(buyer) == [250, -100]


def test_what_is_returned_before_it_is_paid_takes_nothing_and_then_counts_with_the_order(buyer):
    add(LoyaltyEntry(customer_id=buyer, kind="taking_part", points=40, at=clock.now()))
    key = bought(buyer, 250, state="delivered")
    bought(buyer, -100, state="returned", returns_id=key)
    assert balance(buyer) == 40
    changed(key, state="paid")
    assert balance(buyer) == 40 + 250 - 100
    changed(key, state="cancelled")
    assert balance(buyer) == 40


def test_an_order_and_its_return_told_at_once_have_one_rate(db, cast):
    ruled(unit=1)
    two_tiers()
    buyer = customer(cast.wei)
    key = order(buyer, 2_000)
    back = order(buyer, -1_000, state="returned", returns_id=key)
    with database().writing() as session:
        follow_orders(Work(session, SYSTEM, clock.now()), [back, key])
        session.commit()
    assert points(buyer) == [2_000, -1_000], "with both bought, the return alone would stand in the higher tier"


def test_a_rule_that_changed_leaves_old_orders_alone(buyer):
    key = bought(buyer, 250)
    ruled(unit=10)
    changed(key, notes="Called back")
    changed(key, revenue=26_000)
    assert points(buyer) == [250, 10]
    bought(buyer, 250)
    assert points(buyer)[-1] == 25


def test_a_return_of_points_that_are_spent_takes_what_is_there(buyer):
    key = bought(buyer, 250)
    add(LoyaltyEntry(customer_id=buyer, kind="reward", points=-200, at=clock.now()))
    changed(key, revenue=0, state="returned")
    assert balance(buyer) == 0
    bought(buyer, 30)
    changed(key, notes="settled")
    assert balance(buyer) == 0, "what was owed is taken when the order is looked at again"


def test_a_higher_tier_brings_more(db, cast):
    ruled(unit=1)
    two_tiers()
    buyer = customer(cast.wei)
    bought(buyer, 1_000)
    bought(buyer, 100)
    bought(buyer, 100, clock.now().date() - timedelta(days=400))
    assert points(buyer) == [1_000, 150, 100], "the tier that was reached before the order, within 365 days"


def test_points_last_from_the_day_of_the_order_and_old_orders_bring_none(buyer):
    ruled(months=12)
    bought(buyer, 100, date.today() - timedelta(days=100))
    bought(buyer, 100, date.today() - timedelta(days=400))
    (entry,) = entries(buyer)
    assert 260 < (entry.expires_on - date.today()).days < 270


def test_switched_off_nothing_is_booked(buyer):
    ruled(active=False)
    bought(buyer, 250)
    assert points(buyer) == []


def test_fractions_are_cut(buyer):
    ruled(unit=3)
    bought(buyer, 29)
    assert points(buyer) == [9]


def test_a_thousand_orders_cost_a_few_statements(db, cast, buyer):
    ids = [order(buyer, 100 + n) for n in range(40)]
    with db.writing() as session, statements(db) as seen:
        follow_orders(Work(session, SYSTEM, clock.now()), ids)
        session.commit()
    assert len(points(buyer)) == 40
    assert len(seen) <= 10, len(seen)
