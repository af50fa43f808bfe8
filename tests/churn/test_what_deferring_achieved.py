"""Deferred customers against similar ones left alone: matched, followed for the same time, with an interval."""
from datetime import date, timedelta

import pytest
from scipy.stats import norm

from crm_core.churn.achieved import Past, compare

TODAY, DAYS = date(2026, 11, 20), 90
BEGIN = date(2026, 3, 1)


def case(key: int, *, deferred: int | None = None, back: int | None = None, given_up: int | None = None, warned: date = BEGIN,
         risk: float = 2.5, value: int = 1000) -> Past:
    """A case with the days after its warning on which something happened."""
    def after(days):
        return None if days is None else warned + timedelta(days=days)

    state = "recovered" if back is not None else "confirmed" if given_up is not None else "deferred" if deferred is not None else "warned"
    return Past(key, warned, after(deferred), after(given_up), after(back), state, "rhythm", risk, value)


def newcombe(kept_a: int, kept_b: int, n: int) -> tuple[float, float]:
    """Independently of the program: Wilson limits of both shares, put together."""
    z = norm.ppf(0.975)

    def wilson(kept):
        middle, spread = kept + z * z / 2, z * (kept * (n - kept) / n + z * z / 4) ** 0.5
        return (middle - spread) / (n + z * z), (middle + spread) / (n + z * z)

    (low_a, high_a), (low_b, high_b), a, b = wilson(kept_a), wilson(kept_b), kept_a / n, kept_b / n
    return a - b - ((a - low_a) ** 2 + (high_b - b) ** 2) ** 0.5, a - b + ((high_a - a) ** 2 + (b - low_b) ** 2) ** 0.5


def test_shares_of_pairs_and_their_interval():
    deferred = [case(n, deferred=10, back=40 if n < 7 else None) for n in range(10)]
    alone = [case(20 + n, back=40 if n < 3 else None, given_up=None if n < 3 else 150) for n in range(10)]
    found = compare([*deferred, *alone], TODAY, DAYS)
    assert (found.deferred, found.kept, found.pairs, found.kept_of_pairs, found.kept_alone) == (10, 7, 10, 7, 3)
    assert found.gain == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx(newcombe(7, 3, 10))


def test_who_came_back_before_others_were_deferred_does_not_count_for_leaving_alone():
    deferred = [case(n, deferred=10) for n in range(5)]
    quick, late = [case(20 + n, back=5) for n in range(5)], [case(30 + n, back=50) for n in range(5)]
    found = compare([*deferred, *quick, *late], TODAY, DAYS)
    assert set(found.alone_ids) == {case.id for case in late}


def test_an_order_after_the_window_is_not_kept():
    found = compare([case(1, deferred=10, back=10 + DAYS), case(2, deferred=10, back=11 + DAYS)], TODAY, DAYS)
    assert (found.deferred, found.kept) == (2, 1)


def test_a_window_that_is_not_over_is_left_out_however_it_stands():
    soon = TODAY - timedelta(days=60)
    found = compare([case(1, deferred=10, back=20, warned=soon), case(2, deferred=10)], TODAY, DAYS)
    assert found.counted_ids == (2,)


def test_only_those_alike_in_risk_and_value_are_compared_and_nobody_twice():
    deferred = [case(1, deferred=10, risk=3.5, value=9000), case(2, deferred=10, risk=1.6, value=10), case(3, deferred=10, risk=3.5, value=9000)]
    alone = [case(11, risk=3.2, value=9000), case(12, risk=3.5, value=10), case(13, risk=1.6, value=9000), case(14, risk=2.4, value=500)]
    found = compare([*deferred, *alone], TODAY, DAYS)
    assert (found.deferred_ids, found.alone_ids) == ((1,), (11,))


def test_the_nearest_in_time_is_taken():
    later = BEGIN + timedelta(days=30)
    found = compare([case(1, deferred=10, warned=later), case(11), case(12, warned=later + timedelta(days=3))], TODAY, DAYS)
    assert found.alone_ids == (12,)


def test_few_pairs_are_not_compared():
    found = compare([case(1, deferred=10), case(11)], TODAY, DAYS)
    assert (found.pairs, found.gain, found.low, found.clear) == (1, None, None, False)


def test_nothing_is_no_error():
    found = compare([], TODAY, DAYS)
    assert (found.deferred, found.share, found.gain) == (0, None, None)
