"""Made-up jobs for tests."""
from sqlalchemy import select

from crm_core.jobs.plan import Daily, Every, Job
from db.models import JobRun


def daily(run, key: str = "made") -> Job:
    return Job(key, key, key, Daily(3), run)


def every(run, key: str = "made", alone: bool = False) -> Job:
    return Job(key, key, key, Every(1, alone), run)


def runs(db) -> list[JobRun]:
    with db.reading() as session:
        return list(session.scalars(select(JobRun).order_by(JobRun.id)))
