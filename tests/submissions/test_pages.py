"""Handing a report in, reading it, and subscribing, on the screen."""
import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.run import act
from crm_core.submissions.commands import withdraw_report
from db.engine import database
from db.models import ReportSubscription, SubmittedReport, User
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW, write
from tests.submissions.making import submit
from tests.ui.browserless import data


@pytest.fixture(autouse=True)
def some_deals(sqlite_db):
    clock.set_now(NOW)
    write(lambda book: book.deal("wei", won="2026-11-02", value=1_000_000))


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown, *app.warning]).replace("\\", "")


def test_a_manager_submits_from_the_report(cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "pipeline-report", "period=this_quarter")
    app.button(key="report_submit").click()
    run(app)
    app.text_area(key="submission.comment").set_value("A good quarter.")
    app.button(key="submission.save").click()
    app.run()
    with database().reading() as session:
        kept = session.scalars(select(SubmittedReport)).one()
    assert (kept.report, kept.comment, kept.filters) == ("pipeline", "A good quarter.", {"period": "this_quarter"})


def test_the_executive_finds_and_reads_it(cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, "**Bold** <b>move</b>")
    listed = data(open_page(monkeypatch, cast.eva, "submitted-reports"), "submitted_table")
    assert [(row["id"], row["cells"]["author"]["text"], row["cells"]["report"]["sub"]) for row in listed["rows"]] == [(key, "Gu Lan", "**Bold** <b>move</b>")]
    app = open_page(monkeypatch, cast.eva, "submitted-report", f"id={key}")
    assert app.header[0].value.replace("\\", "").startswith("¥10K won this quarter")
    assert "**Bold** <b>move</b>" in words(app) and "\\*\\*Bold" in " ".join(one.value for one in app.markdown)
    assert len(app.get("plotly_chart")) == 4 and len(app.metric) == 4
    assert [button.label for button in app.get("download_button")] == ["PDF", "Excel"]
    assert "submitted_withdraw" not in [button.key for button in app.button]


def test_its_author_withdraws_it(cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, None)
    app = open_page(monkeypatch, cast.gu, "submitted-report", f"id={key}")
    app.button(key="submitted_withdraw").click()
    run(app)
    app.text_area(key="withdrawal.reason").set_value("Counted twice.")
    app.button(key="withdrawal.save").click()
    app.run()
    with database().reading() as session:
        assert session.get(SubmittedReport, key).withdrawn_reason == "Counted twice."


def test_a_withdrawn_report_says_why(cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, None)
    act(cast.gu, withdraw_report, key, "Counted *twice*.")
    assert "Withdrawn on 19 Nov: Counted *twice*." in words(open_page(monkeypatch, cast.eva, "submitted-report", f"id={key}"))


def test_another_teams_manager_finds_nothing(cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, None)
    assert "No report submitted yet" in words(open_page(monkeypatch, cast.walter, "submitted-reports"))
    assert "Nothing here" in words(open_page(monkeypatch, cast.walter, "submitted-report", f"id={key}"))


def test_an_executive_has_no_button_to_submit(cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "pipeline-report")
    assert "report_submit" not in [button.key for button in app.button]


def test_a_reader_subscribes_and_ends_it(cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "pipeline-report", "period=all")
    app.button(key="report_by_mail").click()
    run(app)
    app.radio(key="subscription.every").set_value("month")
    app.button(key="subscription.save").click()
    run(app)
    with database().reading() as session:
        kept = session.scalars(select(ReportSubscription)).one()
    assert (kept.user_id, kept.report, kept.every, kept.filters) == (cast.eva.user_id, "pipeline", "month", {"period": "all"})
    app.button(key="report_by_mail").click()
    run(app)
    app.button(key="report_unsubscribe").click()
    run(app)
    with database().reading() as session:
        assert session.scalars(select(ReportSubscription)).first() is None


def test_it_is_read_in_chinese(cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, None)
    with database().writing() as session:
        session.execute(update(User).values(locale="zh_Hans"))
        session.commit()
    app = open_page(monkeypatch, cast.eva, "submitted-report", f"id={key}")
    assert app.header[0].value.replace("\\", "") == "本季度赢单 ¥1 万。"


def test_a_look_costs_few_statements(sqlite_db, cast, monkeypatch):
    key = submit(cast.gu, "pipeline", {}, None)
    open_page(monkeypatch, cast.eva, "submitted-report", f"id={key}")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, "submitted-report", f"id={key}")
        open_page(monkeypatch, cast.eva, "submitted-reports")
    assert len(of_the_page(seen)) <= 12
