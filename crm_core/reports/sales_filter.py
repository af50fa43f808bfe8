"""What the sales report is about: which sales, cut by what, measured how, compared with what."""
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_core import clock
from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.period import Days, Period, add_months, resolve
from crm_core.errors import N_
from crm_core.work import Work

RIGHT = "reports:value"
TIMES = ("month", "quarter")
# dimension → (what its parts are called, in a title)
DIMENSIONS: dict[str, tuple[str, str]] = {
    "month": (N_("Month"), N_("by month")),
    "quarter": (N_("Quarter"), N_("by quarter")),
    "team": (N_("Team"), N_("by team")),
    "owner": (N_("Owner"), N_("by owner")),
    "product": (N_("Product"), N_("by product")),
    "category": (N_("Product category"), N_("by product category")),
    "region": (N_("Region"), N_("by region")),
    "industry": (N_("Industry"), N_("by industry")),
    "source": (N_("Source"), N_("by source")),
    "grade": (N_("Grade"), N_("by grade")),
    "kind": (N_("Kind of customer"), N_("by kind of customer")),
    "newness": (N_("New or existing customers"), N_("by new and existing customers")),
}
MEASURES: dict[str, str] = {
    "revenue": N_("Revenue"), "margin": N_("Margin"), "orders": N_("Orders"), "customers": N_("Customers who bought"),
    "average": N_("Average order"), "quantity": N_("Quantity"),
}  # fmt: skip
MONEY = ("revenue", "margin", "average")
ADDING = ("revenue", "margin", "quantity")  # their parts add up to the whole however it is cut
BY_LINE = ("product", "category")  # an order can belong to several of them
AGAINST: dict[str, str] = {"year": N_("The same days a year before"), "before": N_("The period before")}
WEEKS = (4, 8, 13, 26)
_LENGTH = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class SalesFilter:
    """`period` is one of `crm_core.content.period.KEYS`; `by` and `crossed` are of DIMENSIONS, `against` is what it is compared with.

    With a day `turned_on` the `weeks` before and after it are compared, with `season` less what they did a year before.
    """

    period: str = "this_year"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    category: str | None = None
    region: str | None = None
    by: str = "month"
    crossed: str | None = None
    measure: str = "revenue"
    against: str = "year"
    turned_on: date | None = None
    weeks: int = 13
    season: bool = False


def from_address(address: Address) -> SalesFilter:
    """The filter that the address of the page means."""
    by = of.one_of(address, "by", DIMENSIONS) or "month"
    crossed, weeks = of.one_of(address, "with", DIMENSIONS), of.whole(address, "weeks")
    return SalesFilter(
        *of.period(address, "this_year"), of.whole(address, "team"), of.whole(address, "owner"), address.get("category") or None,
        address.get("region") or None, by, crossed if crossed in crossable(by) else None, of.one_of(address, "measure", MEASURES) or "revenue",
        of.one_of(address, "against", AGAINST) or "year", _turn(of.day(address, "turn")), weeks if weeks in WEEKS else 13, address.get("season") == "1")


def crossable(by: str) -> tuple[str, ...]:
    """The dimensions that `by` can be crossed with; a month lies in one quarter anyway."""
    return tuple(one for one in DIMENSIONS if one != by and not (by in TIMES and one in TIMES))


def period(work: Work, chosen: SalesFilter) -> Period:
    """The days `chosen` means today, and those they are compared with."""
    found = resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end)
    if chosen.against == "before" or found.before is None:
        return found
    return replace(found, before=Days(*(_year_before(day) for day in (found.days.start, found.days.end))))


def shift(chosen: SalesFilter, found: Period) -> tuple[int, int]:
    """How far (months, days) the compared days are moved to lie beside those of the period."""
    length = _LENGTH.get(chosen.period.partition("_")[2])
    if chosen.against == "year":
        return 12, 0
    return (length, 0) if length else (0, found.shift.days)


def starts(by: str, first: date, last: date) -> list[date]:
    """The first days of the months or quarters from `first` to `last`."""
    length = _LENGTH[by]
    found = [date(first.year, (first.month - 1) // length * length + 1, 1)]
    while (following := add_months(found[-1], length)) <= last:
        found.append(following)
    return found


def _year_before(day: date) -> date:
    """29 February becomes the 28th."""
    try:
        return day.replace(year=max(1, day.year - 1))
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _turn(day: date | None) -> date | None:
    """A day around which there is room for weeks."""
    return day if day and date(1900, 1, 1) <= day <= date(9000, 1, 1) else None


def week_of(place: int, turned_on: date) -> date:
    """The first day of a week: 0 begins on the day itself, -1 ends the day before."""
    return turned_on + timedelta(days=7 * place)
