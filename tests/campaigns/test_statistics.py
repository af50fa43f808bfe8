"""Intervals against published examples: R. G. Newcombe (1998), Statistics in Medicine 17, 857–872 and 873–890."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.campaigns.statistics import difference, members_needed, newcombe, share, wilson


@pytest.mark.parametrize("hits, total, low, high", [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_wilson_gives_the_published_intervals_of_a_share(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("a, of_a, b, of_b, low, high", [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 10, 0.6075, 1.0000),
])
def test_newcombe_gives_the_published_intervals_of_a_difference(a, of_a, b, of_b, low, high):
    assert newcombe(a, of_a, b, of_b) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_an_interval_holds_its_share(total, data):
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total <= high <= 1


def test_little_data_is_not_called_a_difference():
    assert not difference(10, 10, 0, 10).clear
    assert difference(184, 4000, 28, 1000).clear and not difference(98, 2000, 86, 2000).clear
    assert difference(1, 1, 0, 0) is None and share(0, 0).share is None


def test_a_small_gain_needs_many_members():
    assert members_needed(0.028, 0.015, 20) > members_needed(0.028, 0.03, 20) > 500
    with pytest.raises(ValueError):
        members_needed(0.0, 0.01, 20)
