"""Working time: moments and durations counted in the hours a calendar is open. Pure but for the holidays' package."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

FURTHEST = 3660  # days
DAY = 24 * 60

Shift = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """When work is done. `weekly` holds for Monday to Sunday the open minutes of the day, `worked` and `free` are exceptions."""

    time_zone: str
    weekly: tuple[tuple[tuple[int, int], ...], ...]
    country: str | None = None
    subdivision: str | None = None
    worked: frozenset[date] = frozenset()
    free: frozenset[date] = frozenset()


@lru_cache(maxsize=50_000)
def shifts(hours: Hours, day: date) -> tuple[Shift, ...]:
    """From when to when work is done on a day, in UTC: exceptions first, then holidays, then the week.

    A day off that is worked instead (as in China around long holidays, or by exception) has the week's usual hours.
    """
    zone = ZoneInfo(hours.time_zone)
    midnight = datetime.combine(day, time(), zone)
    found: list[Shift] = []
    for begins, ends in _minutes(hours, day):
        start = max([_at(midnight, begins), *(end for _start, end in found[-1:])])
        end = _at(midnight, ends)
        if end > start:  # not in the hour that the clocks skip
            found.append((start, end))
    return tuple(found)


def after(hours: Hours, start: datetime, minutes: int) -> datetime | None:
    """The moment when so many working minutes have passed since `start`; for negative ones the moment before it.

    None when there is no working time within ten years.
    """
    left = timedelta(minutes=abs(minutes))
    if minutes < 0:
        for begins, ends in _backwards(hours, start):
            if ends - begins >= left:
                return ends - left
            left -= ends - begins
        return None
    for begins, ends in _forwards(hours, start):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return None


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """The working time from `start` to `end`, negative when `end` is before."""
    if end < start:
        return -between(hours, end, start)
    total = timedelta()
    for begins, ends in _forwards(hours, start):
        if begins >= end:
            break
        total += min(ends, end) - begins
    return total


def minutes_between(hours: Hours, start: datetime, end: datetime) -> int:
    """As `between`, in whole minutes."""
    return round(between(hours, start, end).total_seconds() / 60)


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether work is done at `moment`."""
    day = moment.astimezone(ZoneInfo(hours.time_zone)).date()
    return any(begins <= moment < ends for begins, ends in shifts(hours, day))


def is_holiday(country: str | None, subdivision: str | None, day: date) -> bool:
    """Whether `day` is a public holiday, days off in exchange included."""
    return country is not None and day in _holidays(country, subdivision, day.year)[0]


def is_worked_instead(country: str | None, subdivision: str | None, day: date) -> bool:
    """Whether `day` is a day of the weekend that is worked in exchange for another one."""
    return country is not None and day in _holidays(country, subdivision, day.year)[1]


def has_calendar(country: str, subdivision: str | None = None) -> bool:
    """Whether the holidays of a country, or of a part of it, are known."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    return country in known and (subdivision is None or subdivision in known[country])


def _minutes(hours: Hours, day: date) -> tuple[tuple[int, int], ...]:
    plain = hours.weekly[day.weekday()]
    if day in hours.free:
        return ()
    if day in hours.worked or is_worked_instead(hours.country, hours.subdivision, day):
        return plain or next((found for found in hours.weekly if found), ())
    return () if is_holiday(hours.country, hours.subdivision, day) else plain


@lru_cache(maxsize=500)
def _holidays(country: str, subdivision: str | None, year: int) -> tuple[frozenset[date], frozenset[date]]:
    import holidays  # only when needed: it takes a moment to load

    try:
        known = holidays.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError:
        return frozenset(), frozenset()
    return frozenset(known), frozenset(getattr(known, "weekend_workdays", ()))


def _at(midnight: datetime, minutes: int) -> datetime:
    """A time of the day as clocks show it there."""
    day = midnight.date() + timedelta(days=minutes // DAY)
    return datetime.combine(day, time(*divmod(minutes % DAY, 60)), midnight.tzinfo).astimezone(UTC)


def _forwards(hours: Hours, start: datetime) -> Iterator[Shift]:
    day = start.astimezone(ZoneInfo(hours.time_zone)).date()
    for ahead in range(FURTHEST):
        for begins, ends in shifts(hours, day + timedelta(days=ahead)):
            if ends > start:
                yield max(begins, start), ends


def _backwards(hours: Hours, start: datetime) -> Iterator[Shift]:
    day = start.astimezone(ZoneInfo(hours.time_zone)).date()
    for back in range(FURTHEST):
        for begins, ends in reversed(shifts(hours, day - timedelta(days=back))):
            if begins < start:
                yield begins, min(ends, start)
