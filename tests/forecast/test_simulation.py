"""Thousands of futures."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.forecast.recurring import recurring
from crm_core.forecast.simulation import Deals, Fresh, Stages, later, quantiles, simulate

SURE = Stages(np.array([0.5]), np.array([1e6]))
NONE = Fresh(None, np.zeros(3), 0.0, 0.0)


def deals(values, chance=(0.2, 0.4, 0.5)):
    return Deals(np.array(values, float), np.zeros(len(values), int), np.tile(chance, (len(values), 1)))


def run(values, **more):
    return simulate(deals(values), SURE, NONE, None, 0.0, 3, 1, **more)


def test_on_average_deals_bring_value_times_chance():
    found = run([100.0] * 400)
    assert found.total.mean(axis=0) == pytest.approx([8_000, 8_000, 4_000], rel=0.05)


def test_what_has_come_in_already_is_in_the_first_month_of_every_future():
    found = simulate(deals([]), SURE, NONE, None, 700.0, 3, 1)
    assert (found.total == [700, 0, 0]).all()


def test_the_same_day_gives_the_same_answer():
    assert (run([100.0, 50.0]).total == run([100.0, 50.0]).total).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.data())
def test_leaving_a_deal_out_never_raises_any_quantile(values, data):
    out = data.draw(st.integers(0, len(values) - 1))
    kept = np.arange(len(values)) != out
    whole, less = (run(values, runs=500, kept=k).total.sum(axis=1) for k in (None, kept))
    assert (quantiles(less) <= quantiles(whole) * (1 + 1e-6) + 1e-6).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.integers(-50, 50), st.integers(0, 50))
def test_quantiles_are_in_order_and_a_better_win_rate_never_lowers_them(values, win, more):
    low, high = (run(values, runs=500, win=w / 100).total.sum(axis=1) for w in (win, win + more))
    assert (np.diff(quantiles(low)) >= 0).all()
    assert (quantiles(high) >= quantiles(low) * (1 - 1e-6)).all()


def test_the_sum_is_simulated_together_and_not_added_up():
    three = quantiles(run([1000.0] * 30).total)
    whole = quantiles(run([1000.0] * 30).total.sum(axis=1))
    assert three[0].sum() < whole[0] and whole[2] < three[2].sum()


def test_what_comes_later_is_not_lost_but_pushed_on():
    months = np.array([[100.0, 200.0, 300.0]])
    assert later(months, 1).tolist() == [[0, 100, 200]]
    assert later(months, 0.5).tolist() == [[50, 150, 250]]
    assert later(months, 5).tolist() == [[0, 0, 0]]


def test_a_thin_history_makes_a_wider_range():
    narrow = quantiles(simulate(deals([10.0] * 500), Stages(np.array([0.5]), np.array([30.0])), NONE, None, 0, 3, 1).total.sum(axis=1))
    wide = quantiles(simulate(deals([10.0] * 500), Stages(np.array([0.5]), np.array([4.0])), NONE, None, 0, 3, 1).total.sum(axis=1))
    assert wide[2] - wide[0] > narrow[2] - narrow[0]


def test_deals_not_opened_yet_bring_what_their_like_brought_and_large_ones_make_it_less_sure():
    opened = recurring(np.full(12, 10.0), 3)
    small, large = (simulate(deals([]), SURE, Fresh(opened, np.array([0.0, 50.0, 30.0]), grain, 1e6), None, 0.0, 3, 1).fresh for grain in (100.0, 1000.0))
    assert small.mean(axis=0) == pytest.approx([0, 500, 800], rel=0.05) and large.mean(axis=0) == pytest.approx([0, 500, 800], rel=0.1)
    assert large.std(axis=0)[2] > 1.5 * small.std(axis=0)[2]


def test_a_season_is_found_where_there_is_one():
    year = np.array([1, 1, 5, 1, 1, 1, 1, 1, 1, 9, 1, 1], float)
    found = recurring(np.tile(year, 3), 3)
    assert found.method == "season" and found.expected == pytest.approx([1, 1, 5], rel=0.01)


def test_a_level_is_carried_on_and_the_running_month_is_cut():
    rng = np.random.default_rng(1)
    found = recurring(100 + rng.normal(0, 10, 40), 3, 0.25)
    assert found.method == "level" and found.expected == pytest.approx([25, 100, 100], rel=0.1)
    futures = found.draw(rng, 3, 4000)
    assert (futures >= 0).all() and futures.mean(axis=0) == pytest.approx(found.expected, rel=0.1)


def test_too_short_a_history_says_nothing():
    assert recurring(np.ones(5), 3) is None and recurring(np.zeros(30), 3) is None
