"""Goods come back, all or some of them."""
import pytest

from crm_core.errors import Conflict, Invalid
from crm_core.orders.moving import move_order, put_back
from crm_core.orders.reading import order as read
from crm_core.orders.returning import return_goods
from crm_core.orders.schemas import LineRow
from crm_core.run import act, ask
from db.models import Customer
from tests.customers.making import row
from tests.orders.making import DAY, customer, events, order, stored, today


def sold(cast, who: int | None = None, **values) -> int:
    lines = LineRow(text="Filter", quantity=3, price=10_000, cost=4_000), LineRow(text="Pump", price=70_000, discount=10)
    return stored(cast.wei, who or customer(cast.wei), *lines, state="delivered", delivered_on=DAY, **{"discount": 1_001, "tax": 900} | values)


def test_everything_comes_back_and_nothing_is_left_of_the_revenue(db, cast):
    who = customer(cast.wei)
    key = sold(cast, who)
    back = act(cast.wei, return_goods, key, 1)
    found = order(back)
    assert (found.number, found.state, found.returns_id, found.total) == (f"RT-{today().year}-00001", "returned", key, -order(key).total)
    assert (found.revenue, found.margin) == (-order(key).revenue, -order(key).margin)
    assert (row(Customer, who).revenue, row(Customer, who).order_count) == (0, 1)
    assert order(key).state == "delivered"
    assert events(back)[0].kind == "order.returned"


def test_in_two_parts_the_last_takes_the_rest(db, cast):
    key = sold(cast)
    first = act(cast.wei, return_goods, key, 1, {0: 2})
    assert ask(cast.wei, read, key).left == (1, 1)
    second = act(cast.wei, return_goods, key, 2)
    assert (order(first).total + order(second).total, order(first).tax + order(second).tax) == (-order(key).total, -900)
    with pytest.raises(Conflict):
        act(cast.wei, return_goods, key, 3)


def test_more_than_there_is_does_not_come_back(db, cast):
    key = sold(cast)
    with pytest.raises(Invalid):
        act(cast.wei, return_goods, key, 1, {0: 4})


def test_nothing_comes_back_that_was_not_delivered(db, cast):
    with pytest.raises(Conflict):
        act(cast.wei, return_goods, stored(cast.wei, customer(cast.wei)), 1)


def test_an_order_with_a_return_is_not_cancelled_or_set_back(db, cast):
    key = sold(cast)
    back = act(cast.wei, return_goods, key, 1)
    with pytest.raises(Conflict):
        act(cast.wei, move_order, key, "confirmed", 2)
    moved = act(cast.wei, move_order, back, "cancelled", 1)
    assert order(back).revenue == 0
    assert ask(cast.wei, read, key).left == (3, 1)
    act(cast.wei, put_back, [moved])
    assert order(back).revenue < 0


def test_cents_that_thirds_leave_come_back_with_the_last(db, cast):
    key = stored(cast.wei, customer(cast.wei), LineRow(text="Filter", quantity=3, price=1_000), state="paid", tax=100, discount=50)
    backs = [order(act(cast.wei, return_goods, key, version, {0: 1})) for version in (1, 2, 3)]
    assert [back.tax for back in backs] == [-33, -33, -34]
    assert sum(back.total for back in backs) == -order(key).total
    assert sum(back.revenue for back in backs) == -order(key).revenue
