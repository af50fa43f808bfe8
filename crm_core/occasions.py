"""Birthdays and festivals: on which day they fall. Pure; the lunar ones come from the `holidays` package."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from crm_core.errors import N_


@dataclass(frozen=True)
class Festival:
    """A festival and the countries whose people are greeted (ISO 3166); none named: everywhere.

    `name` is a message id, `holiday` what China's calendar in the `holidays` package calls it.
    """

    key: str
    name: str
    holiday: str
    countries: frozenset[str] = frozenset()

    def day(self, year: int) -> date | None:
        """Its first day in a year; None where the package does not know it."""
        return _festivals(year).get(self.key)


FESTIVALS = (
    Festival("new_year", N_("New Year"), "New Year's Day"),
    Festival("spring_festival", N_("Chinese New Year"), "Spring Festival", frozenset({"CN", "HK", "MO", "TW", "SG", "MY"})),
    Festival("dragon_boat", N_("Dragon Boat Festival"), "Dragon Boat Festival", frozenset({"CN", "HK", "MO", "TW"})),
    Festival("mid_autumn", N_("Mid-Autumn Festival"), "Mid-Autumn Festival", frozenset({"CN", "HK", "MO", "TW"})),
)


def birthday_in(birthday: date, year: int) -> date:
    """The day on which a birthday is kept in a year: that of 29 February on the 28th where there is no 29th."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_birthday(birthday: date, today: date) -> date:
    """The next day on which it is kept, today included."""
    this_year = birthday_in(birthday, today.year)
    return this_year if this_year >= today else birthday_in(birthday, today.year + 1)


def month_days(first: date, days: int) -> tuple[tuple[int, int], ...]:
    """(month, day) of the birthdays that are kept from `first` until so many days later, both included."""
    found = dict.fromkeys((day.month, day.day) for day in _days(first, min(days, 366)))
    for day in _days(first, min(days, 366)):
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
            found[2, 29] = None
    return tuple(found)


def festivals_between(first: date, last: date) -> tuple[tuple[Festival, date], ...]:
    """The festivals that begin in a span of days, by day."""
    found = [(one, day) for year in range(first.year, last.year + 1) for one in FESTIVALS if (day := one.day(year))]
    return tuple(sorted(((one, day) for one, day in found if first <= day <= last), key=lambda pair: pair[1]))


def _days(first: date, days: int) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(days + 1))


@cache
def _festivals(year: int) -> dict[str, date]:
    import holidays  # only when needed: it takes a moment to load

    known = sorted(holidays.country_holidays("CN", years=year, language="en_US").items())
    found: dict[str, date] = {}
    for day, name in known:
        for one in FESTIVALS:
            if day.year == year and one.holiday in name and "Eve" not in name:
                found.setdefault(one.key, day)
    return found
