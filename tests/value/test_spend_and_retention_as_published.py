"""Gamma-Gamma, shifted beta geometric and Kaplan–Meier against published numbers."""
from math import log, sqrt

import numpy as np
import pytest

from crm_core.value import gamma_gamma, sbg
from crm_core.value.survival import kaplan_meier
from tests.value.published import cdnow_spend, telco


def test_spend_has_the_published_parameters_and_expectations():
    repeats, means = cdnow_spend()
    again = repeats > 0
    model = gamma_gamma.fit(repeats[again], means[again])
    assert model.customers == 946
    assert (model.p, model.q, model.gamma) == pytest.approx((6.25, 3.74, 15.44), rel=0.01)
    expected = gamma_gamma.expected(model, repeats, means)
    assert expected[:10] == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=0.1)


def test_spend_of_one_value_is_that_value():
    model = gamma_gamma.fit(np.array([3, 4, 5, 6]), np.array([100.0, 100.001, 99.999, 100.0]))
    assert gamma_gamma.expected(model, 3, 100.0) == pytest.approx(100, rel=1e-3)


REGULAR = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]
HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]


@pytest.mark.parametrize("left, alpha, beta, after_12", [(REGULAR, 0.704, 1.182, 0.170), (HIGH_END, 0.668, 3.806, 0.378)])
def test_retention_of_both_segments_is_as_published(left, alpha, beta, after_12):
    model = sbg.fit(left[:8])
    assert (model.alpha, model.beta) == pytest.approx((alpha, beta), abs=6e-4)
    assert sbg.survival(model, 12) == pytest.approx(after_12, abs=1e-3)


def test_the_likelihood_of_retention_is_as_published():
    assert sbg.fit(HIGH_END[:8]).log_likelihood / 100 == pytest.approx(-1.611, abs=1e-3)


def test_telco_customers_stay_as_published():
    curve = kaplan_meier(*telco())
    assert [curve.at(month) for month in (12, 24, 72)] == pytest.approx([0.8432, 0.7887, 0.5928], abs=6e-5)
    assert curve.at(-1) == 1


def test_the_limits_are_greenwoods_on_the_log_log_scale():
    """Remission of leukaemia under 6-MP, the example of the textbooks (Freireich 1963): S(6) = .857, standard error .0764."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(weeks, ended)
    assert [round(curve.at(week), 3) for week in (6, 7, 10, 13, 16, 22, 23)] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    width = 1.959964 * (0.0764 / 0.857143) / log(0.857143)
    assert curve.low[0] == pytest.approx(0.857143 ** np.exp(-width), abs=1e-3)
    assert curve.high[0] == pytest.approx(0.857143 ** np.exp(width), abs=1e-3)
    assert sqrt(0.857143 * 0.142857 / 21) == pytest.approx(0.0764, abs=1e-4)


def test_a_curve_without_ends_stays_at_one_and_one_where_all_end_reaches_none():
    assert list(kaplan_meier([3, 5], [False, False]).survival) == [1, 1]
    curve = kaplan_meier([1, 2], [True, True])
    assert curve.survival[-1] == 0 and np.isfinite(curve.low).all() and np.isfinite(curve.high).all()
    assert len(kaplan_meier([], []).times) == 0
