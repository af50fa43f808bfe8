"""`python -m crm_core worker`: two real processes do a period once, and stop when they are told."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm_core.jobs.plan import Every
from crm_core.jobs.schedule import SCHEDULE
from tests.jobs.made import runs

ROOT = Path(__file__).parents[2]
LONG = 240  # seconds; on a machine with much else to do a process needs half a minute to start


@pytest.fixture
def worker(db, data_folder, tmp_path):
    """Starts a worker process on the test's database."""
    started = []

    def start() -> subprocess.Popen:
        log = (tmp_path / f"worker{len(started)}.txt").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", "crm_core", "worker"], cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "CRM_DATA_DIR": str(data_folder), "CRM_DATABASE_URL": db.url, "LANG": "en_US.UTF-8"},
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(what) -> None:
    end = time.monotonic() + LONG
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_two_workers_do_a_period_once(db, cast, worker, tmp_path):
    periodic = {job.key for job in SCHEDULE if not isinstance(job.when, Every)}
    processes = [worker(), worker()]
    logs = [tmp_path / "worker0.txt", tmp_path / "worker1.txt"]
    until(lambda: all("is running" in log.read_text() for log in logs))  # before that a signal would only kill it
    until(lambda: {row.name for row in runs(db) if row.state == "done"} >= periodic)
    time.sleep(1)
    rows = [row for row in runs(db) if row.name in periodic and not row.period.startswith("asked")]  # one may ask for another
    assert len({(row.name, row.period) for row in rows}) == len(rows)
    assert {row.attempts for row in rows} == {1}
    for process, sign in zip(processes, (signal.SIGTERM, signal.SIGINT), strict=True):
        process.send_signal(sign)
        assert process.wait(LONG) == 0
