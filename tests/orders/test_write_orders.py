"""Orders as files, the API, the demo and the form store them, and what customers' facts say of them."""
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from crm_core.errors import Invalid
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.run import act
from crm_core.work import command
from db.engine import database
from db.models import Customer, ExchangeRate, LifecycleMove, Product
from tests.customers.making import row
from tests.orders.making import DAY, customer, events, lines, order, product, stored, today, write
from tests.pipeline.counting import statements


def test_an_order_is_stored_with_what_was_left_open(db, cast):
    who, pump = customer(cast.wei), product(price=50_000)
    key = write(cast.gu, OrderRow(ordered_on=DAY, customer_id=who, state="paid", discount=100, tax=1_300, lines=(
        LineRow(product_id=pump, quantity=3, price=50_000, discount=10), LineRow(text="Freight", price=2_000))))[0]
    found = order(key)
    assert (found.number, found.owner_id, found.team_id, found.currency, found.rate) == (
        "SO-2026-00001", cast.wei.user_id, cast.wei.team_id, "CNY", 1)
    assert (found.total, found.revenue, found.margin) == (138_200, 136_900, 136_900)
    assert [line.amount for line in lines(key)] == [135_000, 2_000]
    assert sum(line.revenue for line in lines(key)) == found.revenue
    assert [event.kind for event in events(key)] == ["order.created"]


def test_facts_of_the_customer_follow_in_the_same_transaction(db, cast):
    who = customer(cast.wei)
    first, second = stored(cast.wei, who), stored(cast.wei, who, ordered_on=date(2026, 5, 1), state="paid")
    stored(cast.wei, who, state="draft")
    stored(cast.wei, who, LineRow(text="Filter", quantity=-1, price=10_000), state="returned", ordered_on=date(2026, 6, 1))
    found = row(Customer, who)
    assert (found.order_count, found.revenue, found.first_order_on, found.last_order_on) == (2, 30_000, DAY, date(2026, 5, 1))
    change(cast.wei, second, state="cancelled")
    found = row(Customer, who)
    assert (found.order_count, found.revenue, found.last_order_on) == (1, 10_000, DAY)
    assert order(first).revenue == 20_000


def test_an_order_moves_the_lifecycle_and_the_move_is_kept(db, cast):
    who = customer(cast.wei)
    stored(cast.wei, who, ordered_on=today())
    assert row(Customer, who).lifecycle == "active"
    with database().reading() as session:
        moves = session.scalars(select(LifecycleMove)).all()
    assert [(move.customer_id, move.before, move.after) for move in moves] == [(who, "prospect", "active")]


def test_an_order_given_to_another_customer_leaves_the_first(db, cast):
    first, second = customer(cast.wei), customer(cast.wei, "Changzhou Pumps")
    key = stored(cast.wei, first)
    change(cast.wei, key, customer_id=second)
    assert [row(Customer, who).revenue for who in (first, second)] == [0, 20_000]


def test_another_currency_takes_the_rate_of_the_day_and_keeps_it(db, cast):
    with database().writing() as session:
        for day, rate in ((date(2026, 1, 1), 7), (date(2026, 3, 1), 7.2), (date(2026, 3, 9), 8)):
            session.add(ExchangeRate(currency="USD", day=day, rate=rate))
        session.commit()
    key = stored(cast.wei, customer(cast.wei), currency="USD")
    assert (order(key).rate, order(key).total, order(key).revenue) == (7.2, 20_000, 144_000)
    change(cast.wei, key, ordered_on=date(2026, 3, 10))
    assert order(key).rate == 7.2


def test_a_currency_without_any_rate_is_refused(db, cast):
    with pytest.raises(Invalid) as problem:
        stored(cast.wei, customer(cast.wei), currency="USD")
    assert problem.value.field == "rate"


def test_the_cost_of_the_day_is_kept(db, cast):
    pump = product()
    with database().writing() as session:
        session.get(Product, pump).cost = 3_000
        session.commit()
    key = stored(cast.wei, None, LineRow(product_id=pump, quantity=2, price=5_000))
    assert (lines(key)[0].cost, order(key).margin) == (3_000, 4_000)


def test_many_orders_take_few_statements(db, cast):
    who = customer(cast.wei)
    rows = [OrderRow(ordered_on=DAY, customer_id=who, state="paid", lines=(LineRow(text="A", price=n), LineRow(text="B", price=1)))
            for n in range(1, 301)]
    with statements(db) as seen:
        write(cast.wei, *rows)
    assert len(seen) < 30
    assert row(Customer, who).order_count == 300


def test_nothing_changes_where_nothing_is_different(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    change(cast.wei, key)
    assert order(key).version == 1
    assert len(events(key)) == 1


def test_a_change_moves_version_and_moment_and_says_what_was_different(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    was = order(key)
    change(cast.wei, key, state="delivered", delivered_on=DAY)
    assert order(key).version == 2
    assert order(key).updated_at > was.updated_at
    assert [event.kind for event in events(key)] == ["order.created", "order.delivered"]
    assert events(key)[1].before == {"state": "confirmed", "delivered_on": None}


def change(actor, key: int, **values) -> None:
    def make(work):
        write_orders(work, [replace(read_rows(work, [key])[key], **values)])

    act(actor, command("orders:edit")(make))
