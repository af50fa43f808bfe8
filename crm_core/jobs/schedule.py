"""The schedule: what runs by itself, and when. Jobs are shallow and call the features."""
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from crm_core import clock
from crm_core.access import upkeep
from crm_core.access.actor import SYSTEM
from crm_core.customers import facts
from crm_core.run import act
from crm_core.work import Work, command
from db.engine import database, update_statistics
from db.models import ImportRun


@dataclass(frozen=True)
class Job:
    """`every` and `at` are arguments of APScheduler's interval and cron triggers."""

    name: str
    run: Callable[[], None]
    trigger: str
    when: dict[str, int]


def waiting_imports() -> None:
    """Imports the files that wait, and those whose import was cut off."""
    left = and_(ImportRun.state == "running", ImportRun.leased_until < clock.now())
    with database().reading() as session:
        if session.scalar(select(ImportRun.id).where(or_(ImportRun.state == "waiting", left)).limit(1)) is None:
            return
    from crm_core.importing import worker  # only when needed: what reads spreadsheets is heavy

    worker.run_waiting()
    statistics()


def left_files() -> None:
    """Files that were chosen for import and then left alone."""
    from crm_core.importing import worker

    worker.tidy()


def lifecycles() -> None:
    """Customers grow silent by time alone."""
    act(SYSTEM, move_lifecycles)


@command("settings:manage")
def move_lifecycles(work: Work) -> None:
    """Sets every customer's lifecycle stage to what it is today."""
    facts.sweep(work)


def statistics() -> None:
    """The query planner learns how big the tables are by now."""
    update_statistics(database())


SCHEDULE: tuple[Job, ...] = (
    Job("imports", waiting_imports, "interval", {"seconds": 1}),
    Job("left files", left_files, "cron", {"hour": 18, "minute": 40}),
    Job("lifecycles", lifecycles, "cron", {"hour": 19, "minute": 10}),  # UTC: before the day begins in Asia
    Job("statistics", statistics, "cron", {"hour": 18, "minute": 40}),
    Job("upkeep", upkeep.sweep, "cron", {"minute": 25}),
)
