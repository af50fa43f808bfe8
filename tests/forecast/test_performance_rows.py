"""The records behind a person's figures."""
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from crm_core.errors import Forbidden, NotFound
from crm_core.forecast.performance import MEASURES, PerformanceFilter, performance
from crm_core.forecast.performance_rows import export_performance, performance_rows
from crm_core.run import act, ask
from db.models import Activity, Customer, Order, Ticket
from tests.goals.making import stop_clock
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW, write
from tests.ui.browserless import data

MONTH = PerformanceFilter("month")
DAY = datetime(2026, 11, 4, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def made(book) -> None:
    for who in ("wei", "min", "omar"):
        seller = book.user(who)
        mine = {"owner_id": seller.id, "team_id": seller.team_id}
        customer = book.add(Customer(name=f"{who} Ltd", created_at=NOW, updated_at=NOW, **mine))
        book.deal(who, opened="2026-10-01", won="2026-11-05", value=700_00, name=f"{who} won", customer_id=customer.id)
        book.deal(who, opened="2026-10-01", won="2026-10-05", value=200_00, name=f"{who} in October", customer_id=customer.id)
        book.deal(who, opened=None, won="2026-11-06", value=50_00, name=f"{who} undated", customer_id=customer.id)
        book.deal(who, lost="2026-11-07", value=10_00, name=f"{who} lost", customer_id=customer.id)
        for number, revenue, state in (("1", 900_00, "paid"), ("2", -100_00, "returned"), ("3", 0, "draft")):
            book.add(Order(number=f"{who}-{number}", customer_id=customer.id, ordered_on=date(2026, 11, 4), currency="CNY", revenue=revenue, state=state,
                           created_at=NOW, updated_at=NOW, **mine))
        for kind in ("call", "visit", "note"):
            book.add(Activity(kind=kind, text=f"{who} {kind}", at=DAY, user_id=seller.id, customer_id=customer.id, created_at=DAY))
        for score in (5, 2, None):
            book.add(Ticket(subject=f"{who} {score}", state="resolved", state_since=DAY, opened_at=DAY, resolved_at=DAY, satisfaction=score, customer_id=customer.id,
                            updated_at=DAY, **mine))


def names(found) -> set[str]:
    return {row.name for row in found.rows}


def test_every_figure_has_exactly_the_records_it_counts(db, cast):
    write(made)
    key = str(cast.wei.user_id)
    behind = {measure: ask(cast.gu, performance_rows, MONTH, measure, key) for measure in MEASURES}
    values = {one.id: one.values for one in ask(cast.gu, performance, MONTH).people}[cast.wei.user_id]
    assert names(behind["won_value"]) == {"wei won", "wei undated"} and behind["won_value"].value == values["won_value"] == 750_00
    assert behind["won_deals"].total == values["won_deals"] == 2
    assert names(behind["win_rate"]) == {"wei won", "wei undated", "wei lost"} and values["win_rate"] == pytest.approx(200 / 3)
    assert [row.days for row in behind["cycle"].rows] == [35] == [values["cycle"]]
    assert names(behind["order_revenue"]) == {"wei-1", "wei-2"} and behind["order_revenue"].value == values["order_revenue"] == 800_00
    assert names(behind["activities"]) == {"wei call", "wei visit"} and values["activities"] == 2
    assert sorted(row.number for row in behind["satisfaction"].rows) == [2, 5] and values["satisfaction"] == 3.5
    assert not any(found.hidden for found in behind.values())


def test_all_of_a_chart_is_what_the_filter_lets_through(db, cast):
    write(made)
    assert ask(cast.eva, performance_rows, MONTH, "won_deals").total == 6
    west = PerformanceFilter("month", team_id=cast.omar.team_id)
    assert names(ask(cast.eva, performance_rows, west, "won_deals")) == {"omar won", "omar undated"}
    one = PerformanceFilter("month", person_id=cast.wei.user_id)
    assert names(ask(cast.eva, performance_rows, one, "trend-won_deals", "2026-10-01")) == {"wei in October"}
    assert ask(cast.eva, performance_rows, one, "trend-won_deals").total == 3


def test_nobody_reaches_the_records_of_others(db, cast):
    write(made)
    mine = ask(cast.wei, performance_rows, MONTH, "won_deals")
    assert {row.owner for row in mine.rows} == {"Lin Wei"}
    for reader, whose in ((cast.wei, cast.min), (cast.wei, cast.omar), (cast.gu, cast.omar)):
        with pytest.raises(NotFound):
            ask(reader, performance_rows, MONTH, "won_deals", str(whose.user_id))
        assert ask(reader, performance_rows, PerformanceFilter("month", person_id=whose.user_id), "won_deals").total == 0
    with pytest.raises(Forbidden):
        ask(cast.mia, performance_rows, MONTH, "won_deals")


@pytest.mark.parametrize(("part", "key"), [("profit", None), ("won_deals", "x"), ("trend-won_deals", None), ("won_deals", "999999")])
def test_what_is_not_there_is_not_found(sqlite_db, cast, part, key):
    with pytest.raises(NotFound):
        ask(cast.gu, performance_rows, MONTH, part, key)


@pytest.mark.parametrize("measure", MEASURES)
def test_they_are_taken_along_by_who_may_export(db, cast, measure):
    write(made)
    file = act(cast.eva, export_performance, MONTH, measure)
    assert openpyxl.load_workbook(io.BytesIO(file.content)).active.max_row - 1 == ask(cast.eva, performance_rows, MONTH, measure).total
    ours = act(cast.gu, export_performance, MONTH, measure)
    assert ours.rows == ask(cast.gu, performance_rows, MONTH, measure).total
    with pytest.raises(Forbidden):
        act(cast.wei, export_performance, MONTH, measure)


def test_they_cost_few_statements(db, cast):
    write(made)
    eva = cast.eva
    for measure in MEASURES:
        with statements(db) as seen:
            ask(eva, performance_rows, MONTH, measure)
        assert len(seen) <= 4, seen


def test_a_chart_of_the_page_opens_them(sqlite_db, cast, monkeypatch):
    write(made)
    app = open_page(monkeypatch, cast.gu, "performance", "period=month")
    app.button(key="rows-order_revenue").click()
    run(app)
    assert {row["cells"]["name"]["text"] for row in data(app, "performance-orders-rows")["rows"]} == {"wei-1", "wei-2", "min-1", "min-2"}


def test_a_look_at_one_person_costs_few_statements(sqlite_db, cast, monkeypatch):
    write(made)
    open_page(monkeypatch, cast.gu, "performance")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.gu, "performance", f"period=month&person={cast.wei.user_id}")
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))
