"""Forecasts of many made-up companies beside what came: ranges hold about eight of ten, and no leaning."""
from datetime import date

import numpy as np
import pytest

from crm_core.forecast.simulation import quantiles
from tests.forecast.worlds import MONTHS, forecast, world

COMPANIES, BEGIN = 40, date(2023, 1, 1)


@pytest.mark.parametrize(("a_month", "season"), [(40, 0.0), (40, 0.4), (100, 0.3), (15, 0.2)])
def test_ranges_hold_what_they_promise_and_middles_do_not_lean(a_month, season):
    inside, below, said, came, parts = np.zeros(MONTHS), np.zeros(MONTHS), 0.0, 0.0, []
    for number in range(COMPANIES):
        rng = np.random.default_rng(number)
        found, actual = forecast(world(rng, a_month=a_month, season=season), BEGIN, 3 * 365 + int(rng.integers(0, 60)))
        low, _middle, high = quantiles(found.total)
        inside += (low <= actual) & (actual <= high)
        below += actual < low
        parts.append(found.total.sum(axis=1).mean() / actual.sum())
        said, came = said + found.total.mean(axis=0).sum(), came + actual.sum()
    assert 0.7 <= inside.mean() / COMPANIES <= 0.92, inside / COMPANIES
    assert (inside / COMPANIES >= 0.62).all() and (below / COMPANIES <= 0.25).all(), (inside, below)
    assert said == pytest.approx(came, rel=0.06)
    assert abs(np.median(parts) - 1) < 0.08
