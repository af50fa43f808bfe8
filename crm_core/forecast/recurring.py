"""What comes again by itself: the next months of a series, from its level or its season, with the errors it had. Pure."""
from dataclasses import dataclass

import numpy as np

LEAST = 6  # months before anything is said
YEAR, LEVEL = 12, 6


@dataclass(frozen=True)
class Recurring:
    """`expected` for each coming month, and the relative errors of one-step forecasts of the past, in their order.

    `method` is season or level, whichever was nearer to the past.
    """

    expected: np.ndarray
    errors: np.ndarray
    method: str

    def draw(self, rng: np.random.Generator, months: int, runs: int) -> np.ndarray:
        """Futures: `expected` with errors of consecutive past months (a moving block bootstrap, Künsch 1989), never below zero."""
        blocks = max(len(self.errors) - months + 1, 1)
        places = (rng.integers(blocks, size=(runs, 1)) + np.arange(months)) % len(self.errors)
        return np.maximum(self.expected[:months] * (1 + self.errors[places]), 0.0)


def recurring(past: np.ndarray, months: int, first_share: float = 1.0) -> Recurring | None:
    """Forecasts `months` months after the complete months `past`; of the first only `first_share` is still to come.

    None with less than six months of history, or without any sales in them. Season: the month a year ago times how the
    last twelve months stand to the twelve before. Level: the mean of the last six. That with the smaller mean absolute
    error of one-step forecasts over the last year is taken.
    """
    past = np.asarray(past, dtype=float)
    if len(past) < LEAST or past[-YEAR:].sum() <= 0:
        return None
    found = {"level": _errors(past, _level, LEVEL)}
    if len(past) >= 2 * YEAR + 3:
        found["season"] = _errors(past, _season, YEAR)
    method = min(found, key=lambda name: np.abs(found[name][-YEAR:]).mean() if len(found[name]) else np.inf)
    step = _season if method == "season" else _level
    series = past
    for _month in range(months):
        series = np.append(series, step(series))
    expected = series[len(past) :].copy()
    expected[0] *= first_share
    errors = found[method][-2 * YEAR :]
    return Recurring(expected, errors - np.median(errors) * (len(errors) >= YEAR), method)


def _level(past: np.ndarray) -> float:
    return float(past[-LEVEL:].mean())


def _season(past: np.ndarray) -> float:
    last, before = past[-YEAR:].sum(), past[-2 * YEAR : -YEAR].sum()
    growth = np.clip(last / before, 0.5, 2.0) if len(past) >= 2 * YEAR and before > 0 else 1.0
    return float(past[-YEAR] * growth)


def _errors(past: np.ndarray, step, least: int) -> np.ndarray:
    """Relative errors of forecasts of each month from the months before it."""
    pairs = [(past[i], step(past[:i])) for i in range(max(least, 3), len(past))]
    errors = [real / told - 1 for real, told in pairs if told > 0]
    return np.clip(np.array(errors or [0.0]), -1.0, 3.0)
