"""Work in time: the timer of this process."""
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from crm_core.delivery import sender
from crm_core.mail import bell

LOOK_SECONDS = 5  # how often it looks what is due
THREADS = 10
_scheduler: BackgroundScheduler | None = None
_workers: ThreadPoolExecutor | None = None


class _Workers(BasePoolExecutor):
    """Threads of ours, so that `stop` can wait for them without the timer's lock, which the jobs take too."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(pool)


def wanted() -> bool:
    """Whether this instance of the app does timed work; with `CRM_WORKER=off` a worker of its own does."""
    return os.environ.get("CRM_WORKER", "").strip().lower() not in ("off", "no", "0", "false")


def start() -> None:
    """Starts the timer. A job that is still running is not started again."""
    global _scheduler, _workers
    from crm_core.jobs import runner
    from crm_core.jobs.plan import Every
    from crm_core.jobs.schedule import SCHEDULE

    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    _workers = ThreadPoolExecutor(THREADS)
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
    timer = BackgroundScheduler(timezone="UTC", executors={"default": _Workers(_workers)}, job_defaults=defaults)

    def look() -> None:
        for job, period in runner.due(SCHEDULE, datetime.now(UTC)):
            if not timer.get_job(job.key):
                timer.add_job(runner.run, id=job.key, args=(job, period))

    for job in SCHEDULE:
        if isinstance(job.when, Every):
            timer.add_job(runner.Poller(job).look, "interval", id=job.key, seconds=job.when.seconds)
    timer.add_job(look, "interval", id="look", seconds=LOOK_SECONDS, next_run_time=datetime.now(UTC))
    timer.add_job(runner.keep_leases, "interval", id="leases", seconds=60)
    timer.start()
    _scheduler = timer
    bell.answered_by(partial(wake, "mail"))


def wake(key: str) -> None:
    """Lets an every-few-seconds job look now; where the timer is switched off, the worker will by itself."""
    if _scheduler is not None and _scheduler.get_job(key):
        _scheduler.modify_job(key, next_run_time=datetime.now(UTC))


def stop(wait: bool = False) -> None:
    """Stops the timer; a running job may finish its step, which `wait` waits for."""
    global _scheduler
    if _scheduler is not None:
        bell.answered_by(None)
        _scheduler.pause()
        sender.stop()
        _scheduler.shutdown(wait=False)
        _scheduler = None
        _workers.shutdown(wait=wait)
