"""Numbers of orders: one series a year for orders and one for returns, without gaps or duplicates among many writers."""
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select, text

from crm_core.work import Work
from db.models import Order
from db.sales import RETURNED

SERIES = ("SO", "RT")  # orders, returns
_TAKE = text(
    "INSERT INTO number_series (name, last) VALUES (:name, :n) "
    "ON CONFLICT (name) DO UPDATE SET last = number_series.last + :n RETURNING last"
)


def next_numbers(work: Work, orders: Sequence[tuple[str, int]]) -> list[str]:
    """A number for each (state, year), like SO-2026-00017, for a return RT-2026-00003.

    Numbers that a file or the API brought are passed over. Who takes one makes others wait until its transaction ends.
    """
    wanted = Counter(_series(state, year) for state, year in orders)
    free = {series: iter(_take(work, series, count)) for series, count in sorted(wanted.items())}
    return [next(free[_series(state, year)]) for state, year in orders]


_SKIP = text("UPDATE number_series SET last = :last WHERE name = :name AND last < :last")


def _series(state: str, year: int) -> str:
    return f"{SERIES[state == RETURNED]}-{year}"


def _take(work: Work, series: str, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        missing = count - len(found)
        last = work.session.scalar(_TAKE, {"name": series, "n": missing})
        taken = [f"{series}-{number:05d}" for number in range(last - missing + 1, last + 1)]
        used = set(work.session.scalars(select(Order.number).where(Order.number.in_(taken))))
        found += [number for number in taken if number not in used]
        if used:
            _pass_over(work, series, len(taken[-1]))
    return found


def _pass_over(work: Work, series: str, length: int) -> None:
    """Goes on behind the largest number of this length that somebody else gave, instead of trying them one by one."""
    largest = work.session.scalar(
        select(func.max(Order.number)).where(Order.number.like(f"{series}-%"), func.length(Order.number) == length))
    last = (largest or "").removeprefix(f"{series}-")
    if last.isascii() and last.isdigit():
        work.session.execute(_SKIP, {"name": series, "last": int(last)})
