"""Asking for a job out of turn, and telling of one that failed."""
from crm_core import timed
from crm_core.access.holders import holders
from crm_core.errors import N_, Conflict, NotFound
from crm_core.jobs.plan import Every
from crm_core.jobs.queries import job
from crm_core.notices.tell import tell
from crm_core.work import Work, command
from db.models import User


@command("jobs:manage")
def run_again(work: Work, key: str) -> None:
    """Has a job run now, whichever process does the timed work.

    Raises NotFound for a job that is not on the schedule or looks by itself every few seconds, Conflict while it runs.
    """
    wanted = job(key)
    if wanted is None or isinstance(wanted.when, Every):
        raise NotFound()
    if timed.is_asked(work, key, timed.RUNNING, timed.WAITING):
        raise Conflict(N_("This is at work already."))
    row = timed.ask_for(work, key)
    work.record("job.asked", "job_run", row.id, after={"name": wanted.title})


@command("jobs:manage")
def tell_failure(work: Work, title: str) -> None:
    """Rings at whoever looks after the timed work: a job failed as often as it is tried."""
    tell(work, work.session.scalars(holders("jobs:manage", User.id)), "job.failed", subject_type="job_run", name=title)
