"""A row as a line of an order, exactly: what the file says a line comes to is what it comes to here. Pure."""
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from babel.numbers import get_currency_precision

from crm_core.money import minor_units
from crm_core.orders.rules import line_amount
from crm_core.orders.schemas import LineRow


@dataclass(frozen=True)
class Read:
    """A line without its product, and what goes off the whole order for it (minor units), as a price of fractions leaves."""

    line: LineRow
    off: int


def read_line(values: dict[str, Any], currency: str) -> Read | None:
    """The line of a row in its order's currency; None when the row has neither price nor amount."""
    quantity, discount = values.get("quantity", 1.0), values.get("discount", 0.0)
    places = get_currency_precision(currency)
    given = minor_units(values.get("discount_amount", 0), currency) * (-1 if quantity < 0 else 1)
    if "price" in values:
        exact = values["price"].scaleb(places)
        line = LineRow(quantity=quantity, price=int(exact.to_integral_value(ROUND_CEILING)), discount=discount)
        if exact == line.price:
            return Read(line, given)
        worth = exact * Decimal(str(quantity)) * (100 - Decimal(str(discount))) / 100
    elif "amount" in values:
        worth = values["amount"].scaleb(places)
        quantity = quantity or 1.0
        quantity = -abs(quantity) if worth < 0 else quantity
        line = LineRow(quantity=quantity, price=int((worth / Decimal(str(quantity))).to_integral_value(ROUND_CEILING)))
    else:
        return None
    rounded = int(worth.quantize(Decimal(1), ROUND_HALF_UP))
    return Read(line, given + line_amount(line.quantity, line.price, line.discount) - rounded)
