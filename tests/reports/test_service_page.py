"""The page of the service report."""
from sqlalchemy import update

from db.engine import database
from db.models import Ticket
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.test_service import fill
from tests.tickets.making import at, make


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def test_the_answer_stands_on_top(sqlite_db, cast, monkeypatch):
    fill(sqlite_db, cast)
    app = open_page(monkeypatch, cast.yan, "service-report")
    assert app.header[0].value.replace("\\", "") == "10 tickets this quarter; 100% were resolved in time, half within 50 min. Nothing is waiting."
    assert [metric.label for metric in app.metric] == ["Tickets opened", "First answer, median", "Resolved in time", "Satisfaction"]
    assert [metric.value for metric in app.metric] == ["10", "50 min", "100%", "3.5"]


def test_every_chart_has_its_rows_and_a_manager_the_excel(sqlite_db, cast, monkeypatch):
    fill(sqlite_db, cast)
    make(cast.gu)
    with database().writing() as session:
        session.execute(update(Ticket).values(team_id=cast.gu.team_id))
        session.commit()
    app = open_page(monkeypatch, cast.gu, "service-report", "period=all&by=channel")
    shown = [button.key for button in app.button if button.key.startswith("rows-")]
    assert shown == ["rows-volume", "rows-backlog", "rows-response", "rows-resolution", "rows-satisfaction", "rows-agents"]
    assert len(app.get("plotly_chart")) == len(app.get("download_button")) - 2 == 6


def test_rows_open_in_a_dialog(sqlite_db, cast, monkeypatch):
    fill(sqlite_db, cast)
    app = open_page(monkeypatch, cast.yan, "service-report")
    app.button(key="rows-agents").click()
    run(app)
    assert "10 tickets" in words(app)


def test_an_empty_report_says_what_to_do(sqlite_db, cast, monkeypatch):
    at(12, day=25)
    assert "No tickets here yet" in words(open_page(monkeypatch, cast.yan, "service-report"))


def test_a_look_at_the_page_costs_few_statements(sqlite_db, cast, monkeypatch):
    fill(sqlite_db, cast)
    open_page(monkeypatch, cast.yan, "service-report")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.yan, "service-report", "period=all")
    assert len(of_the_page(seen)) <= 12
