"""Numbers, money, sizes and initials."""

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, format_percent, get_currency_precision, get_currency_symbol

from crm_core.format.style import DASH, Style

MINUS = "-"
_WEST = [(Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")]
_EAST = [(Decimal(10) ** 8, " 亿"), (Decimal(10) ** 4, " 万")]
_TRADITIONAL = {" 亿": " 億", " 万": " 萬"}
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def number(value: int | float | Decimal | None, style: Style, places: int = 0) -> str:
    """1234.5 → "1,235"; nothing → a dash."""
    if value is None:
        return DASH
    return _ascii(format_decimal(_rounded(Decimal(str(value)), places), locale=style.locale))


def percent(share: float | Decimal | None, style: Style, places: int = 0) -> str:
    """0.715 → "72%"."""
    if share is None:
        return DASH
    pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
    return _ascii(format_percent(_rounded(Decimal(str(share)), places + 2), format=pattern, locale=style.locale))


def money(minor: int | None, style: Style, currency: str | None = None) -> str:
    """Minor units short, as lists show them: 142000000 CNY → "¥1.42M", "¥142 万"."""
    if minor is None:
        return DASH
    currency = currency or style.currency
    amount = _major(minor, currency)
    unit, mark = _scale(abs(amount), style)
    if not mark:
        return money_full(minor, style, currency)
    digits = _three_digits(abs(amount) / unit, style)
    return (MINUS if amount < 0 else "") + _symbol(currency, style) + digits + mark


def money_full(minor: int | None, style: Style, currency: str | None = None) -> str:
    """Every digit, cents only below 1,000: 142000000 CNY → "¥1,420,000"; 1250 → "¥12.50"."""
    if minor is None:
        return DASH
    currency = currency or style.currency
    amount = _major(minor, currency)
    places = 0 if abs(amount) >= 1000 or amount == amount.to_integral() else get_currency_precision(currency)
    figure = format_decimal(_rounded(abs(amount), places), format=_pattern(places), locale=style.locale)
    return (MINUS if amount < 0 else "") + _symbol(currency, style) + figure


def money_unit(style: Style, largest: int, currency: str | None = None) -> tuple[int, str]:
    """For an axis up to `largest` minor units: what to divide by, and the unit ("¥ M", "¥ 万")."""
    currency = currency or style.currency
    unit, mark = _scale(_major(abs(largest), currency), style)
    return int(unit * 10 ** get_currency_precision(currency)), f"{_symbol(currency, style)} {mark.strip()}".strip()


def short(scaled: float, style: Style) -> str:
    """A figure beside a mark, in the unit of its chart: 0.92, 12.3, 551."""
    return number(scaled, style, 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2)


def size(count: int, style: Style) -> str:
    """Bytes: 1258291 → "1.2 MB"."""
    value, unit = Decimal(count), "B"
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1024, larger
    places = 0 if unit == "B" or value >= 10 else 1
    return f"{number(value, style, places)} {unit}"


def initials(name: str | None) -> str:
    """"Lin Wei" → "LW", "林薇" → "林", "Omar" → "OM"."""
    name = (name or "").strip()
    chinese = _CJK.match(name)
    if chinese:
        return chinese.group()
    parts = [part for part in re.split(r"[^\w]+", name) if part]
    if not parts:
        return "?"
    return (parts[0][0] + parts[-1][0] if len(parts) > 1 else parts[0][:2]).upper()


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _ascii(text: str) -> str:
    return text.replace("\u2212", MINUS)


def _symbol(currency: str, style: Style) -> str:
    if currency == "CNY":
        return "¥"
    symbol = get_currency_symbol(currency, locale=style.locale)
    return symbol + " " if symbol.isalpha() else symbol


def _scale(amount: Decimal, style: Style) -> tuple[Decimal, str]:
    """The unit to write an amount in, and its mark; none below 10,000."""
    if amount < 10_000:
        return Decimal(1), ""
    amount = Decimal(f"{amount:.3g}")  # 999,960 is written as a million
    unit, mark = next(pair for pair in (_EAST if style.chinese else _WEST) if amount >= pair[0])
    return unit, _TRADITIONAL[mark] if "Hant" in style.locale else mark


def _three_digits(value: Decimal, style: Style) -> str:
    """Three digits are enough: 1.42, 14.2, 142; Chinese keeps 1,420 and drops idle zeros."""
    places = 2 if value < 10 else 1 if value < 100 else 0
    value = _rounded(value, places)
    if style.chinese or (value >= 10 and value == value.to_integral()):
        places = max(0, -int(value.normalize().as_tuple().exponent))
    return format_decimal(value, format=_pattern(places), locale=style.locale)
