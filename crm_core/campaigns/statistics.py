"""Shares and their intervals. Pure functions."""
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from crm_core.intervals import CONFIDENCE, newcombe, wilson

LEAST = 30  # members on each side before a difference is called one


@dataclass(frozen=True)
class Share:
    """`hits` of `total`, as a share with its interval; all between 0 and 1, None without members."""

    hits: int
    total: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """The first share minus the second, with its interval; `clear` when the interval leaves zero out and both are large enough."""

    gain: float
    low: float
    high: float
    clear: bool


def share(hits: int, total: int) -> Share:
    """A share with its Wilson interval."""
    if total <= 0:
        return Share(hits, total, None, None, None)
    low, high = wilson(hits, total)
    return Share(hits, total, hits / total, low, high)


def difference(hits_a: int, total_a: int, hits_b: int, total_b: int) -> Difference | None:
    """Share a minus share b with Newcombe's interval; None while a side has nobody."""
    if total_a <= 0 or total_b <= 0:
        return None
    low, high = newcombe(hits_a, total_a, hits_b, total_b)
    enough = min(total_a, total_b) >= LEAST
    return Difference(hits_a / total_a - hits_b / total_b, low, high, enough and (low > 0 or high < 0))


def members_needed(share_before: float, gain: float, holdout_percent: int, power: float = 0.8) -> int:
    """How many members in all, held-out ones too, show a `gain` (a difference of shares) with this `power`.

    Normal approximation for two unequal groups (J. L. Fleiss, Statistical Methods for Rates and Proportions, ch. 4, without
    continuity correction). Raises ValueError for shares that cannot be.
    """
    held = holdout_percent / 100
    after = share_before + gain
    if not (0 < held < 1 and 0 < share_before < 1 and 0 < after < 1 and gain):
        raise ValueError("shares must lie between 0 and 1")
    z_a, z_b = NormalDist().inv_cdf((1 + CONFIDENCE) / 2), NormalDist().inv_cdf(power)
    ratio = held / (1 - held)  # held out for one who gets it
    middle = (after + ratio * share_before) / (1 + ratio)
    spread = z_a * sqrt((1 + 1 / ratio) * middle * (1 - middle))
    spread += z_b * sqrt(after * (1 - after) + share_before * (1 - share_before) / ratio)
    return int(spread**2 / gain**2 * (1 + ratio)) + 1
