"""How customers of the demo buy: days of orders over two years, each customer after a habit of its own."""
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SEASON = (0.95, 0.6, 1.2, 1.2, 1.1, 1.0, 0.9, 0.85, 1.15, 1.2, 1.1, 0.9)  # January to December
_HARVEST = (0.1, 0.1, 2.2, 2.4, 0.8, 0.1, 0.1, 0.3, 2.3, 2.4, 0.6, 0.1)  # who buys in spring and autumn


@dataclass(frozen=True)
class Habit:
    """Days between orders at the beginning and today, how regular they are (1: like chance), and when they ended."""

    name: str
    cycle: float
    cycle_now: float
    spread: float
    season: tuple[float, ...] = _SEASON
    growth: float = 1.0  # of what is bought at once, from the beginning until today
    silent_from: date | None = None
    most: int = 1000  # orders


KINDS = (("regular", 32), ("chance", 24), ("seasonal", 10), ("growing", 12), ("shrinking", 6), ("silent", 26), ("once", 40), ("twice", 12))


def habit(rng: random.Random, kind: str, weight: float, today: date) -> Habit:
    """The habit of a customer of this kind; who is bigger buys more often."""
    cycle = min(160.0, max(16.0, rng.lognormvariate(4.1, 0.42) / weight**0.35))
    if kind == "growing":
        return Habit(kind, cycle * 1.5, cycle * 0.6, 0.35, growth=rng.uniform(1.4, 2.2))
    if kind == "shrinking":
        return Habit(kind, cycle * 0.6, cycle * 1.9, 0.35, growth=rng.uniform(0.4, 0.7))
    if kind == "seasonal":
        return Habit(kind, cycle * 0.9, cycle * 0.9, 0.5, season=_HARVEST)
    if kind == "silent":
        back = int(rng.triangular(60, 560, 130))  # more of them lately
        return Habit(kind, cycle * 0.8, cycle * 0.8, 0.4, silent_from=today - timedelta(days=back))
    if kind in ("once", "twice"):
        return Habit(kind, cycle * 2, cycle * 2, 1.0, most=1 if kind == "once" else 2)
    return Habit(kind, cycle, cycle, 0.22 if kind == "regular" else 1.0)


def order_days(rng: random.Random, own: Habit, start: date, end: date) -> Iterator[tuple[date, float]]:
    """Working days from `start` to `end` on which orders come in, each with how much is bought compared with the habit."""
    whole = max(1, (end - start).days)
    last = min(end, own.silent_from or end)
    day: float = rng.uniform(0, own.cycle)
    for _ in range(own.most):
        share = day / whole
        when = _working_day(start + timedelta(days=int(day)), rng)
        if when > last:
            return
        yield when, 1 + (own.growth - 1) * share
        cycle = own.cycle + (own.cycle_now - own.cycle) * share
        gap = cycle * rng.gammavariate(1 / own.spread**2, own.spread**2)
        day += max(1.0, _through_seasons(gap, when, own.season))


def _through_seasons(gap: float, day: date, season: tuple[float, ...]) -> float:
    """The days that pass until `gap` days of an average season have passed."""
    passed, left = 0.0, gap
    while left > 0 and passed < 400:
        pace = season[(day + timedelta(days=int(passed))).month - 1]
        passed += 1
        left -= pace
    return passed + left


def _working_day(day: date, rng: random.Random) -> date:
    """Most orders of a weekend come in on Monday."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 and rng.random() < 0.85 else day
