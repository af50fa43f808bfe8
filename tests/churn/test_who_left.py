"""Churn rate, cohorts and survival from orders, and the customers behind every cell."""
from datetime import date, timedelta

import pytest

from crm_core import clock
from crm_core.churn.behind import export_churn_rows, rows_behind
from crm_core.churn.filters import ChurnFilter
from crm_core.churn.history import history
from crm_core.errors import Forbidden, NotFound
from crm_core.run import act, ask
from tests.churn.making import NOW, TODAY, customer, order

ALL = ChurnFilter()


def bought(owner: str, *days: str, name: str = "C", **values) -> int:
    key = customer(owner, name, **values)
    for day in days:
        order(key, date.fromisoformat(day))
    return key


def months(actor, chosen: ChurnFilter = ALL) -> dict[str, tuple[int, int]]:
    found = ask(actor, history, chosen).months
    return {f"{row.month:%Y-%m}": (int(row.active), int(row.lost)) for row in found.itertuples()}


@pytest.fixture
def some(db, cast):
    """Lost on 180 days after the last order: A on 2026-08-29, B never, C on 2026-06-30 and back, D of another team."""
    clock.set_now(NOW)
    return {
        "a": bought("wei", "2025-12-02", "2026-03-02", name="A", grade="a"),
        "b": bought("wei", "2026-01-10", "2026-06-01", "2026-10-01", name="B", grade="a", industry="food"),
        "c": bought("min", "2026-01-01", "2026-08-01", name="C"),
        "d": bought("omar", "2026-02-15", name="D"),
    }


def test_a_customer_is_lost_in_the_month_in_which_its_silence_reaches_the_limit(some, cast):
    found = months(cast.gu)
    assert found["2026-06"] == (3, 1)  # C, silent since New Year
    assert found["2026-08"] == (2, 1)  # A; C orders again in August and counts from September on
    assert found["2026-09"] == (2, 0)
    assert found["2026-10"] == (2, 0)
    assert "2026-11" not in found  # this month is not over


def test_each_sees_their_own_part(some, cast):
    assert months(cast.eva)["2026-08"] == (3, 2)
    assert months(cast.wei)["2026-08"] == (2, 1)
    assert months(cast.walter)["2026-08"] == (1, 1)
    assert months(cast.eva, ChurnFilter(industry="food")).get("2026-10") == (1, 0)
    assert months(cast.eva, ChurnFilter(team_id=cast.omar.team_id))["2026-08"] == (1, 1)


def test_cohorts_count_who_still_buys_in_each_whole_quarter(some, cast):
    frame = ask(cast.gu, history, ALL).cohorts
    found = {(row.cohort.isoformat(), row.quarter): (row.bought, row.size) for row in frame.itertuples()}
    assert found[("2026-01-01", 0)] == (2, 2)
    assert found[("2026-01-01", 1)] == (1, 2)  # B in June
    assert found[("2026-01-01", 2)] == (1, 2)  # C in August
    assert found[("2025-10-01", 3)] == (0, 1)
    assert ("2026-01-01", 3) not in found  # the quarter that runs


def test_survival_needs_some_customers_and_falls_only(db, cast):
    clock.set_now(NOW)
    for n in range(12):
        bought("wei", (TODAY - timedelta(days=40 * n + 5)).isoformat(), name=f"C{n}", grade="a")
    bought("wei", "2026-03-02", name="Alone", grade="b")
    curves = ask(cast.gu, history, ALL).curves
    assert set(curves.group) == {"vip+a"}
    assert curves.customers.iloc[0] == 12
    assert curves.share.is_monotonic_decreasing and (curves.low <= curves.share).all() and (curves.share <= curves.high).all()


def test_behind_a_month_stand_those_who_were_lost(some, cast):
    found = ask(cast.gu, rows_behind, ALL, "months", "2026-08-01")
    assert [(row.customer, row.day, row.what) for row in found.rows] == [("A", date(2026, 8, 29), "lost")]
    assert ask(cast.gu, rows_behind, ALL, "months").total == 2


def test_behind_the_whole_rate_stand_the_months_that_are_shown_and_not_the_year_before(some, cast):
    bought("wei", "2025-01-05", name="Before")  # lost in July 2025, a diamond of the chart
    found = ask(cast.gu, rows_behind, ALL, "months")
    assert (found.total, {row.customer for row in found.rows}) == (2, {"A", "C"})
    assert ask(cast.gu, rows_behind, ChurnFilter(months=24), "months").total == 3


def test_an_order_that_cost_nothing_is_an_order(some, cast):
    order(some["a"], date(2026, 8, 3), revenue=0)
    assert months(cast.gu)["2026-08"] == (2, 0)


def test_behind_a_cell_stand_those_who_bought_and_those_who_did_not(some, cast):
    found = ask(cast.gu, rows_behind, ALL, "cohorts", "2026-01-01:2")
    assert [(row.customer, row.what) for row in found.rows] == [("C", "bought"), ("B", "silent")]


def test_behind_a_curve_stand_its_customers(some, cast):
    assert [(row.customer, row.what) for row in ask(cast.gu, rows_behind, ALL, "curves", "vip+a").rows] == [("A", "lost"), ("B", "stayed")]
    assert [row.customer for row in ask(cast.gu, rows_behind, ALL, "curves", "vip+a:8").rows] == ["A"]
    assert [row.customer for row in ask(cast.gu, rows_behind, ALL, "curves", "vip+a:").rows] == ["A", "B"]  # a stretch without a loss


@pytest.mark.parametrize("part", ["cohorts", "curves"])
def test_behind_a_whole_chart_stands_everybody_in_it_page_by_page(some, cast, part):
    found = ask(cast.gu, rows_behind, ALL, part)
    assert {row.customer: row.what for row in found.rows} == {"A": "lost", "B": "stayed", "C": "lost"}
    assert (found.total, found.hidden) == (3, 0)
    assert (ask(cast.gu, rows_behind, ALL, part, page=2).rows, ask(cast.eva, rows_behind, ALL, part).total) == ((), 4)


@pytest.mark.parametrize("part, key", [("months", "nonsense"), ("cohorts", "2026-01-01:x"), ("nothing", None), ("achieved", "x"), ("teams", "x")])
def test_what_there_is_not_is_not_found(db, cast, part, key):
    clock.set_now(NOW)
    with pytest.raises(NotFound):
        ask(cast.gu, rows_behind, ALL, part, key)


def test_the_excel_is_for_who_may_export_and_holds_only_the_own_part(some, cast):
    assert act(cast.gu, export_churn_rows, ALL, "months").rows == 2
    with pytest.raises(Forbidden):
        act(cast.wei, export_churn_rows, ALL, "months")
