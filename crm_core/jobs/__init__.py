"""Work in time."""
import logging

from apscheduler.schedulers.background import BackgroundScheduler

_scheduler: BackgroundScheduler | None = None


def start() -> None:
    """Starts the timer of this process. A job that is still running is not started again."""
    global _scheduler
    from crm_core.jobs.schedule import SCHEDULE

    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    _scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600})
    for job in SCHEDULE:
        _scheduler.add_job(job.run, job.trigger, id=job.name, **job.when)
    _scheduler.start()


def stop() -> None:
    """Stops the timer; a running job may finish its step."""
    global _scheduler
    if _scheduler is not None:
        _scheduler.shutdown(wait=False)
        _scheduler = None
