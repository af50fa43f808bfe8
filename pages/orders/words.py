"""The states of orders in words and colours, and amounts in the order's currency."""
from babel.numbers import format_decimal, get_currency_precision

from crm_core.money import major_units
from crm_core.wording import WORDS
from pages.ui.format import Style, money, money_full, money_unit
from pages.ui.text import _

STATES = WORDS["order.state"]
TONES = {"draft": "gray", "confirmed": "blue", "delivered": "violet", "paid": "green", "cancelled": "gray", "returned": "orange"}


def state(code: str) -> str:
    return _(STATES.get(code, code))


def badge(code: str) -> dict[str, str]:
    """A state as components draw it."""
    return {"text": state(code), "tone": TONES.get(code, "gray")}


def states() -> dict[str, str]:
    """The states to choose from, in their order."""
    return {code: _(word) for code, word in STATES.items()}


def amount(total: int, currency: str, style: Style) -> dict[str, str]:
    """An amount as lists show it: short, the whole on hover."""
    return {"text": money(total, style, currency), "title": exact(total, currency, style)}


def exact(minor: int, currency: str, style: Style) -> str:
    """An amount as a document has it: with its cents wherever there are any."""
    places = get_currency_precision(currency)
    if minor % 10**places == 0:
        return money_full(minor, style, currency)
    figure = format_decimal(abs(major_units(minor, currency)), format="#,##0." + "0" * places, locale=style.locale)
    return ("-" if minor < 0 else "") + money_unit(style, 0, currency)[1] + figure


def quantity(value: float, unit: str | None = None) -> str:
    return f"{value:g} {unit}" if unit else f"{value:g}"
