"""Periods, how they are gone, and how a goal stands in them."""
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.goals.pace import gone, pace
from crm_core.goals.spans import Span, apportioned, months_of, span, spans


def test_a_quarter_begins_and_ends_with_its_months():
    assert span("quarter", date(2026, 5, 17)) == Span(date(2026, 4, 1), date(2026, 6, 30))
    assert months_of(span("quarter", date(2026, 5, 17))) == [date(2026, m, 1) for m in (4, 5, 6)]
    assert [one.start.month for one in spans("quarter", date(2026, 1, 1), 4)] == [1, 4, 7, 10]


def test_days_are_counted_by_the_calendar_or_by_working_days():
    november = span("month", date(2026, 11, 1))
    assert gone(november, date(2026, 11, 15)) == 0.5
    assert gone(november, date(2026, 11, 15), lambda day: day.weekday() < 5) == pytest.approx(10 / 21)
    assert gone(november, date(2026, 10, 31)) == 0 and gone(november, date(2026, 12, 1)) == 1


def test_a_sum_should_grow_with_the_days():
    found = pace(1000, 710, 0.64)
    assert (found.reached, found.expected, found.state) == (0.71, 640, "ahead")
    assert pace(1000, 620, 0.64).state == "on"
    assert pace(1000, 300, 0.64).state == "behind"
    assert pace(1000, 1000, 0.2).state == "reached" and pace(1000, 990, 1).state == "missed"


def test_a_rate_should_hold_from_the_first_day():
    assert pace(80, 60, 0.1, adds=False).state == "behind"
    assert pace(80, 81, 0.1, adds=False).state == "on"
    assert pace(80, 81, 1, adds=False).state == "reached"


def test_of_some_measures_less_is_better():
    assert pace(8, 12, 0.5, adds=False, rising=False).state == "behind"
    assert pace(8, 6, 0.5, adds=False, rising=False).state == "ahead"
    assert pace(8, 6, 1, adds=False, rising=False).state == "reached"


def test_what_is_not_known_is_not_judged():
    assert pace(80, None, 0.5, adds=False).state == "unknown"


@given(st.integers(0, 10**12), st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_parts_add_up_to_the_whole(whole, weights):
    parts = apportioned(whole, weights)
    assert sum(parts) == whole and min(parts) >= 0


def test_parts_follow_the_weights():
    assert apportioned(100, [1, 1, 2], 10) == [30, 20, 50]
