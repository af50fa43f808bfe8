"""A period is done once; what died is taken over; what failed is tried again."""
import logging
from datetime import UTC, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Invalid
from crm_core.jobs import ledger, runner
from crm_core.jobs.plan import LEASE, TRIES
from crm_core.notices.queries import notices
from crm_core.run import ask
from tests.jobs.made import daily, every, runs

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    clock.set_now(NOW)


@pytest.fixture
def log(caplog, monkeypatch):
    """What the jobs wrote into the log, whatever an earlier test did to logging."""
    logger = logging.getLogger("hutong.jobs")
    monkeypatch.setattr(logger, "disabled", False)
    caplog.set_level(logging.ERROR, logger.name)
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def later(**span) -> None:
    clock.set_now(clock.now() + timedelta(**span))


def look(*schedule) -> None:
    for job, period in runner.due(schedule, clock.now()):
        runner.run(job, period)


def test_a_period_is_done_once_and_says_what_it_did(db, cast):
    job = daily(lambda: {"customers": 3})
    look(job)
    look(job)
    (row,) = runs(db)
    assert (row.name, row.period, row.state, row.result, row.attempts) == ("made", "2026-11-25", "done", {"counts": {"customers": 3}}, 1)
    later(days=1)
    look(job)
    assert [row.period for row in runs(db)] == ["2026-11-25", "2026-11-26"]


def test_nothing_runs_before_there_is_a_company(empty_db):
    assert runner.due((daily(dict),), NOW) == []


def test_a_day_that_was_slept_through_is_made_up_for_once(db, cast):
    job = daily(dict)
    look(job)
    later(days=4)
    look(job)
    assert [row.period for row in runs(db)] == ["2026-11-25", "2026-11-29"]


def test_a_failure_is_told_in_words_and_tried_again_by_rule(db, cast, log):
    def fails():
        raise Invalid("“{value}” is nobody here.", value="Bo")

    job = daily(fails)
    look(job)
    (row,) = runs(db)
    assert (row.state, row.problem, row.result["params"]) == ("failed", "“{value}” is nobody here.", {"value": "Bo"})
    assert row.result["reference"] in log.text
    look(job)
    assert runs(db)[0].attempts == 1
    for _again in range(10):
        later(minutes=31)
        look(job)
    assert (runs(db)[0].attempts, len(runs(db))) == (TRIES, 1)
    (rung,), _more = ask(cast.ada, notices)
    assert (rung.kind, rung.params) == ("job.failed", {"name": "made"})


def test_a_fault_is_kept_without_its_secrets(db, cast):
    def fails():
        raise RuntimeError("password=hunter2")

    look(daily(fails))
    (row,) = runs(db)
    assert (row.problem, row.result["params"]) == (ledger.FAULT, {"name": "RuntimeError"})


def test_a_run_whose_process_died_is_taken_over_after_its_lease(db, cast):
    job = daily(lambda: {"customers": 1})
    held = ledger.claim("made", "2026-11-25", NOW)
    later(minutes=4)
    look(job)
    assert runs(db)[0].state == "running"
    later(minutes=2)
    look(job)
    assert (runs(db)[0].state, runs(db)[0].attempts) == ("done", 2)
    ledger.failed(held, RuntimeError())  # the dead one comes back
    assert runs(db)[0].state == "done"


def test_a_run_that_is_still_at_it_keeps_its_lease(db, cast):
    held = ledger.claim("made", "2026-11-25", NOW)
    ledger.prolong([held], NOW + LEASE)
    assert ledger.claim("made", "2026-11-25", NOW + LEASE * 1.5) is None


def test_a_run_that_kills_its_process_every_time_is_given_up(db, cast):
    for attempt in range(TRIES):
        assert ledger.claim("made", "2026-11-25", NOW + attempt * 2 * LEASE).attempts == attempt + 1
    assert ledger.claim("made", "2026-11-25", NOW + TRIES * 2 * LEASE) is None
    assert (runs(db)[0].state, runs(db)[0].problem) == ("failed", ledger.LEFT)


def test_looking_every_second_leaves_a_trace_only_when_there_was_something(db, cast):
    found = iter([None, {"files": 2}, None, {"files": 1}, None])
    poller = runner.Poller(every(lambda: next(found)))
    for _second in range(5):
        poller.look()
    (row,) = runs(db)
    assert (row.period, row.state, row.result["counts"], row.attempts) == ("2026-11-25T12", "done", {"files": 3}, 2)
    later(hours=1)
    runner.Poller(every(lambda: {"files": 1})).look()
    assert len(runs(db)) == 2


def test_what_fails_every_second_waits_longer_and_longer(db, cast):
    tried, seconds = [], [0.0]

    def fails():
        tried.append(seconds[0])
        raise OSError(111, "Connection refused")

    poller = runner.Poller(every(fails), lambda: seconds[0])
    for second in range(40):
        seconds[0] = float(second)
        poller.look()
    assert tried == [0.0, 2.0, 6.0, 14.0, 30.0]
    (row,) = runs(db)
    assert (row.state, row.problem, row.result["params"]) == ("failed", ledger.NO_MACHINE, {"name": "Connection refused"})


def test_a_later_success_keeps_the_last_problem_of_the_hour(db, cast):
    found = iter([RuntimeError(), {"files": 1}])

    def run():
        one = next(found)
        if isinstance(one, Exception):
            raise one
        return one

    seconds = iter(range(0, 100, 10))
    poller = runner.Poller(every(run), lambda: float(next(seconds)))
    poller.look()
    poller.look()
    (row,) = runs(db)
    assert (row.state, row.problem, row.result["counts"]) == ("done", ledger.FAULT, {"files": 1})
    assert row.result["reference"]


def test_a_job_that_must_be_alone_is_left_out_while_another_process_is_at_it(db, cast):
    looked = []
    poller = runner.Poller(every(lambda: looked.append(1), alone=True))
    held = ledger.claim("made", ledger.ALONE, NOW)
    poller.look()
    assert looked == []
    ledger.done(held, None)
    poller.look()
    poller.look()
    assert looked == [1, 1]
    assert len(runs(db)) == 1
