"""Growth before and after a day: the weeks on both sides of it, of everything and of each part."""
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core import clock
from crm_core.columnar.copy import Columns
from crm_core.reports.sales_filter import TIMES, SalesFilter
from crm_core.reports.sales_growth import LEAST_ORDERS, LEAST_WEEKS, Growth, growth
from crm_core.reports.sales_scan import NONE, Scan, Span
from crm_core.work import Work

YEAR = 364  # so that the days of the week lie on each other
PARTS = 15
COUNTED = ("revenue", "margin", "orders", "quantity")


@dataclass(frozen=True)
class Turn:
    """`weeks` whole weeks on both sides of the day were compared; 0 where there are too few.

    `lacking` says of what there was too little: passed, history or orders. `sums` are those of the weeks (index -weeks …
    weeks-1; columns now, then), `parts` (key, growth or None) those with the most on both sides.
    """

    measure: str
    turned_on: date
    weeks: int
    season: bool
    lacking: str | None
    whole: Growth | None
    sums: pd.DataFrame
    parts: tuple[tuple[str, Growth | None], ...] = ()
    more: int = 0


def turn(work: Work, chosen: SalesFilter, copy: Columns) -> Turn | None:
    """What changed on the day of the filter; None without one."""
    if chosen.turned_on is None:
        return None
    measure = chosen.measure if chosen.measure in COUNTED else "revenue"
    weeks, lacking = _room(work, chosen, copy)
    if lacking:
        return Turn(measure, chosen.turned_on, 0, chosen.season, lacking, None, pd.DataFrame({"now": [], "then": []}))
    by = None if chosen.by in TIMES else chosen.by
    found = Scan(work, chosen, copy, spans(chosen, weeks), quantity=measure == "quantity").weeks(chosen.turned_on, by, measure)
    whole = found[found.whole]
    parts, more = _parts(found[~found.whole], weeks, chosen.season) if by else ([], 0)
    known = _growth(whole, weeks, chosen.season)
    sums = pd.DataFrame({"now": _series(whole, weeks, "before", "after"), "then": _series(whole, weeks, "before_then", "after_then")}, index=range(-weeks, weeks))
    return Turn(measure, chosen.turned_on, weeks, chosen.season, None if known else "orders", known, sums, tuple(parts), more)


def spans(chosen: SalesFilter, weeks: int) -> tuple[Span, ...]:
    """The days before and after, and with the season the same a year earlier."""
    day, length = chosen.turned_on, timedelta(days=7 * weeks)
    sides = (("before", day - length, day - timedelta(days=1)), ("after", day, day + length - timedelta(days=1)))
    year = timedelta(days=YEAR)
    then = tuple(Span(f"{name}_then", first - year, last - year, 0, YEAR) for name, first, last in sides) if chosen.season else ()
    return (*(Span(*side) for side in sides), *then)


def weeks_of(work: Work, chosen: SalesFilter, copy: Columns) -> int:
    """How many weeks on both sides can be compared; 0 where there are too few."""
    return _room(work, chosen, copy)[0]


def _room(work: Work, chosen: SalesFilter, copy: Columns) -> tuple[int, str | None]:
    """Whole weeks that have passed, and that history reaches back to."""
    passed = (clock.today(work.actor.time_zone) - chosen.turned_on).days // 7
    if passed < LEAST_WEEKS:
        return 0, "passed"
    first = Scan(work, chosen, copy, ()).first_sale()
    begin = chosen.turned_on - timedelta(days=YEAR if chosen.season else 0)
    known = (begin - first).days // 7 if first else 0
    return (min(chosen.weeks, passed, known), None) if known >= LEAST_WEEKS else (0, "history")


def _series(found: pd.DataFrame, weeks: int, *names: str) -> np.ndarray:
    """The sums of all weeks in their order; nothing sold is zero."""
    sums = found[found.span.isin(names)].groupby("week").value.sum()
    return sums.reindex(range(-weeks, weeks), fill_value=0).to_numpy(float)


def _growth(found: pd.DataFrame, weeks: int, season: bool) -> Growth | None:
    orders = found[found.span.isin(("before", "after"))].groupby("span").orders.sum()
    if orders.empty or orders.max() < LEAST_ORDERS:
        return None
    now = _series(found, weeks, "before", "after")
    then = _series(found, weeks, "before_then", "after_then")
    return growth(now[:weeks], now[weeks:], (then[:weeks], then[weeks:]) if season else None)


def _parts(found: pd.DataFrame, weeks: int, season: bool) -> tuple[list[tuple[str, Growth | None]], int]:
    """The parts with the most on both sides, and how many there are besides."""
    found = found.assign(a=found.a.fillna(NONE))
    sold = found[found.span.isin(("before", "after"))].groupby("a").value.sum().sort_values(ascending=False, kind="stable")
    return [(key, _growth(found[found.a == key], weeks, season)) for key in sold.index[:PARTS]], max(0, len(sold) - PARTS)
