"""Periods, intervals and bins."""
from datetime import date

import pytest

from crm_core.content.period import Days, resolve
from crm_core.reports import rules

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(("key", "days", "before"), [
    ("this_quarter", ("2026-10-01", "2026-11-19"), ("2026-07-01", "2026-08-19")),
    ("last_quarter", ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
    ("this_month", ("2026-11-01", "2026-11-19"), ("2026-10-01", "2026-10-19")),
    ("last_year", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
])
def test_a_running_period_is_compared_with_as_many_days(key, days, before):
    found = resolve(key, TODAY)
    assert found.days == Days(*map(date.fromisoformat, days))
    assert found.before == Days(*map(date.fromisoformat, before))
    assert found.running == key.startswith("this")


def test_a_longer_month_is_not_compared_with_days_that_were_not_there():
    assert resolve("this_month", date(2026, 3, 31)).before == Days(date(2026, 2, 1), date(2026, 2, 28))


def test_own_days_are_compared_with_as_many_before():
    found = resolve("custom", TODAY, date(2026, 5, 1), date(2026, 5, 10))
    assert found.before == Days(date(2026, 4, 21), date(2026, 4, 30))
    assert resolve("custom", TODAY, date(2026, 5, 1), None).before is None


def test_newcombe_gives_the_published_interval():
    # Newcombe 1998, table II, case (a): 56/70 - 48/80, method 10
    low, high = rules.newcombe(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_weak_is_lower_and_not_by_chance_and_not_of_a_handful():
    assert rules.is_weak(36, 100, 102, 200)
    assert not rules.is_weak(45, 100, 102, 200)
    assert not rules.is_weak(2, 19, 19, 20)
    assert not rules.is_weak(0, 0, 0, 0)


def test_bins_cover_every_day_once():
    assert rules.bins(120) == [(0, 30), (31, 60), (61, 90), (91, 120), (121, None)]
