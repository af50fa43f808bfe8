"""Days of the reader's calendar, as moments."""
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.work import Work


def today(work: Work) -> date:
    """The day it is where the reader is."""
    return work.now.astimezone(ZoneInfo(work.actor.time_zone)).date()


def midnight(work: Work, day: date) -> datetime:
    """When `day` begins where the reader is."""
    return datetime.combine(day, time(), ZoneInfo(work.actor.time_zone))


def ago(work: Work, days: int) -> datetime:
    """So many days before now."""
    return work.now - timedelta(days=days)


def last_month_so_far(day: date) -> tuple[date, date]:
    """The first day of last month, and its day with the number of `day` (or its last)."""
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end.replace(day=min(day.day, end.day))
