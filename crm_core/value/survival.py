"""How long customers stay when some are still there: the Kaplan–Meier estimate.

Sources: Kaplan & Meier, Nonparametric Estimation from Incomplete Observations, JASA 53, 1958; variance by
Greenwood, The Natural Duration of Cancer, 1926; limits on the log(−log) scale, so that they stay within 0 and 1.
"""
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Curve:
    """Steps of the curve: from each time on the share `survival` remains, with its 95 % limits."""

    times: np.ndarray
    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    ended: np.ndarray

    def at(self, time: float) -> float:
        """Share that remains at this time."""
        place = np.searchsorted(self.times, time, side="right") - 1
        return float(self.survival[place]) if place >= 0 else 1.0


def kaplan_meier(durations, ended) -> Curve:
    """The curve from how long each was seen, and whether it ended then (else it was still there)."""
    durations, ended = np.asarray(durations, float), np.asarray(ended, bool)
    times, where = np.unique(durations, return_inverse=True)
    seen = np.bincount(where, minlength=len(times))
    ends = np.bincount(where, weights=ended, minlength=len(times)).astype(int)
    at_risk = len(durations) - np.concatenate([[0], np.cumsum(seen)[:-1]]) if len(times) else seen
    survival = np.cumprod(1 - ends / at_risk)
    low, high = _limits(survival, ends, at_risk)
    return Curve(times, survival, low, high, at_risk, ends)


def _limits(survival, ends, at_risk):
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ends / (at_risk * (at_risk - ends)))
        logs = np.log(survival)
        width = Z_95 * np.sqrt(greenwood) / logs
        low, high = survival ** np.exp(-width), survival ** np.exp(width)
    sure = ~np.isfinite(width)
    return np.where(sure, survival, low), np.where(sure, survival, high)
