"""Which days a report is about, and which days it is compared with. Pure."""
from dataclasses import dataclass
from datetime import date, timedelta

KEYS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "all", "custom")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Days:
    """From `start` to `end`, both included; None is open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Period:
    """The days of a report and the days before them.

    `before` is None where nothing came before. A period that is still running is compared with as
    many days of the one before, so that growth is not only a matter of the calendar.
    """

    days: Days
    before: Days | None = None
    running: bool = False

    @property
    def shift(self) -> timedelta:
        """How far the period before lies back."""
        return self.days.start - self.before.start if self.before else timedelta()


def resolve(key: str, today: date, start: date | None = None, end: date | None = None) -> Period:
    """The period called `key` as seen from `today`; `start` and `end` count for custom only."""
    if key == "custom":
        return _custom(Days(start, end), today)
    which, _, unit = key.partition("_")
    if unit not in _MONTHS:
        return Period(Days())
    months = _MONTHS[unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if which == "last":
        first = add_months(first, -months)
    previous = add_months(first, -months)
    if which == "last":
        return Period(Days(first, _day_before(add_months(first, months))), Days(previous, _day_before(first)))
    same_day = min(previous + (today - first), _day_before(first))
    return Period(Days(first, today), Days(previous, same_day), running=True)


def add_months(day: date, months: int) -> date:
    """The first of the month that many months later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _custom(days: Days, today: date) -> Period:
    if days.start is None or days.end is None or days.end < days.start:
        return Period(days)
    length = days.end - days.start
    before = Days(_day_before(days.start) - length, _day_before(days.start))
    return Period(days, before, running=days.start <= today <= days.end)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
