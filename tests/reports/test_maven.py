"""The Maven opportunities give exactly the published facts, computed a second time with pandas."""
import pandas as pd
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.reports.filters import ReportFilter
from crm_core.reports.pipeline import pipeline
from crm_core.reports.rows import rows
from crm_core.reports.summary import pipeline_summary
from crm_core.run import ask
from tests import cast as people
from tests.reports import maven

pytestmark = maven.needed
ALL = ReportFilter(period="all")


@pytest.fixture
def maven_db(templates):
    from db.engine import database, use_database

    with templates.copy("maven", lambda: (people.fill(), maven.fill())) as url:
        use_database(url)
        yield database()
        use_database(None)


@pytest.fixture(scope="module")
def deals() -> pd.DataFrame:
    frame = pd.read_csv(maven.FOLDER / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    return frame.assign(product=frame["product"].replace("GTXPro", "GTX Pro"))


def test_the_command_reports_the_published_facts(maven_db):
    report = ask(SYSTEM, pipeline_summary)
    assert {k: v["count"] for k, v in report["outcomes"].items()} == {"won": 4238, "lost": 2473, "open": 2089}
    assert {s["stage"]: s["count"] for s in report["stages"]} == {"Prospecting": 500, "Engaging": 1589}
    assert report["outcomes"]["won"]["value"] == 10_005_534
    assert report["won_by_quarter"] == {
        "2017-Q1": 1_134_672, "2017-Q2": 3_086_111, "2017-Q3": 2_982_255, "2017-Q4": 2_802_496
    }  # fmt: skip
    assert report["cycle_days"]["mean"] == 51.78
    assert report["sellers"][0] == {"name": "Darcel Schlecht", "won": 349, "lost": 204, "value": 1_153_214}


def test_cycle_and_win_rate_agree_with_pandas(maven_db, deals):
    closed = ask(SYSTEM, pipeline, ALL).closed
    won = deals[deals.deal_stage == "Won"]
    days = (won.close_date - won.engage_date).dt.days
    assert closed.now.mean == pytest.approx(days.mean()) and closed.now.median == days.median()
    assert closed.now.win_rate == pytest.approx(4238 / 6711)
    assert closed.cycle.frame["count"].sum() == 4238
    for low, high, count in closed.cycle.frame.itertuples(index=False):
        assert count == days.between(low, days.max() if pd.isna(high) else high).sum()


def test_charts_agree_with_pandas(maven_db, deals):
    report = ask(SYSTEM, pipeline, ALL).won
    won = deals[deals.deal_stage == "Won"]

    def values(chart, by):
        theirs = won.groupby(by).close_value.sum().mul(100)
        frame = chart.frame[chart.frame["count"] > 0]
        assert dict(zip(frame.label, frame.value, strict=True)) == theirs.astype(int).to_dict()

    values(report.owners, "sales_agent")
    values(report.products, "product")
    months = report.months.frame
    assert months.value.sum() == 10_005_534_00
    assert list(months.start.astype(str))[:2] == ["2017-03-01", "2017-04-01"]


def test_deals_without_customer_are_counted_out(maven_db, deals):
    regions = ask(SYSTEM, pipeline, ALL).won.regions
    won = deals[deals.deal_stage == "Won"]
    missing = {note.plural: note.n for note in regions.notes}
    assert missing.get("{n} deals without customer are not in this chart.", 0) == won.account.isna().sum()


def test_the_funnel_counts_every_deal_in_all_time(maven_db):
    funnel = ask(SYSTEM, pipeline, ALL).funnel
    frame = funnel.chart.frame
    assert list(frame["count"]) == [8800, 8300, 4238]
    assert list(frame.moved)[:2] == [1.0, pytest.approx(4238 / 6711)]
    assert funnel.pipeline == "sales_pipeline"
    assert {note.n for note in funnel.chart.notes} == {8800, 1425}


def test_every_bar_opens_as_many_deals_as_it_counts(maven_db):
    report = ask(SYSTEM, pipeline, ALL)
    charts = {
        "funnel": report.funnel.chart, "owners": report.won.owners, "products": report.won.products,
        "regions": report.won.regions, "open": report.open.chart,
    }  # fmt: skip
    for part, chart in charts.items():
        for key, count in zip(chart.frame.key, chart.frame["count"], strict=True):
            assert ask(SYSTEM, rows, ALL, part, key).total == count, (part, key)
    for row in report.closed.cycle.frame.itertuples(index=False):
        key = f"{row.low}-" + ("" if pd.isna(row.high) else str(int(row.high)))
        assert ask(SYSTEM, rows, ALL, "cycle", key).total == row[2]
    for row in report.won.months.frame.itertuples(index=False):
        assert ask(SYSTEM, rows, ALL, "months", f"{row.grain}:{row.key}").total == row[1]


def test_the_same_facts_in_the_period_of_a_quarter(maven_db):
    chosen = ReportFilter(period="custom", start=pd.Timestamp("2017-04-01").date(), end=pd.Timestamp("2017-06-30").date())
    report = ask(SYSTEM, pipeline, chosen)
    assert report.closed.now.value == 3_086_111_00
    assert report.closed.before.value == 1_134_672_00
