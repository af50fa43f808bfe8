"""What stages teach: chance and time to be won."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.forecast.exits import GRID, LOST, STILL, WON, StageRow, chances, learn

STAGES = [StageRow(1, 1, 0, 20), StageRow(2, 1, 1, 50), StageRow(3, 1, 2, 80)]


def many(shares=(0.6, 0.6, 0.6), n=2000.0, days=10):
    following = [2, 3, WON]
    return [row for stage, to, share in zip((1, 2, 3), following, shares, strict=True)
            for row in ((stage, to, days, n * share), (stage, LOST, days, n * (1 - share)))]


def test_the_chance_is_the_product_of_the_shares_that_go_on():
    assert learn(STAGES, many()).share == pytest.approx([0.216, 0.36, 0.6], abs=0.01)


def test_it_takes_the_time_that_it_took():
    found = chances(learn(STAGES, many()), np.array([0, 2, 2]), np.array([0, 0, 9]), [5, 12, 40])
    assert found[0, 1] < 0.01 and found[0, 2] == pytest.approx(0.216, abs=0.02)
    assert found[1, 0] < 0.02 and found[1, 1] == pytest.approx(0.6, abs=0.02)
    assert found[2, 0] == pytest.approx(0.6, abs=0.02)


def test_without_history_the_configured_probability_counts():
    assert learn(STAGES, []).share == pytest.approx([0.2, 0.5, 0.8], abs=0.03)


def test_a_few_deals_move_it_a_little_and_many_move_it_far():
    few, lots = learn(STAGES, [(3, LOST, 5, 3.0)]).share[2], learn(STAGES, [(3, LOST, 5, 300.0)]).share[2]
    assert lots < 0.05 < few < 0.75


def test_deals_that_are_still_there_are_not_taken_for_lost():
    with_open = learn(STAGES, [*many(n=100), (3, STILL, 3, 400.0)])
    assert with_open.share[2] == pytest.approx(0.6, abs=0.05)


def test_a_deal_that_is_stuck_is_less_likely_where_the_lost_ones_stayed_long():
    visits = [(3, WON, 10, 500.0), (3, LOST, 60, 500.0)]
    fresh, stuck = chances(learn(STAGES, visits), np.array([2, 2]), np.array([0, 30]), [GRID])[:, 0]
    assert fresh == pytest.approx(0.5, abs=0.02) and stuck < 0.1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, 3, WON, LOST, STILL]), st.integers(0, 500), st.floats(0.5, 50)), max_size=25))
def test_probabilities_are_probabilities(visits):
    learned = learn(STAGES, [v for v in visits if v[0] != v[1]])
    whole = learned.leave.sum(axis=(1, 2)) + learned.stay[:, -1]
    assert whole == pytest.approx(np.ones(3), abs=1e-6)
    found = chances(learned, np.array([0, 1, 2]), np.array([0, 40, 400]), [0, 30, 200])
    assert (found >= 0).all() and (found <= 1).all() and (np.diff(found, axis=1) >= 0).all()
