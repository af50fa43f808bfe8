"""The book of what ran by itself: one row a run, held with a lease, so that two processes do a period once."""
import logging
import os
import secrets
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, tuple_, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from crm_core import clock
from crm_core.errors import N_, CrmError
from crm_core.jobs.plan import LEASE, TRIES, Counts, hour_key, retry_at
from crm_core.timed import RUNNING, WAITING
from db.engine import database
from db.models import JobRun

DONE, FAILED = "done", "failed"
KEPT = timedelta(days=60)
ALONE = "alone"  # the period of a row that only keeps other processes out
LEFT = N_("The process that did it ended in the middle.")
FAULT = N_("A fault in the program ({name}).")
NO_DATABASE = N_("The database did not answer ({name}).")
NO_MACHINE = N_("The machine or the network refused: {name}.")

_log = logging.getLogger("hutong.jobs")


@dataclass(frozen=True)
class Claim:
    """A run that is this process's to do."""

    id: int
    key: str
    period: str
    attempts: int


def process_name() -> str:
    """This process, as the page shows it."""
    return f"{socket.gethostname()}-{os.getpid()}"


def ripe(periods: Collection[tuple[str, str]], now: datetime) -> list[tuple[str, str]]:
    """Which of these (job, period) are still to be done, and what else waits: asked for by somebody, or left in the middle."""
    known = tuple_(JobRun.name, JobRun.period).in_(list(periods))
    others = and_(JobRun.state.in_((WAITING, RUNNING)), JobRun.period != ALONE)
    with database().reading() as session:
        rows = session.scalars(select(JobRun).where(or_(known, others))).all()
    found = {(row.name, row.period): row for row in rows}
    return [key for key in dict.fromkeys([*periods, *found]) if key not in found or _open(found[key], now)]


def claim(key: str, period: str, now: datetime) -> Claim | None:
    """Takes a run; None when it is done, another process is at it, or it failed too often or too lately."""
    with database().writing() as session:
        row = session.scalars(select(JobRun).where(JobRun.name == key, JobRun.period == period).with_for_update()).one_or_none()
        if row is None:
            row = JobRun(name=key, period=period, started_at=now, attempts=0)
            session.add(row)
        elif not _open(row, now):
            return None
        elif row.state == RUNNING and row.attempts >= TRIES and period != ALONE:
            row.state, row.problem, row.finished_at = FAILED, LEFT, now
            session.commit()
            return None
        row.state, row.process, row.attempts = RUNNING, process_name(), row.attempts + 1
        row.started_at, row.finished_at, row.leased_until = now, None, now + LEASE
        try:
            session.commit()
        except IntegrityError:  # another process was faster
            return None
        return Claim(row.id, key, period, row.attempts)


def prolong(claims: Collection[Claim], now: datetime) -> None:
    """Keeps the leases of runs that this process is still at."""
    if claims:
        mine = or_(*(and_(JobRun.id == one.id, JobRun.attempts == one.attempts) for one in claims))
        _write(update(JobRun).where(mine, JobRun.state == RUNNING).values(leased_until=now + LEASE))


def done(held: Claim, counts: Counts | None) -> None:
    """Ends a run that went well."""
    _end(held, state=DONE, result={"counts": dict(counts or {})}, problem=None)


def failed(held: Claim, error: Exception) -> None:
    """Ends a run that did not."""
    problem, told = in_words(held.key, error)
    _end(held, state=FAILED, problem=problem, result=told)


def note(key: str, counts: Counts | None, seconds: float, error: Exception | None = None) -> None:
    """Adds one run of an every-few-seconds job to its row of this hour: counts, seconds, and the last problem."""
    now = clock.now()
    problem, told = in_words(key, error) if error else (None, {})
    try:
        _add(key, now, counts or {}, seconds, problem, told)
    except IntegrityError:  # another process made the row meanwhile
        _add(key, now, counts or {}, seconds, problem, told)


def forget_old(now: datetime) -> int:
    """Removes runs that began long ago; returns how many."""
    with database().writing() as session:
        removed = session.execute(delete(JobRun).where(JobRun.started_at <= now - KEPT)).rowcount
        session.commit()
        return removed


def in_words(key: str, error: Exception) -> tuple[str, dict]:
    """What went wrong as a message id, with what fills it and the reference under which the log has everything."""
    reference = secrets.token_hex(4).upper()
    _log.error("job %s, reference %s", key, reference, exc_info=error)
    if isinstance(error, CrmError):
        message, params = error.message, error.params
    elif isinstance(error, DBAPIError):
        message, params = NO_DATABASE, {"name": type(error.orig).__name__}
    elif isinstance(error, OSError):
        message, params = NO_MACHINE, {"name": error.strerror or type(error).__name__}
    else:
        message, params = FAULT, {"name": type(error).__name__}
    return message, {"params": {name: str(value) for name, value in params.items()}, "reference": reference}


def _open(row: JobRun, now: datetime) -> bool:
    """Whether somebody may take this run."""
    if row.period == ALONE:
        return row.state != RUNNING or row.leased_until < now
    if row.state == FAILED:
        again = retry_at(row.attempts, row.finished_at)
        return again is not None and again <= now
    return row.state == WAITING or (row.state == RUNNING and row.leased_until < now)


def _end(held: Claim, **values: object) -> None:
    mine = JobRun.id == held.id, JobRun.state == RUNNING, JobRun.attempts == held.attempts
    _write(update(JobRun).where(*mine).values(finished_at=clock.now(), leased_until=None, **values))


def _add(key: str, now: datetime, counts: Counts, seconds: float, problem: str | None, told: dict) -> None:
    with database().writing() as session:
        row = _of_this_hour(session, key, now)
        before = row.result or {}
        sums = {name: before.get("counts", {}).get(name, 0) + counts.get(name, 0) for name in {*before.get("counts", {}), *counts}}
        row.result = {"counts": sums, "seconds": round(before.get("seconds", 0) + seconds, 3), **(told or _last_problem(before))}
        row.state, row.problem = FAILED if problem else DONE, problem or row.problem
        row.attempts, row.finished_at, row.process = row.attempts + 1, now, process_name()
        session.commit()


def _of_this_hour(session: Session, key: str, now: datetime) -> JobRun:
    period = hour_key(now)
    row = session.scalars(select(JobRun).where(JobRun.name == key, JobRun.period == period).with_for_update()).one_or_none()
    if row is None:
        row = JobRun(name=key, period=period, started_at=now, attempts=0)
        session.add(row)
    return row


def _last_problem(result: dict) -> dict:
    return {name: result[name] for name in ("params", "reference") if name in result}


def _write(statement) -> None:
    with database().writing() as session:
        session.execute(statement)
        session.commit()
