"""Orders go their way: confirmed, delivered, paid, cancelled, and back."""
from datetime import date

import pytest

from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.orders.moving import move_order, move_orders, put_back
from crm_core.orders.returning import return_goods
from crm_core.run import act
from db.models import Customer
from tests.customers.making import row
from tests.orders.making import DAY, customer, events, order, stored, today


def test_from_draft_to_paid(db, cast):
    who = customer(cast.wei)
    key = stored(cast.wei, who, state="draft")
    assert row(Customer, who).revenue == 0
    version = act(cast.wei, move_order, key, "confirmed", 1).version
    version = act(cast.wei, move_order, key, "delivered", version, date(2026, 3, 9)).version
    act(cast.wei, move_order, key, "paid", version)
    found = order(key)
    assert (found.state, found.delivered_on, found.paid_on, found.revenue) == ("paid", date(2026, 3, 9), today(), 20_000)
    assert [event.kind for event in events(key)] == ["order.created", "order.confirmed", "order.delivered", "order.paid"]
    assert row(Customer, who).revenue == 20_000


def test_what_is_paid_first_can_be_delivered_later(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    version = act(cast.wei, move_order, key, "paid", 1).version
    act(cast.wei, move_order, key, "delivered", version)
    assert (order(key).state, order(key).delivered_on) == ("paid", today())
    assert events(key)[-1].kind == "order.delivered"


def test_a_step_is_taken_back_with_its_day(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    moved = act(cast.wei, move_order, key, "delivered", 1)
    act(cast.wei, put_back, [moved])
    assert (order(key).state, order(key).delivered_on) == ("confirmed", None)
    with pytest.raises(Conflict):
        act(cast.wei, put_back, [moved])


def test_a_cancelled_order_counts_no_more_and_comes_back(db, cast):
    who = customer(cast.wei)
    key = stored(cast.wei, who)
    moved = act(cast.wei, move_order, key, "cancelled", 1)
    assert (order(key).revenue, row(Customer, who).order_count) == (0, 0)
    act(cast.wei, put_back, [moved])
    assert (order(key).revenue, row(Customer, who).order_count) == (20_000, 1)


@pytest.mark.parametrize(("state", "to"), [("draft", "paid"), ("paid", "cancelled"), ("delivered", "draft"), ("draft", "returned")])
def test_a_step_that_makes_no_sense_is_refused(sqlite_db, cast, state, to):
    key = stored(cast.wei, customer(cast.wei), state=state, delivered_on=DAY)
    with pytest.raises(Conflict):
        act(cast.wei, move_order, key, to, 1)


@pytest.mark.parametrize("day", [date(2199, 1, 1), date(2026, 3, 1)])
def test_no_delivery_before_the_order_or_after_today(sqlite_db, cast, day):
    key = stored(cast.wei, customer(cast.wei))
    with pytest.raises(Invalid):
        act(cast.wei, move_order, key, "delivered", 1, day)


def test_many_are_moved_in_one_and_the_others_left(db, cast):
    who = customer(cast.wei)
    mine = [stored(cast.wei, who, state=state) for state in ("confirmed", "confirmed", "cancelled")]
    theirs = stored(cast.omar, customer(cast.omar))
    moves = act(cast.wei, move_orders, [*mine, theirs], "delivered", batch="b")
    assert {moved.id for moved in moves} == set(mine[:2])
    assert order(theirs).state == "confirmed"
    act(cast.wei, put_back, moves)
    assert [order(key).state for key in mine] == ["confirmed", "confirmed", "cancelled"]


def test_another_teams_order_does_not_move(db, cast):
    key = stored(cast.omar, customer(cast.omar))
    with pytest.raises(NotFound):
        act(cast.gu, move_order, key, "paid", 1)


def test_many_are_cancelled_but_not_those_of_which_goods_came_back(db, cast):
    who = customer(cast.wei)
    plain, sold = stored(cast.wei, who), stored(cast.wei, who, state="delivered", delivered_on=DAY)
    act(cast.wei, return_goods, sold, 1)
    moves = act(cast.wei, move_orders, [plain, sold], "cancelled")
    assert [moved.id for moved in moves] == [plain]
    assert not act(cast.wei, move_orders, [sold], "confirmed")
    assert (order(plain).state, order(sold).state) == ("cancelled", "delivered")
