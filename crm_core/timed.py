"""Asking for timed work out of turn, from rooms that do not know the timer."""
import secrets

from sqlalchemy import select

from crm_core.work import Work
from db.models import JobRun

WAITING, RUNNING = "waiting", "running"


def is_asked(work: Work, key: str, *states: str) -> bool:
    """Whether a run of this job is in any of these states."""
    return work.session.scalar(select(JobRun.id).where(JobRun.name == key, JobRun.state.in_(states)).limit(1)) is not None


def is_done(work: Work, key: str, period: str) -> bool:
    """Whether the job did its work of this period."""
    done = JobRun.name == key, JobRun.period == period, JobRun.state == "done"
    return work.session.scalar(select(JobRun.id).where(*done)) is not None


def ask_for(work: Work, key: str) -> JobRun:
    """Has the job run now, whichever process does the timed work."""
    row = JobRun(name=key, period=f"asked-{secrets.token_hex(8)}", state=WAITING, started_at=work.now, attempts=0,
                 asked_by=work.actor.user_id)  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row
