"""Orders are found by number from anywhere, walked through, and taken out as a file."""
import pytest
from sqlalchemy import insert, select, text

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.finding import find_anything
from crm_core.orders.exports import export_orders
from crm_core.orders.filtering import OrderFilter, numbered
from crm_core.orders.listing import NEWEST, list_orders, neighbour, order_sums
from crm_core.run import act, ask
from crm_core.work import Work
from db.engine import database
from db.models import Event, Order
from tests.orders.making import customer, stored


def numbers(actor, **wanted) -> list[str]:
    return [row.number for row in ask(actor, list_orders, OrderFilter(**wanted), ("number", "asc"))]


def test_what_a_list_is_filtered_by(db, cast):
    who, other = customer(cast.wei), customer(cast.min, "Changzhou Pumps")
    stored(cast.wei, who), stored(cast.wei, who, state="draft", currency="USD", rate=7), stored(cast.min, other)
    assert numbers(cast.gu, states=("draft",)) == ["SO-2026-00002"]
    assert numbers(cast.gu, currencies=("USD",)) == ["SO-2026-00002"]
    assert numbers(cast.gu, owners=(str(cast.min.user_id),)) == ["SO-2026-00003"]
    assert numbers(cast.gu, customers=(who,), states=("confirmed",)) == ["SO-2026-00001"]
    assert numbers(cast.gu, period="2026-03-02..2026-03-02") == ["SO-2026-00001", "SO-2026-00002", "SO-2026-00003"]
    assert numbers(cast.gu, period="2026-03-03..") == []
    assert numbers(cast.wei, owners=("me",)) == ["SO-2026-00001", "SO-2026-00002"]


def test_sums_count_only_what_counts_and_only_what_is_seen(db, cast):
    who = customer(cast.wei)
    stored(cast.wei, who), stored(cast.wei, who, state="draft"), stored(cast.omar, customer(cast.omar))
    found = ask(cast.gu, order_sums, OrderFilter())
    assert (found.count, found.revenue, found.margin) == (2, 20_000, 20_000)
    assert ask(cast.wei, order_sums, OrderFilter()).margin is None
    assert ask(cast.eva, order_sums, OrderFilter()).count == 3


def test_hostile_searches_find_nothing_and_break_nothing(db, cast):
    stored(cast.wei, customer(cast.wei))
    for words in ("%", "_", "'; DROP TABLE sales_order; --", "\\", "9" * 60, "SO-2026-0000_"):
        assert numbers(cast.gu, text=words) == []


def test_an_order_is_found_by_its_number_by_those_who_may_see_it(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    found = [one for one in ask(cast.wei, find_anything, "so-2026-00001") if one.subject == "order"]
    assert [(one.id, one.name, one.value, one.currency) for one in found] == [(key, "SO-2026-00001", 20_000, "CNY")]
    assert not [one for one in ask(cast.omar, find_anything, "SO-2026-00001") if one.subject == "order"]
    assert not [one for one in ask(cast.ada, find_anything, "SO-2026-00001") if one.subject == "order"]


def test_one_walks_from_order_to_order(db, cast):
    keys = [stored(cast.wei, customer(cast.wei)) for _ in range(3)]
    assert ask(cast.wei, neighbour, keys[2], OrderFilter(), NEWEST, forward=True) == keys[1]
    assert ask(cast.wei, neighbour, keys[2], OrderFilter(), NEWEST, forward=False) is None


def test_a_file_has_what_may_be_exported_and_is_noted(db, cast):
    stored(cast.wei, customer(cast.wei, "=cmd|' /C calc'!A0"), currency="USD", rate=7.5, tax=1_050)
    stored(cast.omar, customer(cast.omar))
    file = act(cast.gu, export_orders, OrderFilter(), NEWEST, ("number", "customer", "state", "currency", "total", "revenue"), "csv")
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["SO-2026-00001,'=cmd|' /C calc'!A0,Confirmed,USD,210.50,1500.00"]
    with database().reading() as session:
        event = session.scalars(select(Event).where(Event.kind == "export.made")).one()
    assert (event.after["what"], event.after["rows"]) == ("orders", 1)


def test_who_may_not_export_gets_no_file(db, cast):
    with pytest.raises(Forbidden):
        act(cast.wei, export_orders, OrderFilter(), NEWEST)


def test_the_beginning_of_a_number_is_looked_up_in_an_index(db, cast):
    now = clock.now()
    with db.writing() as session:
        many = [{"number": f"SO-2026-{n:05d}", "ordered_on": now.date(), "currency": "CNY", "state": "draft", "created_at": now, "updated_at": now} for n in range(3000)]
        session.execute(insert(Order), many)
        session.execute(text("ANALYZE"))
        asked = select(Order.id).where(numbered(Work(session, cast.eva, now), "SO-2026-0001"))
        written = str(asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})).replace("%%", "%")
        plan = " ".join(map(str, session.execute(text(("EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN ") + written.replace(":", "\\:")))))
    assert ("ux_sales_order_number (number>? AND number<?)" if db.is_sqlite else "Index Cond: (((number)::text ~>=~") in plan, plan


def test_a_beginning_finds_small_letters_and_the_end_of_the_alphabet(db, cast):
    stored(cast.wei, customer(cast.wei), number="zß9单-1")
    assert numbers(cast.wei, text="zß9单") == ["zß9单-1"]
