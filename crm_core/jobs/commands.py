"""Asking for a job out of turn, and telling of one that failed."""
import secrets

from sqlalchemy import select

from crm_core.access.holders import holders
from crm_core.errors import N_, Conflict, NotFound
from crm_core.jobs.ledger import RUNNING, WAITING
from crm_core.jobs.plan import Every
from crm_core.jobs.queries import job
from crm_core.notices.tell import tell
from crm_core.work import Work, command
from db.models import JobRun, User


@command("jobs:manage")
def run_again(work: Work, key: str) -> None:
    """Has a job run now, whichever process does the timed work.

    Raises NotFound for a job that is not on the schedule or looks by itself every few seconds, Conflict while it runs.
    """
    wanted = job(key)
    if wanted is None or isinstance(wanted.when, Every):
        raise NotFound()
    busy = select(JobRun.id).where(JobRun.name == key, JobRun.state.in_((RUNNING, WAITING)))
    if work.session.scalar(busy.limit(1)) is not None:
        raise Conflict(N_("This is at work already."))
    row = JobRun(name=key, period=f"asked-{secrets.token_hex(8)}", state=WAITING, started_at=work.now, attempts=0,
                 asked_by=work.actor.user_id)  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.record("job.asked", "job_run", row.id, after={"name": wanted.title})


@command("jobs:manage")
def tell_failure(work: Work, title: str) -> None:
    """Rings at whoever looks after the timed work: a job failed as often as it is tried."""
    tell(work, work.session.scalars(holders("jobs:manage", User.id)), "job.failed", subject_type="job_run", name=title)
