"""Money of orders, exactly, and the states an order goes through. Nothing here knows the database.

Amounts are integers in minor units. Quantities, discounts in percent and rates are read as the decimal
that they print as, and every amount is rounded once, half away from zero.
"""
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision, list_currencies

from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from db.sales import RETURNED, SOLD

DRAFT, CONFIRMED, DELIVERED, PAID, CANCELLED = "draft", "confirmed", "delivered", "paid", "cancelled"
STATES = (DRAFT, CONFIRMED, DELIVERED, PAID, CANCELLED, RETURNED)
LARGEST = 10**15  # minor units
MOST_LINES = 2_000

# What may follow a state, and what an order may fall back to when a step was a mistake.
FOLLOWS = {
    DRAFT: (CONFIRMED, CANCELLED),
    CONFIRMED: (DELIVERED, PAID, CANCELLED, DRAFT),
    DELIVERED: (PAID, CONFIRMED),
    PAID: (DELIVERED, CONFIRMED),
    CANCELLED: (DRAFT, CONFIRMED),
    RETURNED: (CANCELLED,),
}
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Money:
    """What an order comes to. `amounts` and `total` in its currency; revenue and margin in the company's, also by line."""

    amounts: tuple[int, ...]
    total: int
    revenue: int
    margin: int
    revenues: tuple[int, ...]
    margins: tuple[int, ...]


def line_amount(quantity: float, price: int, discount: float = 0) -> int:
    """quantity × price less `discount` percent, minor units."""
    percent = _EXACT.subtract(Decimal(100), _decimal(discount))
    return _rounded(_EXACT.multiply(_EXACT.multiply(_decimal(quantity), Decimal(price)), percent).scaleb(-2, _EXACT))


def worth(amount: int, rate: float, currency: str, company: str) -> int:
    """An amount of `currency` in the company's at `rate` (units of the company's currency for one)."""
    return _rounded(_EXACT.multiply(Decimal(amount), _factor(rate, currency, company)))


def price_in(amount: int, rate: float, currency: str, company: str) -> int:
    """An amount of the company's currency in `currency` at `rate`: the way back of `worth`."""
    return _rounded(_EXACT.divide(Decimal(amount), _factor(rate, currency, company)))


def counts(state: str, total: int) -> bool:
    """Whether an order in this state is in the revenue: sold, or a document by which goods came back."""
    return state in SOLD or (state == RETURNED and total < 0)


def money(
    lines: Sequence[tuple[float, int, float, int | None]],
    *,
    discount: int = 0,
    tax: int = 0,
    state: str = DRAFT,
    currency: str,
    company: str,
    rate: float = 1,
) -> Money:
    """What an order comes to.

    A line is (quantity, price, discount in percent, cost of one in the company's currency or None). Total = lines −
    discount + tax. Revenue = total − tax in the company's currency, 0 where the state does not count; margin = revenue −
    cost, where a line without known cost has none. Revenue is shared among the lines by their amounts with the largest
    remainder method, so that the shares add up to it exactly.
    """
    amounts = tuple(line_amount(quantity, price, percent) for quantity, price, percent, _cost in lines)
    net = sum(amounts) - discount
    total = net + tax
    nothing = (0,) * len(amounts)
    if not counts(state, total):
        return Money(amounts, total, 0, 0, nothing, nothing)
    factor = _factor(rate, currency, company)
    revenue = _rounded(_EXACT.multiply(Decimal(net), factor))
    revenues = tuple(_shares(amounts, net, Fraction(factor), revenue))
    costs = (0 if cost is None else line_amount(quantity, cost) for quantity, _price, _percent, cost in lines)
    margins = tuple(share - cost for share, cost in zip(revenues, costs, strict=True))
    return Money(amounts, total, revenue, sum(margins), revenues, margins)


def check_line(quantity: float, price: int, discount: float) -> None:
    """Raises Invalid for figures that no line can have."""
    if not (math.isfinite(quantity) and quantity and abs(quantity) < 10**9):
        raise Invalid(N_("The quantity cannot be zero."), field="lines")
    if not (math.isfinite(discount) and 0 <= discount <= 100):
        raise Invalid(N_("A discount is between 0 and 100 percent."), field="lines")
    if abs(price) > LARGEST:
        raise Invalid(N_("This amount is too large."), field="lines")


def check_rate(rate: float, currency: str) -> None:
    """Raises Invalid for a currency nobody knows and for a rate that cannot be."""
    if currency not in list_currencies():
        raise Invalid(N_("Choose one from the list."), field="currency")
    if not (math.isfinite(rate) and 0 < rate < 10**9):
        raise Invalid(N_("A rate is above zero."), field="rate")


def check_amounts(amounts: Sequence[int], discount: int, tax: int) -> None:
    """Raises Invalid when the discount is more than there is to pay, or something is too large."""
    total = sum(amounts)
    if not amounts:
        raise Invalid(N_("An order needs at least one line."), field="lines")
    if len(amounts) > MOST_LINES:
        raise Invalid(N_("An order has at most {limit} lines."), field="lines", limit=MOST_LINES)
    if max(map(abs, amounts)) > LARGEST or abs(total) > LARGEST:
        raise Invalid(N_("This amount is too large."), field="lines")
    if not (0 <= discount <= total or total <= discount <= 0):
        raise Invalid(N_("The discount cannot be more than the lines come to."), field="discount")
    if not (0 <= tax <= LARGEST if total >= 0 else -LARGEST <= tax <= 0):
        raise Invalid(N_("This tax cannot be."), field="tax")


def check_move(state: str, to: str) -> None:
    """Raises Conflict unless an order in `state` may go to `to`."""
    if to not in FOLLOWS.get(state, ()):
        raise Conflict(N_("The order is in another state by now. This step is not possible."))


def check_day(day: date, ordered_on: date, today: date, field: str) -> None:
    """Raises Invalid for a day on which an order cannot have been delivered or paid."""
    if day > today:
        raise Invalid(N_("This day is still to come."), field=field)
    if day < ordered_on:
        raise Invalid(N_("The order was placed only after this day."), field=field)


def left(sold: Sequence[tuple[Hashable, float]], taken: Sequence[tuple[Hashable, float]]) -> list[float]:
    """What can still come back of each line: its quantity less what came back of the same (key, quantity above zero)."""
    back: dict[Hashable, Decimal] = {}
    for key, quantity in taken:
        back[key] = back.get(key, Decimal(0)) + _decimal(quantity)
    found = []
    for key, quantity in sold:
        gone = min(max(_decimal(quantity), Decimal(0)), back.get(key, Decimal(0)))
        back[key] = back.get(key, Decimal(0)) - gone
        found.append(float(_decimal(quantity) - gone))
    return found


def part(amount: int, share: int, whole: int) -> int:
    """`amount` × share / whole, minor units; nothing of nothing."""
    return _rounded(_EXACT.divide(Decimal(amount * share), Decimal(whole))) if whole else 0


def _shares(amounts: Sequence[int], net: int, factor: Fraction, revenue: int) -> list[int]:
    """The revenue of each line: its amount at the rate, less its part of the order's discount; largest remainder."""
    total = sum(amounts)
    each = factor * net / total if total else factor
    exact = [amount * each for amount in amounts]
    shares = [int(value // 1) for value in exact]
    left = revenue - sum(shares)
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares


def _factor(rate: float, currency: str, company: str) -> Decimal:
    """What one minor unit is worth in minor units of the company's currency."""
    if currency == company:
        return Decimal(1)
    return _decimal(rate).scaleb(get_currency_precision(company) - get_currency_precision(currency), _EXACT)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))
