"""BG/NBD on the CDNOW sample against Fader, Hardie & Lee (2005) and the numbers other implementations print."""
from functools import cache

import numpy as np
import pytest

from crm_core.value import bgnbd
from crm_core.value.calibration import by_earlier_orders
from crm_core.value.history import histories
from tests.value.published import CUT, HOLD_OUT_WEEKS, cdnow_days

ROUNDED = bgnbd.Purchases(0.243, 4.414, 0.793, 2.426)


@cache
def past():
    return histories(*cdnow_days(), CUT)


@cache
def fitted():
    return bgnbd.fit(past().x, past().t_x, past().T)


def test_the_parameters_are_the_published_ones():
    model = fitted()
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert model.customers == 2357
    assert bgnbd.log_likelihood(model, past().x, past().t_x, past().T) == pytest.approx(model.log_likelihood, abs=1e-6)


def test_the_unit_of_time_changes_nothing_but_alpha():
    in_days = bgnbd.fit(past().x, past().t_x * 7, past().T * 7)
    assert (in_days.r, in_days.alpha / 7, in_days.a, in_days.b) == pytest.approx(
        (fitted().r, fitted().alpha, fitted().a, fitted().b), rel=1e-3)


def test_customer_1516_is_expected_and_alive_as_published():
    assert bgnbd.expected(fitted(), 52, 26, 30.85714, 31) == pytest.approx(25.757, abs=0.01)
    assert bgnbd.alive(fitted(), 26, 30.85714, 31) == pytest.approx(0.96885, abs=2e-5)


def test_customer_1_is_expected_as_published():
    assert bgnbd.expected(ROUNDED, 39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize("weeks, orders", [
    (1 / 7, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8576)])
def test_a_newcomer_is_expected_as_published(weeks, orders):
    assert bgnbd.expected(fitted(), weeks) == pytest.approx(orders, abs=0.002)


def test_a_newcomers_year_is_expected_as_published():
    assert bgnbd.expected(fitted(), 52) == pytest.approx(1.444004, abs=0.001)


@pytest.mark.parametrize("x, orders", [(10, 0.3474606), (15, 0.04283391), (20, 0.004158973), (25, 0.0003583685)])
def test_who_ordered_more_and_fell_silent_is_expected_less(x, orders):
    """The increasing frequency paradox; the published figures come from parameters of more digits."""
    assert bgnbd.expected(fitted(), 52, x, 20, 39) == pytest.approx(orders, rel=2e-3)


def test_the_chance_of_no_order_is_as_published():
    assert bgnbd.probability(ROUNDED, 0, 39) == pytest.approx(0.5737864, abs=1e-5)


def test_the_chances_of_all_numbers_of_orders_make_one_and_their_mean():
    chances = np.array([bgnbd.probability(ROUNDED, x, 39) for x in range(200)])
    assert chances.sum() == pytest.approx(1, abs=1e-6)
    assert chances @ np.arange(200) == pytest.approx(float(bgnbd.expected(ROUNDED, 39)), abs=1e-4)


def test_the_hold_out_table_is_as_published():
    customers, days = cdnow_days()
    later = days > CUT
    actual = np.bincount(customers[later], minlength=len(past().ids) + 1)[1:]
    expected = bgnbd.expected(fitted(), HOLD_OUT_WEEKS, past().x, past().t_x, past().T)
    table = by_earlier_orders(past().x, actual, expected)
    assert [row[1] for row in table] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert [row[2] for row in table] == pytest.approx(
        [0.2367116, 0.6970387, 1.392523, 1.56, 2.532258, 2.947368, 3.862069, 6.359375], abs=1e-6)
    assert [row[3] for row in table] == pytest.approx(
        [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036], abs=2e-3)


def test_extreme_customers_get_finite_figures():
    x = np.array([0, 1, 500, 5000, 5000])
    t_x = np.array([0, 1e-3, 520, 520, 10])
    T = np.array([1e-3, 520, 520, 520, 520])
    for model in (ROUNDED, bgnbd.Purchases(0.243, 4.414, 1.0, 2.426), bgnbd.Purchases(0.3, 2, 0.2, 0.7),
                  bgnbd.Purchases(50, 200, 1e-4, 40), bgnbd.Purchases(0.4, 6, 3e3, 1.6e5), bgnbd.Purchases(2, 9, 1e-5, 1e5)):
        for values in (bgnbd.expected(model, 52, x, t_x, T), bgnbd.alive(model, x, t_x, T),
                       bgnbd.orders_again(model, 52, x, t_x, T)):
            assert np.isfinite(values).all() and (values >= 0).all()


def test_a_chance_of_leaving_that_all_share_gives_the_simple_formula():
    """With p the same for all, E = (1 − (1 + pt / (α + T))^−(r + x)) / p."""
    same = bgnbd.Purchases(0.4, 6, 5e4, 2e5)
    simple = (1 - (1 + 0.2 * 52 / (6 + 20)) ** -3.4) / 0.2
    assert bgnbd.expected(same, 52, 3, 20, 20) / bgnbd.alive(same, 3, 20, 20) == pytest.approx(simple, rel=1e-3)


def test_ordering_again_is_the_chance_of_one_order_or_more():
    """Without history the probability of no order is that of equation 8."""
    again = bgnbd.orders_again(ROUNDED, 39, np.array([0]), np.array([0.0]), np.array([0.0]))
    assert again[0] == pytest.approx(1 - bgnbd.probability(ROUNDED, 0, 39), abs=1e-9)


def test_the_standard_errors_are_those_of_a_bootstrap():
    rng = np.random.default_rng(4)
    logs = []
    for _ in range(40):
        some = rng.integers(0, len(past().ids), len(past().ids))
        logs.append(bgnbd.fit(past().x[some], past().t_x[some], past().T[some]).logs)
    assert np.sqrt(np.diag(fitted().covariance)) == pytest.approx(np.std(logs, axis=0), rel=0.45)
