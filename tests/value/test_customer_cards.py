"""A customer's portrait from its orders, and the customers like it."""
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crm_core import clock
from crm_core.errors import NotFound
from crm_core.run import ask
from crm_core.value.portrait import Liked, portrait
from crm_core.value.similar import similar_customers
from db.models import CustomerValue
from tests.columnar.build import customer, order, product
from tests.pages import open_page, run


@pytest.fixture(autouse=True)
def november():
    clock.set_now(datetime(2026, 11, 19, 9, tzinfo=UTC))


def of(owner) -> dict:
    return {"owner_id": owner.user_id, "team_id": owner.team_id}


def buys(key: int, what: list[int], days: tuple[str, ...], revenue: int = 10_000, **values) -> None:
    for n, day in enumerate(days):
        lines = tuple((one, 1.0, revenue, revenue // 4) for one in what)
        order(f"{key}-{n}", key, lines=lines, ordered_on=date.fromisoformat(day), **values)


def test_the_portrait_is_read_from_the_orders(db, cast):
    pump, filter_ = product("Pump", category="Pumps"), product("Filter", category="Spares")
    key = customer("Taihu", **of(cast.wei))
    buys(key, [pump, pump, filter_], ("2026-06-01", "2026-07-01", "2026-07-31"))
    order("R", key, lines=((filter_, -1.0, -10_000, -2_500),), ordered_on=date(2026, 8, 5), state="returned")
    found = ask(cast.wei, portrait, key)
    assert (found.orders, found.returns, found.revenue, found.returned) == (3, 1, 80_000, 10_000)
    assert (found.cycle_days, found.silent_days, found.usual) == (30.0, 111, 30_000)
    assert found.categories == (Liked("Pumps", 3, pytest.approx(2 / 3)), Liked("Spares", 3, pytest.approx(1 / 3)))
    assert {one.name for one in found.products} == {"Pump", "Filter"}


def test_silence_is_counted_in_the_days_of_the_company_whoever_looks(db, cast):
    clock.set_now(datetime(2026, 11, 19, 17, tzinfo=UTC))  # the 20th in Shanghai, where the company is
    key = customer("Taihu", **of(cast.wei))
    buys(key, [], ("2026-06-01",))
    with db.writing() as session:
        session.add(CustomerValue(
            customer_id=key, at=clock.now(), orders=1, revenue=1, margin=1, first_on=date(2026, 6, 1), last_on=date(2026, 6, 1), recency=1,
            frequency=1, monetary=1, segment="asleep"))  # fmt: skip
        session.commit()
    for zone in ("Asia/Shanghai", "America/New_York"):
        found = ask(replace(cast.wei, time_zone=zone), portrait, key)
        assert (found.silent_days, found.scored_on) == (172, date(2026, 11, 20))


def test_nobody_paints_a_rivals_customer(db, cast):
    key = customer("Taihu", **of(cast.wei))
    for query in (portrait, similar_customers):
        with pytest.raises(NotFound):
            ask(cast.omar, query, key)


def test_only_orders_one_may_see_are_in_it(db, cast):
    """A customer of the pool is seen by everybody, its orders by who sold them."""
    key = customer("Pool")
    buys(key, [], ("2026-06-01",), owner_id=cast.wei.user_id)
    order("sold", key, ordered_on=date(2026, 6, 2), **of(cast.wei))
    assert ask(cast.omar, portrait, key).orders == 0
    assert ask(cast.eva, portrait, key).orders == 2


def test_similar_customers_come_with_the_reasons(db, cast):
    pump, filter_ = product("Pump"), product("Filter")
    asked = customer("Taihu", industry="machinery", region="Jiangsu", employees=100, **of(cast.wei))
    twin = customer("Twin", industry="machinery", region="Jiangsu", employees=150, **of(cast.min))
    other = customer("Other", industry="machinery", region="Gansu", employees=900, **of(cast.wei))
    for key in (asked, twin):
        buys(key, [pump, filter_], ("2026-10-01",))
    buys(other, [pump], ("2025-01-01",))
    customer("Stranger", industry="food", region="Gansu", **of(cast.wei))
    found = ask(cast.gu, similar_customers, asked)
    assert [one.id for one in found] == [twin, other]
    assert (found[0].industry, found[0].region, found[0].employees, found[0].spend, found[0].shared) == ("Machinery", "Jiangsu", 150, 20_000, 2)
    assert (found[1].region, found[1].employees, found[1].spend, found[1].products) == (None, None, None, ("Pump",))


def test_similar_customers_are_only_those_one_may_see(db, cast):
    asked = customer("Taihu", industry="machinery", **of(cast.wei))
    customer("Rival", industry="machinery", **of(cast.omar))
    mine = customer("Mine", industry="machinery", **of(cast.wei))
    assert [one.id for one in ask(cast.wei, similar_customers, asked)] == [mine]


def test_the_page_reads_neither_before_it_is_opened(sqlite_db, cast, monkeypatch):
    key = customer("Taihu", **of(cast.wei))
    buys(key, [], ("2026-06-01",))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    assert {"Portrait", "Similar customers"} <= {box.label for box in app.expander}
    assert "Buying rhythm" not in str([m.value for m in app.markdown])


def test_opened_it_shows_each_fact_with_its_evidence(sqlite_db, cast, monkeypatch):
    key = customer("Taihu", industry="machinery", **of(cast.wei))
    customer("Mine", industry="machinery", **of(cast.wei))
    buys(key, [product("Pump", category="Pumps")], ("2026-06-01", "2026-07-01", "2026-07-31"))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    app.session_state["portrait_box"] = True
    run(app)
    said = " ".join(m.value for m in app.markdown).replace("\\", "")
    assert "every 30 days" in said and "median of 2 gaps between orders" in said
    assert "Pumps 100%" in said and "111 days, 3.7× the rhythm" in said
