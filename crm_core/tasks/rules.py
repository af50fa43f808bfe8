"""Rules of next steps. Pure."""
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.errors import N_, Invalid

FURTHEST = timedelta(days=3660)


def whole_day(day: date, time_zone: str) -> datetime:
    """The moment that stands for a day without an hour: its noon, which is the same day almost everywhere."""
    return datetime.combine(day, time(12), ZoneInfo(time_zone)).astimezone(UTC)


def at(day: date, clock: time | None, time_zone: str) -> tuple[datetime, bool]:
    """When a step is due, and whether that means the whole day."""
    if clock is None:
        return whole_day(day, time_zone), True
    return datetime.combine(day, clock, ZoneInfo(time_zone)).astimezone(UTC), False


def check_due(due_at: datetime, now: datetime) -> None:
    """Raises Invalid when nobody plans for then."""
    if not now - FURTHEST <= due_at <= now + FURTHEST:
        raise Invalid(N_("This date cannot be right."), field="due_at")


def done_text(title: str, result: str | None) -> str:
    """What the timeline says of a finished step."""
    return f"{title}: {result}" if result else title
