"""Heavy nightly work of a big company is done in a process of its own, and its failure is as visible as any other."""
import json

import pytest
from sqlalchemy import func, select

from crm_core.errors import CrmError
from crm_core.jobs import apart, runner
from crm_core.jobs.schedule import SCHEDULE
from db.models import CustomerValue, JobRun
from tests.value.test_score_everybody import company, sell

VALUE = next(job for job in SCHEDULE if job.key == "value")


@pytest.fixture
def big(db, cast, monkeypatch):
    """A company whose orders are many enough."""
    sell(db, company(20))
    monkeypatch.setattr(apart, "MANY", 1)
    return db


def test_another_process_scores_everybody(big, data_folder):
    runner.run(VALUE, "2026-11-25")
    with big.reading() as session:
        assert session.scalar(select(func.count()).select_from(CustomerValue)) == 20
        run = session.scalars(select(JobRun).where(JobRun.name == "value")).one()
    assert (run.state, run.result["counts"]["customers"]) == ("done", 20)


def test_a_failure_over_there_is_a_failure_here(big, data_folder, monkeypatch):
    monkeypatch.setattr(apart, "done", lambda _name: apart.elsewhere("scoring:no_such_thing"))
    runner.run(VALUE, "2026-11-25")
    with big.reading() as session:
        run = session.scalars(select(JobRun).where(JobRun.name == "value")).one()
    assert (run.state, run.problem, run.result["params"]) == ("failed", apart.FAULT, {"name": "AttributeError"})


def test_a_process_that_was_killed_is_told_of(big, data_folder, monkeypatch):
    monkeypatch.setattr(apart.subprocess, "run", lambda *_args, **_how: apart.subprocess.CompletedProcess([], -9, "", "Killed"))
    with pytest.raises(CrmError) as told:
        apart.done("scoring:score_everybody")
    assert told.value.message == apart.LEFT


def test_small_companies_do_without(db, cast, monkeypatch):
    sell(db, company(20))
    monkeypatch.setattr(apart, "elsewhere", None)
    assert apart.done("scoring:score_everybody") == 20


def test_the_last_line_says_what_came_of_it(db, cast, capsys):
    sell(db, company(5))
    assert apart.main("scoring:score_everybody") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"value": 5}
