"""Thousands of futures of the open deals, of deals not opened yet and of repeat orders, all at once. Pure."""
from dataclasses import dataclass, replace

import numpy as np

from crm_core.forecast.recurring import Recurring

RUNS = 5_000
SUREST = 30.0  # visits: shares drift with the times, so that no history makes them surer than this
_AT_ONCE = 250  # runs in memory together


@dataclass(frozen=True)
class Deals:
    """Open deals: value, place of the stage, and the chance to be won by the end of each month (a row each, rising)."""

    value: np.ndarray
    stage: np.ndarray
    by_month: np.ndarray


@dataclass(frozen=True)
class Fresh:
    """Deals that are not opened yet: how many each coming month will open, and `worth[i]`, what one of them brings on
    average in the i-th month from its own on. `grain` is the mean square of won values over their mean (large deals
    make luck count for more), `sure` how many deals of equal size it was learned from.
    """

    openings: Recurring | None
    worth: np.ndarray
    grain: float
    sure: float


@dataclass(frozen=True)
class Stages:
    """The share of deals won from each stage, and how many visits it was learned from: the fewer, the less sure."""

    share: np.ndarray
    seen: np.ndarray


@dataclass(frozen=True)
class Futures:
    """One row per run, one column per month; minor units. `deals`, `fresh` and `orders` are its parts."""

    deals: np.ndarray
    fresh: np.ndarray
    orders: np.ndarray
    already: float

    @property
    def total(self) -> np.ndarray:
        whole = self.deals + self.fresh + self.orders
        whole[:, 0] += self.already
        return whole


def simulate(
    deals: Deals, stages: Stages, fresh: Fresh, orders: Recurring | None, already: float, months: int, seed: int, *,
    win: float = 0.0, shift: float = 0.0, kept: np.ndarray | None = None, runs: int = RUNS,
) -> Futures:
    """Futures of `months` months, the first of them running, in which `already` has come in.

    `win` raises the chance of every deal by that share (-0.2 is a fifth less), `shift` is by how many months deals that
    are not open yet come later (open ones are late in their `by_month` already), `kept` False leaves a deal out. The same
    `seed` lets the same chances fall, so that two answers differ only by what was asked.
    """
    rng = np.random.Generator(np.random.SFC64(seed))
    value = deals.value if kept is None else np.where(kept, deals.value, 0.0)
    found = _of_deals(rng, replace(deals, value=value), stages, months, win, runs)
    new = _of_fresh(rng, fresh, months, runs) * (1 + win)
    return Futures(found, later(new, shift), _of_orders(rng, orders, months, runs), already)


def later(months: np.ndarray, shift: float) -> np.ndarray:
    """What comes in `shift` months later than it would; the end drops out of sight."""
    if not shift or not months.shape[1]:
        return months
    whole, part = int(shift), shift - int(shift)
    moved = np.zeros_like(months)
    width = months.shape[1]
    moved[:, whole:] += months[:, : max(width - whole, 0)] * (1 - part)
    moved[:, whole + 1 :] += months[:, : max(width - whole - 1, 0)] * part
    return moved


def quantiles(runs: np.ndarray) -> np.ndarray:
    """P10, P50 and P90 along the first axis."""
    return np.quantile(runs, (0.1, 0.5, 0.9), axis=0)


def _of_deals(rng, deals: Deals, stages: Stages, months: int, win: float, runs: int) -> np.ndarray:
    found = np.zeros((runs, months))
    if not len(deals.value):
        return found
    chance = np.minimum(deals.by_month * (1 + win), 0.99).astype(np.float32)
    worth = deals.value.astype(np.float32)
    sure = _sureness(rng, stages, runs)[:, deals.stage]
    for start in range(0, runs, _AT_ONCE):
        luck = rng.random((min(_AT_ONCE, runs - start), len(worth)), dtype=np.float32) / sure[start : start + _AT_ONCE]
        by_end = np.stack([(luck < chance[:, month]).astype(np.float32) @ worth for month in range(months)], axis=1)
        found[start : start + len(by_end)] = np.diff(by_end, axis=1, prepend=0)
    return found


def _sureness(rng, stages: Stages, runs: int) -> np.ndarray:
    """A factor per run and stage: the share of the coming months is not known, but drawn from a beta distribution."""
    share = np.clip(stages.share, 0.005, 0.995)
    weight = np.clip(stages.seen, 1.0, SUREST)
    return (rng.beta(share * weight, (1 - share) * weight, (runs, len(share))) / share).astype(np.float32).clip(1e-3)


def _of_fresh(rng, fresh: Fresh, months: int, runs: int) -> np.ndarray:
    """Deals won by chance (Poisson) and of different sizes: a gamma distribution of the same mean and variance."""
    if fresh.openings is None or fresh.grain <= 0:
        return np.zeros((runs, months))
    opened = fresh.openings.draw(rng, months, runs)
    mean = np.zeros((runs, months))
    for begun in range(months):
        mean[:, begun:] += opened[:, begun : begun + 1] * fresh.worth[: months - begun]
    sure = min(max(fresh.sure, 1.0), SUREST)
    mean *= rng.gamma(sure, 1 / sure, (runs, 1))
    return rng.gamma(np.maximum(mean / fresh.grain, 1e-9)) * fresh.grain


def _of_orders(rng, orders: Recurring | None, months: int, runs: int) -> np.ndarray:
    return np.zeros((runs, months)) if orders is None else orders.draw(rng, months, runs)
