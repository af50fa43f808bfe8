"""Timed work, on screen."""
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event

from crm_core import clock
from crm_core.audit.queries import audit
from crm_core.audit.schemas import AuditFilter
from crm_core.errors import Conflict, NotFound
from crm_core.jobs import ledger, runner, schedule
from crm_core.jobs.commands import run_again
from crm_core.jobs.queries import history, timetable
from crm_core.run import act, ask
from db.models import JobRun, User
from tests.jobs.made import runs
from tests.pages import open_page, run
from tests.ui.browserless import data, fire

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    clock.set_now(NOW)


def fail(key: str = "lifecycles") -> None:
    ledger.failed(ledger.claim(key, "2026-11-25", clock.now()), OSError(28, "No space left on device"))


def of(found, key: str):
    return next(one for one in found.jobs if one.key == key)


def do_what_waits() -> None:
    for job, period in runner.due(schedule.SCHEDULE, clock.now()):
        if period.startswith("asked-"):
            runner.run(job, period)


def test_each_job_says_how_it_went_and_when_it_comes_again(db, cast):
    fail()
    ledger.note("imports", {"files": 2}, 3.5)
    found = ask(cast.ada, timetable)
    lifecycles, imports = of(found, "lifecycles"), of(found, "imports")
    assert (lifecycles.last.problem, lifecycles.last.params) == (ledger.NO_MACHINE, {"name": "No space left on device"})
    assert (lifecycles.next_at, lifecycles.retries) == (NOW + timedelta(minutes=1), True)
    assert (imports.last.counts, imports.last.seconds, imports.next_at) == ({"files": 2}, 3.5, None)
    assert of(found, "upkeep").next_at == datetime(2026, 11, 25, 12, 25, tzinfo=UTC)


def test_a_job_is_asked_for_and_the_timer_does_it(db, cast):
    act(cast.ada, run_again, "lifecycles")
    with pytest.raises(Conflict):
        act(cast.ada, run_again, "lifecycles")
    assert of(ask(cast.ada, timetable), "lifecycles").busy
    do_what_waits()
    (row,) = runs(db)
    assert (row.state, row.asked_by, row.attempts) == ("done", cast.ada.user_id, 1)
    (asked,) = ask(cast.ada, audit, AuditFilter(area="setup")).rows[:1]
    assert (asked.event.kind, asked.event.who, asked.event.subject.value) == ("job.asked", "Ada King", "Lifecycle of customers")


@pytest.mark.parametrize("key", ["imports", "nonsense"])
def test_what_looks_by_itself_cannot_be_asked_for(db, cast, key):
    with pytest.raises(NotFound):
        act(cast.ada, run_again, key)


def test_the_history_is_filtered_and_comes_in_pages(db, cast):
    with db.writing() as session:
        session.add_all([JobRun(name="upkeep", period=str(n), state="done", started_at=NOW, finished_at=NOW) for n in range(31)])
        session.commit()
    fail()
    newest, more = ask(cast.ada, history)
    assert (newest[0].key, len(newest), more) == ("lifecycles", 30, True)
    assert [one.key for one in ask(cast.ada, history, None, "failed")[0]] == ["lifecycles"]
    assert len(ask(cast.ada, history, "upkeep", None, 2)[0]) == 1


def test_silence_is_told(db, cast):
    ledger.done(ledger.claim("upkeep", "a", NOW), None)
    assert ask(cast.ada, timetable).silent is None
    clock.set_now(NOW + timedelta(hours=3))
    assert ask(cast.ada, timetable).silent == NOW


def test_the_page_tells_why_it_failed_and_runs_it_again(sqlite_db, cast, monkeypatch):
    fail()
    app = open_page(monkeypatch, cast.ada, "jobs")
    (row,) = [one for one in data(app, "jobs_table")["rows"] if one["id"] == "lifecycles"]
    assert row["cells"]["did"]["text"] == "The machine or the network refused: No space left on device."
    assert row["cells"]["did"]["sub"] == "failed, 1 try"
    app = open_page(monkeypatch, cast.ada, "jobs", "open=lifecycles")
    assert any("reference" in text.value for text in app.markdown)
    app.button(key="job_again").click()
    run(app)
    do_what_waits()
    app = open_page(monkeypatch, cast.ada, "jobs", "show=history&job=lifecycles")
    assert [one["cells"]["who"]["text"] for one in data(app, "job_runs_table")["rows"]] == ["asked for by Ada King", "by the timer"]


def test_a_row_opens_its_job(sqlite_db, cast, monkeypatch):
    app = fire(open_page(monkeypatch, cast.ada, "jobs"), "jobs_table", "open", "statistics")
    assert app.query_params["open"] == ["statistics"] or app.query_params["open"] == "statistics"


def test_the_page_speaks_chinese_and_asks_little(sqlite_db, cast, monkeypatch):
    fail()
    with sqlite_db.writing() as session:
        session.get(User, cast.ada.user_id).locale = "zh_Hans"
        session.commit()
    ada, said = cast.ada, []
    sql_event.listen(sqlite_db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    app = open_page(monkeypatch, ada, "jobs")
    (row,) = [one for one in data(app, "jobs_table")["rows"] if one["id"] == "lifecycles"]
    assert row["cells"]["did"]["text"] == "系统或网络拒绝：No space left on device。"
    assert len([one for one in said if one.startswith("SELECT")]) <= 12


def test_a_manager_has_no_such_page(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "jobs")
    assert not any("# Timed work" in text.value for text in app.markdown)
