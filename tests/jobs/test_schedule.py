"""Work in time."""
from datetime import timedelta
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import func, select

from crm_core import clock, jobs
from crm_core.access import sessions, throttle, tickets, upkeep
from crm_core.api import lifespan
from crm_core.api.live import Live
from crm_core.jobs import schedule
from db.models import ImportRun, JobRun, OneTimeToken, SignInAttempt, SignInSession, User
from tests.jobs.made import daily
from tests.loops import run_apart


def test_the_timer_starts_and_stops(sqlite_db):
    jobs.start()
    jobs.stop(wait=True)  # else what it began goes on in the database of the next test
    jobs.stop()


def test_stopping_waits_for_a_look_that_is_just_handing_out_work(sqlite_db, monkeypatch):
    looking, found, ran = Event(), Event(), []
    job = daily(lambda: ran.append(1))

    def due(*_args):
        looking.set()
        found.wait(20)
        return [(job, "today")]

    monkeypatch.setattr("crm_core.jobs.runner.due", due)
    jobs.start()
    assert looking.wait(20)
    stopping = Thread(target=jobs.stop, kwargs={"wait": True}, daemon=True)
    stopping.start()
    sleep(0.3)
    assert stopping.is_alive()
    found.set()
    stopping.join(20)
    assert not stopping.is_alive()
    assert ran == []


def test_what_signing_in_leaves_behind_is_swept_away(db, cast):
    wei = cast.wei.user_id
    with db.writing() as session:
        sessions.start(session, session.get(User, wei), clock.now())
        session.commit()
    tickets.issue(wei, "browser", clock.now())
    throttle.admit("wei", "1", clock.now())
    upkeep.sweep()
    assert left(db) == [1, 1, 1]
    clock.set_now(clock.now() + timedelta(days=60))
    upkeep.sweep()
    assert left(db) == [0, 0, 0]


def left(db) -> list[int]:
    with db.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in (SignInSession, OneTimeToken, SignInAttempt)]


@pytest.mark.parametrize("state, minutes, wanted", [("waiting", None, 1), ("running", -1, 1), ("running", 1, 0), ("draft", None, 0)])
def test_waiting_and_abandoned_imports_are_taken_up(sqlite_db, cast, monkeypatch, state, minutes, wanted):
    ran = []
    monkeypatch.setattr("crm_core.importing.worker.run_waiting", lambda: ran.append(1))
    until = clock.now() + timedelta(minutes=minutes) if minutes else None
    with sqlite_db.writing() as session:
        session.add(ImportRun(kind="customers", file_name="a.csv", stored_as="a", state=state, created_by=cast.ada.user_id,
                              created_at=clock.now(), leased_until=until))  # fmt: skip
        session.commit()
    schedule.waiting_imports()
    assert len(ran) == wanted


def test_lifecycles_move_on_by_time_alone(db):
    assert schedule.lifecycles() == {"customers": 0}


def test_every_job_does_its_work_on_an_empty_company(db):
    for job in schedule.SCHEDULE:
        counts = job.run() or {}
        assert set(counts) <= set(job.counts), job.key


def test_timed_work_of_long_ago_is_forgotten(db):
    with db.writing() as session:
        session.add_all([JobRun(name="a", period=str(days), started_at=clock.now() - timedelta(days=days)) for days in (59, 61)])
        session.commit()
    assert schedule.old_entries() == {"rows": 1}


@pytest.mark.parametrize("said, wanted", [(None, True), ("", True), ("on", True), ("off", False), ("OFF", False)])
def test_an_instance_can_leave_the_timed_work_to_a_worker(monkeypatch, said, wanted):
    monkeypatch.delenv("CRM_WORKER", raising=False)
    if said is not None:
        monkeypatch.setenv("CRM_WORKER", said)
    started = []
    monkeypatch.setattr(jobs, "start", lambda: started.append(1))

    async def live() -> None:
        async with lifespan.running(Live()):
            pass

    run_apart(live())
    assert bool(started) == wanted


def test_waking_without_a_timer_does_nothing():
    jobs.wake("imports")
