import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.value import calibration, rfm, rhythm, rules
from crm_core.value.history import histories, order_days
from tests.value.published import CUT, END, cdnow_days


def test_quintiles_are_fifths():
    assert list(rfm.quintiles(np.arange(10))) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_equal_values_get_equal_scores_from_the_middle_of_their_places():
    assert list(rfm.quintiles([1] * 6 + [2] * 2 + [3] * 2)) == [2] * 6 + [4] * 2 + [5] * 2
    assert list(rfm.quintiles([7, 7, 7])) == [3, 3, 3]
    assert list(rfm.quintiles([])) == []


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=80))
def test_scores_lie_between_one_and_five_and_never_turn_the_order_round(values):
    scored = rfm.quintiles(values)
    assert scored.min() >= 1 and scored.max() <= 5
    order = np.argsort(values, kind="stable")
    assert (np.diff(scored[order]) >= 0).all()


def test_every_combination_of_scores_has_a_segment():
    recency, frequency, monetary = (axis.ravel() for axis in np.meshgrid(*[np.arange(1, 6)] * 3))
    found = rules.segments(recency, frequency, monetary)
    assert set(found) == set(rules.SEGMENT_LABELS)
    named = dict(zip(zip(recency, frequency, monetary, strict=True), found, strict=True))
    assert named[5, 5, 5] == "champions" and named[1, 5, 5] == "cannot_lose" and named[1, 1, 1] == "asleep"
    assert named[2, 3, 4] == "at_risk" and named[5, 1, 2] == "new"


def test_rules_of_segments_are_kept_as_they_were_and_nonsense_is_refused():
    assert rules.from_setting(rules.to_setting(rules.DEFAULT_SEGMENTS)) == rules.DEFAULT_SEGMENTS
    assert rules.from_setting([]) == rules.DEFAULT_SEGMENTS
    for wrong in (rules.SegmentRule("champions", 4, 3), rules.SegmentRule("friends"), rules.SegmentRule("new", 0, 5)):
        with pytest.raises(Invalid):
            rules.to_setting([wrong])


def test_the_cycle_is_the_median_gap_and_needs_three_orders():
    customers, days = order_days([1, 1, 1, 1, 2, 2, 3, 4, 4, 4], [40, 0, 10, 30, 5, 9, 3, 0, 7, 7])
    found = rhythm.cycles(customers, days)
    assert found[0] == 10 and np.isnan(found[1:]).all()  # gaps 10, 20, 10; and two orders of one day are one
    assert rhythm.cycles(*order_days([1, 1, 1], [0, 10, 30]))[0] == 15
    assert len(rhythm.cycles(*order_days([], []))) == 0


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 400)), max_size=60))
def test_cycles_are_those_of_each_customer_alone(orders):
    customers, days = order_days([c for c, _ in orders], [d for _, d in orders])
    for place, customer in enumerate(np.unique(customers)):
        mine = np.unique([d for c, d in orders if c == customer])
        alone = np.median(np.diff(mine)) if len(mine) >= 3 else np.nan
        assert rhythm.cycles(customers, days)[place] == pytest.approx(alone, nan_ok=True)


def test_risk_by_rhythm_grows_with_silence_only():
    ratios = rhythm.silent_ratios([100, 90, 60, 0, 50], [10, 10, 20, 10, np.nan], 100)
    assert ratios == pytest.approx([0, 1, 2, 10, np.nan], nan_ok=True)
    assert rhythm.risk(ratios) == pytest.approx([0, 0, 0.5, 0.9, np.nan], nan_ok=True)


def test_a_history_counts_from_the_first_order_to_the_day():
    found = histories(*order_days([7, 7, 7, 9], [0, 14, 14, 100]), 21)
    assert list(found.ids) == [7] and list(found.x) == [1]
    assert list(found.t_x) == [2] and list(found.T) == [3]


def test_the_held_out_months_of_cdnow_show_signal():
    check = calibration.check_purchases(*cdnow_days(), END)
    assert check.days == calibration.hold_out_days(cdnow_days()[1], END) == 136
    assert check.score.signal and check.score.brier < check.score.base_brier
    assert sum(row[2] for row in check.score.bins) == check.customers == 2357
    assert all(abs(said - was) < 0.1 for said, was, _ in check.score.bins)
    assert check.expected == pytest.approx(check.actual, rel=0.15)


def test_without_pattern_there_is_no_signal():
    rng = np.random.default_rng(1)
    happened = rng.random(2000) < 0.4
    assert not calibration.judge(rng.random(2000), happened).signal
    assert not calibration.judge(np.full(2000, 0.4), happened).signal
    chance = rng.random(2000)
    assert calibration.judge(chance, rng.random(2000) < chance).signal


def test_little_history_is_not_enough():
    customers, days = cdnow_days()
    assert calibration.enough(customers, days, CUT)
    few = customers <= 90
    assert not calibration.enough(customers[few], days[few], CUT)
    short = days <= days.min() + 200
    assert not calibration.enough(customers[short], days[short], int(days.min()) + 200)
    assert not calibration.enough(customers[:0], days[:0], CUT)
