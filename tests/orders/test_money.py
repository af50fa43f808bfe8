"""Money of orders: nothing is lost and nothing is made up, whatever the discounts, rates and quantities."""
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.orders import rules
from crm_core.orders.rules import MOST_LINES, line_amount, money, worth

quantities = st.one_of(st.integers(-1000, 1000), st.decimals(-1000, 1000, places=3).map(float)).filter(bool)
lines = st.lists(
    st.tuples(quantities, st.integers(0, 10**7), st.decimals(0, 100, places=2).map(float), st.none() | st.integers(0, 10**7)),
    min_size=1, max_size=12,
)
currencies = st.sampled_from(["CNY", "USD", "JPY", "KWD"])
rates = st.decimals("0.0001", 200, places=6).map(float).filter(lambda rate: rate > 0)


@given(lines, st.floats(0, 1), st.integers(0, 10**6), currencies, rates, st.sampled_from(["confirmed", "delivered", "paid"]))
def test_shares_of_lines_add_up_to_the_order(some, part, tax, currency, rate, state):
    whole = sum(line_amount(*line[:3]) for line in some)
    found = money(some, discount=int(whole * part), tax=tax, state=state, currency=currency, company="CNY", rate=rate)
    assert sum(found.amounts) - int(whole * part) + tax == found.total
    assert sum(found.revenues) == found.revenue == worth(found.total - tax, rate, currency, "CNY")
    assert sum(found.margins) == found.margin


@given(lines, rates)
def test_no_share_is_more_than_a_cent_from_its_exact_part(some, rate):
    whole = sum(line_amount(*line[:3]) for line in some)
    assume(whole)
    discount = whole // 3 if whole > 0 else -(-whole // 3)
    found = money(some, discount=discount, state="paid", currency="USD", company="CNY", rate=rate)
    for amount, share in zip(found.amounts, found.revenues, strict=True):
        assert abs(share - amount * rate * (whole - discount) / whole) <= 1 + abs(share) * 1e-9


@given(lines, currencies, rates)
def test_what_comes_back_whole_takes_everything_back(some, currency, rate):
    whole = sum(line_amount(*line[:3]) for line in some)
    assume(whole > 0)
    sold = money(some, discount=whole // 7, tax=5, state="paid", currency=currency, company="CNY", rate=rate)
    back = [(-quantity, price, percent, cost) for quantity, price, percent, cost in some]
    taken = money(back, discount=-(whole // 7), tax=-5, state="returned", currency=currency, company="CNY", rate=rate)
    assert (taken.total, taken.revenue) == (-sold.total, -sold.revenue) if sold.total > 0 else True
    if sold.total > 0:
        assert taken.margin == -sold.margin


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=6), st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=6))
def test_what_is_left_and_what_came_back_are_what_was_sold(sold, taken):
    left = rules.left(sold, taken)
    for key in range(4):
        had = sum(quantity for name, quantity in sold if name == key)
        back = sum(quantity for name, quantity in taken if name == key)
        assert sum(rest for (name, _q), rest in zip(sold, left, strict=True) if name == key) == max(0, had - back)


@pytest.mark.parametrize(("line", "amount"), [
    ((3, 333, 0), 999), ((0.5, 25, 0), 13), ((1, 999, 33.3), 666), ((-0.5, 25, 0), -13), ((1, 5, 50), 3), ((0.1, 30, 0), 3),
])
def test_amounts_are_rounded_once_and_half_away_from_zero(line, amount):
    assert line_amount(*line) == amount


@pytest.mark.parametrize(("state", "total", "counted"), [
    ("draft", 5, False), ("confirmed", 5, True), ("delivered", 5, True), ("paid", -5, True), ("cancelled", 5, False),
    ("returned", 5, False), ("returned", -5, True),
])
def test_what_counts(state, total, counted):
    assert rules.counts(state, total) is counted


def test_a_yen_is_a_hundredth_of_a_hundredth():
    assert worth(1_000, 0.05, "JPY", "CNY") == 5_000
    assert worth(5_000, 20, "CNY", "JPY") == 1_000


@pytest.mark.parametrize("amounts", [(), (10**15 + 1,), (1,) * (MOST_LINES + 1)])
def test_absurd_orders_are_refused(amounts):
    with pytest.raises(Invalid):
        rules.check_amounts(amounts, 0, 0)
