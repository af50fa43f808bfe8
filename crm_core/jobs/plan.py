"""What runs by itself, and when. Pure."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))  # before the 2nd, 3rd and 4th try
TRIES = len(PAUSES) + 1
LEASE = timedelta(minutes=5)  # a run that nobody prolonged for so long belongs to a dead process

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Daily:
    """Once a day, at this time of the company's time zone; later when nobody was up then."""

    hour: int
    minute: int = 0


@dataclass(frozen=True)
class Hourly:
    """Once an hour, at this minute."""

    minute: int = 0


@dataclass(frozen=True)
class Every:
    """Looks again after so many seconds, in every process: what it finds it must claim for itself.

    `alone`: only one process at a time looks.
    """

    seconds: int
    alone: bool = False


@dataclass(frozen=True)
class Job:
    """Something that happens by itself.

    `key` names it for ever, `title` and `does` are message ids. `run` does it and returns what it did, counted; an
    `Every` job returns None when there was nothing to do, which leaves no trace. `counts` has the words for the counts.
    """

    key: str
    title: str
    does: str
    when: Daily | Hourly | Every
    run: Callable[[], Counts | None]
    counts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """One time that a job is to run: its key in `job_run`, and the moment from which it is due."""

    key: str
    due: datetime


def latest(when: Daily | Hourly, now: datetime, time_zone: str) -> Period:
    """The period that is to be done by `now`."""
    if isinstance(when, Hourly):
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        due = hour + timedelta(minutes=when.minute)
        if due > now:
            hour, due = hour - timedelta(hours=1), due - timedelta(hours=1)
        return Period(hour_key(hour), due)
    day = now.astimezone(ZoneInfo(time_zone)).date()
    if _at(day, when, time_zone) > now:
        day -= timedelta(days=1)
    return Period(day.isoformat(), _at(day, when, time_zone))


def upcoming(when: Daily | Hourly, now: datetime, time_zone: str) -> datetime:
    """When the period after the present one begins."""
    if isinstance(when, Hourly):
        return latest(when, now, time_zone).due + timedelta(hours=1)
    day = date.fromisoformat(latest(when, now, time_zone).key)
    return _at(day + timedelta(days=1), when, time_zone)


def retry_at(attempts: int, failed_at: datetime) -> datetime | None:
    """When a run that failed for the `attempts`-th time is tried again; None: not any more."""
    return failed_at + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def hour_key(moment: datetime) -> str:
    """The period of an hour: "2026-11-25T14" (UTC)."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"


def _at(day: date, when: Daily, time_zone: str) -> datetime:
    return datetime.combine(day, time(when.hour, when.minute), ZoneInfo(time_zone)).astimezone(UTC)
