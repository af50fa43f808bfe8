"""Money is an integer of the currency's smallest unit."""
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision


def minor_units(amount: Decimal | int | float | str, currency: str) -> int:
    """`12.5` CNY → 1250, `12.5` JPY → 13 (half up)."""
    scaled = Decimal(str(amount)).scaleb(get_currency_precision(currency))
    return int(scaled.quantize(Decimal(1), ROUND_HALF_UP))


def major_units(minor: int, currency: str) -> Decimal:
    """1250 CNY → Decimal('12.50')."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))
