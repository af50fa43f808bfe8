"""Can the model be trusted? It is fitted on the past and asked about the last months, of which we know what happened. Pure.

Brier score: mean squared distance of a probability from what happened (Brier, Verification of Forecasts
Expressed in Terms of Probability, 1950). The base rate gives everybody the share that ordered; a model that does
not beat it knows nothing about single customers.
"""
from dataclasses import dataclass

import numpy as np

from crm_core.value import bgnbd
from crm_core.value.history import WEEK, histories

MINIMUM_CUSTOMERS = 100  # who ordered
MINIMUM_REPEATERS = 50  # who ordered again
MINIMUM_DAYS = 270  # from the first order of all until today
LONGEST_HOLD_OUT = 182  # days
Z_ONE_SIDED_95 = 1.6448536269514722
BINS = 10
MOST_EARLIER = 7  # earlier orders shown one by one, then "7 and more"


@dataclass(frozen=True)
class Score:
    """How probabilities fared: reliability bins [expected share, actual share, customers], Brier scores, the verdict."""

    bins: list[list[float]]
    brier: float
    base_brier: float
    base_rate: float
    signal: bool


@dataclass(frozen=True)
class Check:
    """The held-out time: what the model fitted before it said about it, beside what happened."""

    model: bgnbd.Purchases
    days: int
    customers: int
    score: Score
    by_orders: list[list[float]]  # [earlier orders, customers, actual orders each, expected orders each]
    expected: float
    actual: float


def enough(customers, days, today: int) -> bool:
    """Whether this history (as `history.order_days` gives it) is enough to fit a model and to check it."""
    if not len(days) or today - days.min() < MINIMUM_DAYS:
        return False
    _, counts = np.unique(customers, return_counts=True)
    return len(counts) >= MINIMUM_CUSTOMERS and int((counts > 1).sum()) >= MINIMUM_REPEATERS


def hold_out_days(days, today: int) -> int:
    """A quarter of the history, half a year at most."""
    return min(LONGEST_HOLD_OUT, int(today - days.min()) // 4)


def check_purchases(customers, days, today: int) -> Check | None:
    """Fits on the past and compares with the last months; None where the past alone is not enough to fit on."""
    held = hold_out_days(days, today)
    cut = today - held
    past = histories(customers, days, cut)
    if len(past.ids) < MINIMUM_CUSTOMERS or int((past.x > 0).sum()) < MINIMUM_REPEATERS // 2:
        return None
    later = days > cut
    known = np.isin(customers[later], past.ids)
    actual = np.bincount(np.searchsorted(past.ids, customers[later][known]), minlength=len(past.ids))
    model = bgnbd.fit(past.x, past.t_x, past.T)
    weeks = held / WEEK
    expected = bgnbd.expected(model, weeks, past.x, past.t_x, past.T)
    score = judge(bgnbd.orders_again(model, weeks, past.x, past.t_x, past.T), actual > 0)
    return Check(model, held, len(past.ids), score, by_earlier_orders(past.x, actual, expected),
                 float(expected.sum()), float(actual.sum()))


def judge(chance, happened) -> Score:
    """Compares probabilities with what happened.

    There is signal where the Brier score is better than that of the base rate by more than chance would do
    (one-sided 95 % of the paired difference).
    """
    chance, happened = np.asarray(chance, float), np.asarray(happened, float)
    base = happened.mean()
    gain = (base - happened) ** 2 - (chance - happened) ** 2
    luck = Z_ONE_SIDED_95 * gain.std() / np.sqrt(len(gain))
    return Score(reliability(chance, happened), float(((chance - happened) ** 2).mean()), float(base * (1 - base)),
                 float(base), bool(gain.mean() > luck))


def reliability(chance, happened, bins: int = BINS) -> list[list[float]]:
    """[mean probability, share that happened, how many] of equally large groups by ascending probability.

    Equal probabilities stay together, so there may be fewer groups.
    """
    chance, happened = np.asarray(chance, float), np.asarray(happened, float)
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)[1:-1]))
    group = np.searchsorted(edges, chance, side="left")
    count = np.bincount(group)
    filled = count > 0
    said, was = np.bincount(group, chance), np.bincount(group, happened)
    return [list(row) for row in zip((said[filled] / count[filled]).tolist(), (was[filled] / count[filled]).tolist(),
                                     count[filled].tolist(), strict=True)]


def by_earlier_orders(x, actual, expected) -> list[list[float]]:
    """[orders after the first, customers, actual later orders each, expected each]; the last row is "7 and more"."""
    group = np.minimum(np.asarray(x), MOST_EARLIER)
    count = np.bincount(group)
    was, said = np.bincount(group, actual), np.bincount(group, expected)
    return [[int(place), int(count[place]), float(was[place] / count[place]), float(said[place] / count[place])]
            for place in np.flatnonzero(count)]
