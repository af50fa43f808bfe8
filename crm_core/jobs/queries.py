"""What the page of the timed work shows."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm_core.jobs.ledger import ALONE, FAILED, RUNNING, WAITING
from crm_core.jobs.plan import Daily, Every, Hourly, Job, retry_at, upcoming
from crm_core.jobs.schedule import SCHEDULE
from crm_core.work import Work, query
from db.models import JobRun, User

PAGE = 30
SILENT = timedelta(hours=2)  # without an hourly job: nobody does the timed work


@dataclass(frozen=True)
class Run:
    """One run. `problem` is a message id that `params` fill, `reference` finds it in the log; `tries` counts them.

    Of an every-few-seconds job it is an hour: `tries` are the times it had something to do, `seconds` their sum.
    """

    id: int
    key: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    counts: Mapping[str, int]
    problem: str | None
    params: Mapping[str, str]
    reference: str | None
    tries: int
    asked_by: str | None
    process: str | None


@dataclass(frozen=True)
class JobView:
    """A job with its last run. `next_at` is None for one that looks every few seconds; `retries`: it is tried again then."""

    key: str
    title: str
    does: str
    when: Daily | Hourly | Every
    last: Run | None
    next_at: datetime | None
    retries: bool

    @property
    def busy(self) -> bool:
        return self.last is not None and self.last.state in (RUNNING, WAITING)


@dataclass(frozen=True)
class Timetable:
    """All jobs. `silent`: since when nothing has run, where that is too long."""

    jobs: tuple[JobView, ...]
    silent: datetime | None


@query("jobs:manage")
def timetable(work: Work) -> Timetable:
    """Every job with its last run and when it runs next."""
    latest = select(func.max(JobRun.id)).where(JobRun.period != ALONE).group_by(JobRun.name)
    last = {run.key: run for run in _read(work, JobRun.id.in_(latest), limit=None)}
    ended = [run.finished_at or run.started_at for run in last.values()]
    silent = max(ended) if ended and max(ended) < work.now - SILENT else None
    return Timetable(tuple(_view(work, job, last.get(job.key)) for job in SCHEDULE), silent)


@query("jobs:manage")
def history(work: Work, key: str | None = None, state: str | None = None, page: int = 1) -> tuple[tuple[Run, ...], bool]:
    """A page of runs, newest first, of one job or in one state if these are given; and whether there are more."""
    conditions = [JobRun.period != ALONE]
    if key:
        conditions.append(JobRun.name == key)
    if state == FAILED:
        conditions.append(JobRun.problem.is_not(None))
    elif state:
        conditions.append(JobRun.state == state)
    found = _read(work, *conditions, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return tuple(found[:PAGE]), len(found) > PAGE


def job(key: str) -> Job | None:
    """The job of this key, if it is still on the schedule."""
    return next((one for one in SCHEDULE if one.key == key), None)


def _view(work: Work, one: Job, last: Run | None) -> JobView:
    next_at = None if isinstance(one.when, Every) else upcoming(one.when, work.now, work.settings.time_zone)
    again = None
    if next_at and last and last.state == FAILED and last.finished_at:
        again = retry_at(last.tries, last.finished_at)
    return JobView(one.key, one.title, one.does, one.when, last, again or next_at, again is not None)


def _read(work: Work, *conditions, limit: int | None, offset: int = 0) -> list[Run]:
    rows = work.session.execute(
        select(JobRun, User.name).outerjoin(User, User.id == JobRun.asked_by).where(*conditions)
        .order_by(JobRun.id.desc()).limit(limit).offset(offset)
    )
    return [_run(row, asked_by) for row, asked_by in rows]


def _run(row: JobRun, asked_by: str | None) -> Run:
    told = row.result or {}
    seconds = told.get("seconds")
    if seconds is None and row.finished_at:
        seconds = (row.finished_at - row.started_at).total_seconds()
    return Run(
        row.id, row.name, row.state, row.started_at, row.finished_at, seconds, told.get("counts", {}), row.problem,
        told.get("params", {}), told.get("reference"), row.attempts, asked_by, row.process,
    )
