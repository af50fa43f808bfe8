"""kill -9 while rows come in: another worker goes on at the last whole chunk, and the counts hold."""
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from crm_core import clock
from crm_core.importing import runs, worker
from crm_core.importing.queries import import_run
from crm_core.run import act, ask
from db.models import Customer, Deal, Event, ImportRow, ImportRun, StageHistory
from tests.importing.steps import opened

WORKER = """
import sys
from db.engine import use_database
from crm_core.importing import worker
use_database(sys.argv[1])
worker.CHUNK = 50
worker.run_waiting()
"""
ROOT = Path(__file__).parents[2]
DEALS = "opportunity_id,deal_stage,close_value,engage_date,close_date,sales_agent\n" + "".join(
    f"{n},{'Won' if n % 2 else 'Engaging'},{n},2017-01-01,{'2017-02-01' if n % 2 else ''},Agent {n % 7}\n" for n in range(2000))
CUSTOMERS = "name,phone,city\n" + "".join(f"Company {n} Ltd,1380532{n:04},Rome\n" for n in range(2000))


def killed(db, run_id: int) -> int:
    """Starts a worker in another process, kills it in the middle and returns how many rows it had handled."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", WORKER, db.url], env=environment, cwd=ROOT)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with db.reading() as session:
                handled = session.scalar(select(ImportRun.handled).where(ImportRun.id == run_id))
            if handled >= 100 or process.poll() is not None:
                break
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with db.reading() as session:
        return session.scalar(select(ImportRun.handled).where(ImportRun.id == run_id))


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
@pytest.mark.parametrize(("text", "table"), [(DEALS, Deal), (CUSTOMERS, Customer)])
def test_a_killed_import_goes_on_where_it_was(db, cast, text, table):
    run_id = opened(cast.ada, text)
    act(cast.ada, runs.begin, run_id, runs.IMPORT)
    handled = killed(db, run_id)
    assert 0 < handled < 2000
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(table)) == handled
    worker.run_waiting()
    assert ask(cast.ada, import_run, run_id).state == "running", "its lease has not run out yet"
    clock.set_now(clock.now() + timedelta(minutes=2))
    worker.run_waiting()
    view = ask(cast.ada, import_run, run_id)
    assert (view.state, view.accepted, view.updated, view.rejected) == ("done", 2000, 0, 0)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(table)) == 2000
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 2000
        created = select(func.count()).where(Event.kind == f"{table.__tablename__}.created")
        assert session.scalar(created) == 2000
        if table is Deal:
            assert session.scalar(select(func.count()).select_from(StageHistory)) == 2000
            assert session.scalar(select(func.sum(Deal.value))) == sum(range(2000)) * 100


def test_a_worker_that_lost_its_lease_writes_nothing_more(db, cast):
    run_id = opened(cast.ada, CUSTOMERS)
    act(cast.ada, runs.begin, run_id, runs.IMPORT)
    claimed = act(cast.ada, runs.claim)
    with db.writing() as session:
        session.execute(update(ImportRun).values(lease="somebody else"))
        session.commit()
    worker.work_on(claimed["id"], claimed["lease"], claimed["created_by"])
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 0
        assert session.scalar(select(ImportRun.state)) == "running"


def test_a_fault_in_the_program_ends_the_import_with_a_sentence(db, cast, monkeypatch):
    run_id = opened(cast.ada, CUSTOMERS)
    act(cast.ada, runs.begin, run_id, runs.IMPORT)
    monkeypatch.setattr(worker.survey, "facts", lambda *_args: 1 / 0)
    worker.run_waiting()
    view = ask(cast.ada, import_run, run_id)
    assert (view.state, view.message) == ("failed", worker.BROKEN)
