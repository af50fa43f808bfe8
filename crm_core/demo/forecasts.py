"""Forecasts of the demo's past weeks, each from what was known on its day."""
from datetime import date, timedelta

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.forecast import snapshots
from crm_core.run import act, ask
from crm_core.work import Work, command

WEEKS = 40  # of the company; of teams the last week of each month, so that it does not take long


def forecasts() -> None:
    """Keeps what every Monday would have been expected, before this week's, which comes at night as always."""
    act(SYSTEM, keep, tuple((day, ask(SYSTEM, snapshots.expected, team, day)) for day in _mondays() for team in _whose(day)))


@command("settings:manage")
def keep(work: Work, weeks: tuple[tuple[date, tuple[snapshots.Expected, ...]], ...]) -> int:
    """Stores forecasts of earlier days; returns how many."""
    return sum(snapshots.store(work, rows, day) for day, rows in weeks)


def _mondays() -> list[date]:
    today = clock.today("UTC")
    return [today - timedelta(days=today.weekday() + 7 * back) for back in range(WEEKS, 0, -1)]


def _whose(day: date) -> tuple[int | None, ...]:
    return ask(SYSTEM, snapshots.subjects) if (day + timedelta(days=7)).month != day.month else (None,)
