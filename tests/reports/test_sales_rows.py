"""The orders behind every bar and cell of the sales report, and their Excel."""
import io
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.access.rights import Scope
from crm_core.errors import Forbidden, NotFound
from crm_core.reports.sales import sales
from crm_core.reports.sales_filter import DIMENSIONS, SalesFilter, crossable
from crm_core.reports.sales_rows import PAGE, cell, export_sales_rows, sales_rows
from crm_core.run import act, ask
from crm_core.submissions.reading import report_content
from db.engine import database
from db.models import Role, RoleRight
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW

THIS, TURN = date(2026, 11, 3), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


@pytest.fixture
def book(cast):
    drill, oil = product("Drill", category="Machines"), product("Oil: a/b", category="Supplies: 1")
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    theirs = {"owner_id": cast.omar.user_id, "team_id": cast.omar.team_id}
    big, west = customer("Big", region="Kent", **mine), customer("West", region="a:b/ü", **theirs)
    order("A", big, ordered_on=THIS, lines=((drill, 1, 70_000, 30_000), (oil, 2, 10_000, 6_000)), **mine)
    order("B", big, ordered_on=THIS, lines=((oil, -1, -5_000, -2_000),), total=-5_000, **mine)
    order("C", west, ordered_on=THIS, lines=((oil, 1, 9_000, 1_000),), **theirs)
    order("D", None, ordered_on=date(2026, 2, 3), lines=((None, 1, 1_000, 500),), **mine)
    order("E", west, ordered_on=date(2025, 2, 3), lines=((drill, 1, 12_000, 1_000),), **theirs)
    return {"drill": str(drill), "oil": str(oil)}


def told(found) -> list[tuple]:
    return [(row.order.number, row.revenue) for row in found.rows]


def test_what_counts_at_a_product_is_its_share_of_each_order(cast, book):
    found = ask(cast.eva, sales_rows, SalesFilter(by="product"), "parts", book["oil"])
    assert (told(found), found.total, found.value, found.hidden) == ([("A", 10_000), ("C", 9_000), ("B", -5_000)], 3, 14_000, 0)


def test_growth_has_the_orders_of_both_spans(cast, book):
    found = ask(cast.eva, sales_rows, SalesFilter(by="product"), "growth", book["drill"])
    assert [(row.order.number, row.before) for row in found.rows] == [("A", False), ("E", True)]


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_orders_behind_every_bar_sum_up_to_it(cast, book, by):
    for crossed in crossable(by):
        chosen = SalesFilter(by=by, crossed=crossed)
        report = ask(cast.eva, sales, chosen)
        for part in report.parts.itertuples():
            assert ask(cast.eva, sales_rows, chosen, "parts", part.key).value == part.revenue
        for one in report.cells.itertuples():
            a, b = cell(one.a, one.b)
            assert ask(cast.eva, sales_rows, chosen, "crossed", f"{a}:{b}").value == ask(cast.eva, sales_rows, chosen, "crossed", f"{b}:{a}").value == one.value


@pytest.mark.parametrize(("by", "crossed"), [("month", "region"), ("region", "category"), ("category", "month")])
def test_every_mark_that_is_drawn_opens(cast, book, by, crossed):
    content = ask(cast.eva, report_content, "sales", {"by": by, "with": crossed, "turn": TURN.isoformat()})
    chart = content.section("crossed").chart
    for series in chart.series:
        for key, value in zip(chart.keys, series.values, strict=True):
            found = ask(cast.eva, sales_rows, SalesFilter(by=by, crossed=crossed), "crossed", f"{series.key}:{key}")
            assert (found.total > 0) == bool(value)


def test_a_week_and_a_part_before_and_after_a_day(cast, book):
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    for place in range(-12, 12):
        order(f"W{place}", ordered_on=TURN + timedelta(days=7 * place), lines=((None, 1, 1_000 + place, 10),), **mine)
    chosen = SalesFilter(by="team", turned_on=TURN, weeks=8)
    assert told(ask(cast.gu, sales_rows, chosen, "weeks", "-2")) == [("W-2", 998)]
    found = ask(cast.gu, sales_rows, chosen, "change", str(cast.wei.team_id))
    assert (found.total, sum(row.before for row in found.rows)) == (16, 8)
    with pytest.raises(NotFound):
        ask(cast.gu, sales_rows, chosen, "weeks", "soon")
    with pytest.raises(NotFound):
        ask(cast.gu, sales_rows, SalesFilter(by="team"), "weeks", "0")


def test_a_manager_sees_only_the_teams_orders(cast, book):
    assert told(ask(cast.walter, sales_rows, SalesFilter(by="team"), "parts")) == [("C", 9_000)]
    assert ask(cast.walter, sales_rows, SalesFilter(by="team"), "parts", str(cast.wei.team_id)).total == 0
    with pytest.raises(Forbidden):
        ask(cast.wei, sales_rows, SalesFilter(), "parts")


def test_what_is_counted_but_not_to_be_opened_is_said(cast, book):
    """A role that sees the report of all, and only the orders of the team."""
    with database().writing() as session:
        manager = session.scalar(select(Role.id).where(Role.key == "sales_manager"))
        session.execute(update(RoleRight).where(RoleRight.role_id == manager, RoleRight.right == "reports:value").values(scope=Scope.ALL.key))
        session.commit()
    found = ask(cast.gu, sales_rows, SalesFilter(), "parts")
    assert (found.total, found.hidden, found.value) == (3, 1, 76_000)
    assert "C" not in [row.order.number for row in found.rows]
    sheet = openpyxl.load_workbook(io.BytesIO(act(cast.gu, export_sales_rows, SalesFilter(), "parts").content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["A", "D", "B"]


def test_they_come_a_page_at_a_time(cast):
    for number in range(PAGE + 3):
        order(f"P{number:02d}", ordered_on=THIS, lines=((None, 1, 1_000 - number, 10),))
    first, second = (ask(cast.eva, sales_rows, SalesFilter(), "parts", None, page) for page in (1, 2))
    assert [row.order.number for row in (*first.rows, *second.rows)] == [f"P{number:02d}" for number in range(PAGE + 3)]
    assert first.total == second.total == PAGE + 3


def test_the_excel_holds_what_counts_there(cast, book):
    with pytest.raises(Forbidden):
        act(cast.wei, export_sales_rows, SalesFilter(), "parts")
    file = act(cast.gu, export_sales_rows, SalesFilter(by="product"), "parts", book["oil"])
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[-2], row[-1]) for row in rows] == [("A", "Big", 100, 60), ("B", "Big", -50, -20)]


@pytest.mark.parametrize(("part", "key"), [("shoe size", None), ("crossed", "a.x:b.y"), ("weeks", "1"), ("change", "1")])
def test_a_part_there_is_not(cast, part, key):
    with pytest.raises(NotFound):
        ask(cast.eva, sales_rows, SalesFilter(), part, key)
    with pytest.raises(NotFound):
        ask(cast.eva, sales_rows, SalesFilter(crossed="team"), "crossed", "nonsense")
