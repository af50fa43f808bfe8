"""How each person did."""
from datetime import date
from statistics import median

import pytest
from sqlalchemy import select

from crm_core.errors import Forbidden
from crm_core.forecast.performance import PerformanceFilter, performance
from crm_core.run import ask
from crm_core.submissions.queries import submitted_report
from crm_core.submissions.reading import report_content
from db.engine import database
from db.models import Deal
from tests.forecast.making import fill
from tests.goals.making import person, put, stop_clock
from tests.pages import open_page
from tests.pipeline.counting import statements
from tests.reports.build import write
from tests.submissions.making import submit
from tests.ui.browserless import fire


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def made(book) -> None:
    book.deal("wei", opened="2026-10-01", won="2026-11-05", value=700_00)
    book.deal("wei", opened="2026-10-01", lost="2026-11-05")
    book.deal("min", opened="2026-10-15", won="2026-11-04", value=300_00)
    book.deal("gu", opened="2026-10-15", won="2026-11-04", value=100_00)
    book.deal("omar", opened="2026-10-15", won="2026-11-04", value=900_00)


def test_people_stand_beside_target_and_median(db, cast):
    write(made)
    put(cast.gu, person(cast.wei), 1_400_00)
    found = ask(cast.gu, performance, PerformanceFilter("month"))
    assert [one.name for one in found.people] == ["Lin Wei", "Zhao Min", "Gu Lan"]
    wei = found.people[0]
    assert (wei.values["won_value"], wei.values["win_rate"], wei.values["cycle"], wei.target) == (700_00, 50, 35, 1_400_00)
    assert found.medians[cast.gu.team_id]["won_value"] == 300_00
    assert ask(cast.gu, performance, PerformanceFilter("month", 1)).people[0].values == {}


def test_a_seller_sees_the_own_figures_and_the_median_only(db, cast):
    write(made)
    found = ask(cast.wei, performance, PerformanceFilter("month"))
    assert [one.name for one in found.people] == ["Lin Wei"]
    assert set(found.medians) == {cast.wei.team_id} and found.medians[cast.wei.team_id]["won_value"] == 300_00
    assert ask(cast.omar, performance, PerformanceFilter("month")).medians[cast.omar.team_id] == {}  # of two the median would tell on the other
    with pytest.raises(Forbidden):
        ask(cast.mia, performance, PerformanceFilter())


def test_it_costs_few_statements(db, cast):
    write(made)
    eva = cast.eva
    with statements(db) as seen:
        assert "Omar Haddad" in [one.name for one in ask(eva, performance, PerformanceFilter("year")).people]
    assert len(seen) <= 5


def test_the_page_names_the_best(sqlite_db, cast, monkeypatch):
    write(made)
    app = open_page(monkeypatch, cast.eva, "performance", "period=month")
    assert not app.exception and "Omar Haddad won most" in app.header[0].value
    app = open_page(monkeypatch, cast.eva, "performance", "period=month&back=2")
    assert not app.exception and not app.header


def test_a_win_rate_of_few_deals_is_not_told(db, cast):
    def many(book):
        made(book)
        for won in (True, True, True, False):
            book.deal("omar", **{"won" if won else "lost": "2026-11-06"})

    write(many)
    found = {one.id: one for one in ask(cast.eva, performance, PerformanceFilter("month")).people}
    omar, wei = found[cast.omar.user_id], found[cast.wei.user_id]
    assert (wei.closed, wei.sure("win_rate"), wei.win_interval) == (2, None, None)
    assert (omar.won, omar.closed, omar.sure("win_rate")) == (4, 5, 80)
    assert omar.win_interval == pytest.approx((37.55, 96.38), abs=0.01)  # Wilson 1927, 4 of 5
    assert ask(cast.gu, performance, PerformanceFilter("month")).medians[cast.gu.team_id].get("win_rate") is None


def test_a_person_is_shown_by_month_against_the_median(db, cast):
    def months(book):
        for place, who in enumerate(("wei", "min", "gu"), 1):
            book.deal(who, won="2026-10-05", opened="2026-10-01", value=place * 100_00)
        book.deal("wei", won="2026-11-02", opened="2026-10-01", value=50_00)

    write(months)
    trend = ask(cast.gu, performance, PerformanceFilter("quarter", person_id=cast.wei.user_id)).trend
    assert [at.start.isoformat() for at in trend.months][-3:] == ["2026-09-01", "2026-10-01", "2026-11-01"] and len(trend.months) == 12
    assert trend.person["won_value"][-3:] == (None, 100_00, 50_00)
    assert trend.team["won_value"][-3:] == (None, 200_00, None)
    assert trend.person["cycle"][-2:] == (4, 32)
    assert ask(cast.gu, performance, PerformanceFilter()).trend is None
    assert ask(cast.wei, performance, PerformanceFilter()).trend.person == trend.person


def test_figures_agree_with_a_recount(db, cast):
    fill(deals=240, days=400)
    stop_clock()
    with database().reading() as session:
        deals = [deal for deal in session.scalars(select(Deal)) if deal.closed_on and date(2026, 7, 1) <= deal.closed_on <= date(2026, 9, 30)]
    for one in ask(cast.eva, performance, PerformanceFilter("quarter", 1)).people:
        mine = [deal for deal in deals if deal.owner_id == one.id]
        won = [deal for deal in mine if deal.status == "won"]
        assert (one.won, one.closed) == (len(won), len(mine))
        if won:
            assert one.values["won_value"] == sum(deal.value for deal in won) and one.values["win_rate"] == pytest.approx(len(won) / len(mine) * 100)
            assert one.values["cycle"] == median((deal.closed_on - deal.opened_on).days for deal in won)


def test_the_address_chooses_team_and_person(sqlite_db, cast, monkeypatch):
    write(made)
    put(cast.gu, person(cast.wei), 1_400_00)
    app = open_page(monkeypatch, cast.eva, "performance", f"period=month&team={cast.gu.team_id}")
    assert "Lin Wei won most" in app.header[0].value
    app = open_page(monkeypatch, cast.eva, "performance", f"period=month&person={cast.wei.user_id}")
    assert app.header[0].value.replace("\\", "") == "Lin Wei won ¥700, 50% of the target."
    assert "Not enough data" in [metric.value for metric in app.metric]
    app = fire(open_page(monkeypatch, cast.gu, "performance", "period=month"), "performance", "open", cast.wei.user_id)
    assert app.header[0].value.startswith("Lin Wei won ¥700")


def test_the_report_speaks_both_languages_and_can_be_handed_in(db, cast):
    write(made)
    content = ask(cast.gu, report_content, "performance", {"period": "month"})
    assert content.section("people").table.rows[0][0] == "Lin Wei"
    assert content.section("won_value").chart.keys[0] == str(cast.wei.user_id)
    number = submit(cast.gu, "performance", {"period": "month"}, "x")
    assert ask(cast.eva, submitted_report, number).content.report == "performance"
