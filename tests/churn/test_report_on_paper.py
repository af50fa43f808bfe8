"""The churn report as content: the same figures as the page, frozen, printed, in both languages."""
import pytest

from crm_core import clock
from crm_core.content.stored import packed, unpacked
from crm_core.printing.pdf import pdf
from crm_core.run import ask
from crm_core.submissions.queries import submitted_report
from crm_core.submissions.reading import report_content
from db.engine import database
from db.models import User
from tests.churn.making import NOW, at_risk, customer, days_ago, night, order
from tests.submissions.making import submit


@pytest.fixture
def filled(db, cast):
    key = at_risk("wei", "Beichen", year=9_000_000)
    at_risk("omar", "Far", year=2_000_000)
    for n in range(12):
        order(customer("wei", f"C{n}", grade="a"), days_ago(40 * n + 200), 100_000)
    night()
    return key


def test_it_says_what_the_page_says(filled, cast):
    found = ask(cast.gu, report_content, "churn", {})
    assert found.sentence == "1 customer who bought for ¥90K a year is silent for unusually long."
    assert [one.label for one in found.figures][1:] == ["At risk, of 0", "Sales a year of the silent", "Kept by deferring"]
    (row,) = found.section("at_risk").table.rows
    assert row[:3] == ("Beichen", 9_000_000, "3×") and row[4].startswith("Usually orders every 31 days, silent for 94.")
    months = found.section("months")
    assert months.chart.share and len(months.chart.labels) == len(months.table.rows) and "180th day" in months.formula
    assert {"cohorts", "curves", "teams"} <= {one.key for one in found.sections}


def test_filters_of_the_address_hold(filled, cast):
    assert ask(cast.eva, report_content, "churn", {"team": str(cast.omar.team_id), "months": "24"}).section("at_risk").table.rows[0][0] == "Far"


def test_it_can_be_kept_and_read_later_as_it_was(filled, cast):
    found = ask(cast.gu, report_content, "churn", {})
    assert unpacked(packed(found)) == found
    kept = submit(cast.gu, "churn", {}, "Call them all")
    order(filled)
    assert ask(cast.eva, submitted_report, kept).content.sentence == found.sentence
    assert ask(cast.gu, report_content, "churn", {}).sentence == "Nobody is in danger of leaving."


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_it_prints_in_both_languages(filled, cast, locale):
    with database().writing() as session:
        session.get(User, cast.gu.user_id).locale = locale
        session.commit()
    clock.set_now(NOW)
    assert pdf(ask(cast.gu, report_content, "churn", {})).startswith(b"%PDF")
