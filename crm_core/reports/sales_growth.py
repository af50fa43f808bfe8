"""Sales in the weeks before a day and in those after it, with an interval for the difference. Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

LEAST_WEEKS, LEAST_ORDERS = 4, 10  # less tells nothing
CONFIDENCE = 0.95
DAYS = 7


@dataclass(frozen=True)
class Growth:
    """A day before, a day after, and the difference, with the limits between which it lies with 95 % confidence.

    `expected` is what a day after would have brought with the season alone, which is `before` where it is not taken
    out. Everything in units of the measure a day.
    """

    before: float
    after: float
    expected: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        return self.after - self.expected

    @property
    def share(self) -> float | None:
        """The difference as a share of what was expected."""
        return self.difference / self.expected if self.expected > 0 else None

    @property
    def verdict(self) -> str:
        """rose, fell, or unclear where the interval spans zero."""
        return "rose" if self.low > 0 else "fell" if self.high < 0 else "unclear"


def growth(before: Sequence[float], after: Sequence[float], then: tuple[Sequence[float], Sequence[float]] | None = None) -> Growth | None:
    """From sums of whole weeks on both sides; with `then`, those of the same weeks a year earlier, the season is taken out.

    The interval is Welch's for the difference of two means with unequal variances (B. L. Welch, "The generalization of
    'Student's' problem when several different population variances are involved", Biometrika 34, 1947, 28–35), over
    weekly sums, which evens out the days of the week. With `then` the weekly sums are replaced by their differences to
    the same week a year earlier: the difference of differences. None where there are too few weeks.
    """
    if min(len(before), len(after)) < LEAST_WEEKS:
        return None
    sides = [np.asarray(side, float) / DAYS for side in (before, after)]
    earlier = [np.asarray(side, float) / DAYS for side in then] if then else [np.zeros(len(side)) for side in sides]
    low, high = welch(sides[0] - earlier[0], sides[1] - earlier[1])
    expected = sides[0].mean() + earlier[1].mean() - earlier[0].mean()
    return Growth(float(sides[0].mean()), float(sides[1].mean()), float(expected), low, high)


def welch(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The interval of mean(after) − mean(before), see `growth`; both ends are the difference where nothing varies."""
    from scipy.stats import t

    difference = after.mean() - before.mean()
    parts = [side.var(ddof=1) / len(side) for side in (before, after)]
    error = sum(parts)
    if error == 0:
        return float(difference), float(difference)
    freedom = error**2 / sum(part**2 / (len(side) - 1) for part, side in zip(parts, (before, after), strict=True))
    room = t.ppf((1 + CONFIDENCE) / 2, freedom) * sqrt(error)
    return float(difference - room), float(difference + room)
