"""Points that nobody spent in their time are gone, the oldest first."""
from datetime import date, timedelta

import pytest

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.loyalty.expiring import expire
from crm_core.run import act
from db.models import LoyaltyEntry
from tests.loyalty.helpers import balance, entries, points, ruled
from tests.pipeline.counting import statements
from tests.pipeline.helpers import add, customer


@pytest.fixture
def buyer(db, cast) -> int:
    return customer(cast.wei)


def gained(customer_id: int, many: int, last_day: date | None) -> None:
    add(LoyaltyEntry(customer_id=customer_id, kind="order", points=many, at=clock.now(), expires_on=last_day))


def spent(customer_id: int, many: int) -> None:
    add(LoyaltyEntry(customer_id=customer_id, kind="reward", points=-many, at=clock.now()))


def days(many: int) -> date:
    return date.today() + timedelta(days=many)


def test_only_what_is_over_goes_and_only_once(buyer):
    gained(buyer, 100, days(-2))
    gained(buyer, 50, days(30))
    gained(buyer, 7, None)
    assert act(SYSTEM, expire) == 1
    assert points(buyer) == [100, 50, 7, -100]
    assert (entries(buyer)[-1].kind, entries(buyer)[-1].user_id) == ("expired", None)
    assert act(SYSTEM, expire) == 0


def test_points_last_through_their_last_day(buyer):
    clock.set_now(clock.now())
    gained(buyer, 100, date.today() + timedelta(days=1))
    assert act(SYSTEM, expire) == 0


def test_what_was_spent_came_from_the_oldest(buyer):
    gained(buyer, 100, days(-2))
    gained(buyer, 50, days(30))
    spent(buyer, 70)
    act(SYSTEM, expire)
    assert points(buyer) == [100, 50, -70, -30]


def test_who_spent_more_than_the_old_points_loses_nothing(buyer):
    gained(buyer, 100, days(-2))
    gained(buyer, 50, days(30))
    spent(buyer, 120)
    assert act(SYSTEM, expire) == 0
    assert balance(buyer) == 30


def test_the_next_points_expire_on_their_own_day(buyer):
    gained(buyer, 100, days(-2))
    act(SYSTEM, expire)
    gained(buyer, 40, days(-1))
    clock.set_now(clock.now() + timedelta(days=1))
    act(SYSTEM, expire)
    assert points(buyer) == [100, -100, 40, -40]


def test_many_customers_cost_a_few_statements(db, cast):
    for number in range(30):
        gained(customer(cast.wei, f"C{number}"), 10, days(-2))
    with statements(db) as seen:
        assert act(SYSTEM, expire) == 30
    assert len(seen) <= 8


def test_switched_off_nothing_expires(buyer):
    ruled(active=False)
    gained(buyer, 100, days(-2))
    assert act(SYSTEM, expire) == 0
