"""The time. Tests set it."""
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def set_now(moment: datetime | None) -> None:
    """Stops the clock at `moment` (aware); None lets it run again."""
    global _fixed
    _fixed = moment


def today(time_zone: str) -> date:
    """The calendar day it is now in `time_zone` (IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()
