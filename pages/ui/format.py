"""How numbers, money, dates and names are written for one reader. Pure: everything needed comes in as an argument."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent, get_currency_precision, get_currency_symbol

DASH = "—"
MINUS = "-"
_WEST = [(Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")]
_EAST = [(Decimal(10) ** 8, " 亿"), (Decimal(10) ** 4, " 万")]
_TRADITIONAL = {" 亿": " 億", " 万": " 萬"}
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def _same(text: str) -> str:
    return text


def _plural(singular: str, plural: str, n: int) -> str:
    return singular if n == 1 else plural


@dataclass(frozen=True)
class Style:
    """How one reader wants things written. `now` is UTC; `_` and `ngettext` translate, English without them."""

    locale: str
    time_zone: str
    currency: str
    now: datetime
    _: Callable[[str], str] = _same
    ngettext: Callable[[str, str, int], str] = _plural

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def chinese(self) -> bool:
        return self.locale.startswith("zh")

    def local(self, moment: datetime) -> datetime:
        """A UTC moment on the reader's clock."""
        return moment.astimezone(self.zone)

    def count(self, singular: str, plural: str, n: int, **more: object) -> str:
        """`{n}` in the form for `n` things."""
        return self.ngettext(singular, plural, n).format(n=number(n, self), **more)


# Numbers and money


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


def size(count: int, style: Style) -> str:
    """Bytes: 1258291 → "1.2 MB"."""
    value, unit = Decimal(count), "B"
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1024, larger
    places = 0 if unit == "B" or value >= 10 else 1
    return f"{number(value, style, places)} {unit}"


# Dates and times


def day(value: date | datetime | None, style: Style) -> str:
    """"17 Nov", "11月17日"; with the year when it is not this one."""
    if value is None:
        return DASH
    value = _date(value, style)
    if style.chinese:
        return format_date(value, "M月d日" if value.year == style.today.year else "y年M月d日", locale=style.locale)
    return format_date(value, "d MMM" if value.year == style.today.year else "d MMM y", locale=style.locale)


def day_long(value: date | datetime, style: Style) -> str:
    """"Monday, 16 November", "11月16日 星期一"."""
    value = _date(value, style)
    year = value.year != style.today.year
    if style.chinese:
        return format_date(value, "y年M月d日 EEEE" if year else "M月d日 EEEE", locale=style.locale)
    return format_date(value, "EEEE, d MMMM y" if year else "EEEE, d MMMM", locale=style.locale)


def month(value: date, style: Style, *, short: bool = False) -> str:
    """"March 2021", "2021年3月"; short: "Mar", "3月"."""
    if short:
        return format_date(value, "LLL" if not style.chinese else "M月", locale=style.locale)
    return format_skeleton("yMMMM", value, locale=style.locale)


def clock(moment: datetime, style: Style) -> str:
    """"14:10" on the reader's clock."""
    return format_time(style.local(moment), "HH:mm", locale=style.locale)


def moment(value: datetime | None, style: Style) -> str:
    """"17 Nov, 14:10", "11月17日 14:10"."""
    if value is None:
        return DASH
    return f"{day(value, style)}{' ' if style.chinese else ', '}{clock(value, style)}"


def moment_full(value: datetime, style: Style) -> str:
    """Everything, for a hover: "2026-11-17 14:10:05 GMT+8"."""
    return format_datetime(style.local(value), "yyyy-MM-dd HH:mm:ss O", locale=style.locale)


# Words for time


def ago(value: datetime | None, style: Style) -> str:
    """How long since, or until: "just now", "2 hours ago", "3 天前", "in 5 hours"."""
    if value is None:
        return DASH
    seconds = (value - style.now).total_seconds()
    if abs(seconds) < 60:
        return style._("just now")
    if abs(seconds) < 3600:
        return _span(int(abs(seconds) // 60), "minute", seconds > 0, style)
    days = (_date(value, style) - style.today).days
    if abs(seconds) < 86400 and abs(days) <= 1 and (days == 0 or abs(seconds) < 43200):
        return _span(int(abs(seconds) // 3600), "hour", seconds > 0, style)
    return days_away(_date(value, style), style)


def days_away(value: date | None, style: Style) -> str:
    """A day as seen from today: "today", "in 3 days", "64 days ago", "2 years ago"."""
    if value is None:
        return DASH
    days = (value - style.today).days
    if days == 0:
        return style._("today")
    for unit, length, least in (("year", 365, 730), ("month", 30, 360)):
        if abs(days) >= least:
            return _span(abs(days) // length, unit, days > 0, style)
    return _span(abs(days), "day", days > 0, style)


def due(value: date | datetime | None, style: Style) -> str:
    """When something must be done: "1 day overdue", "today 10:30", "tomorrow", "in 3 days"."""
    if value is None:
        return DASH
    days = (_date(value, style) - style.today).days
    if days < 0:
        return style.count("{n} day overdue", "{n} days overdue", -days)
    if days > 1:
        return days_away(_date(value, style), style)
    if isinstance(value, datetime):
        return style._("tomorrow {time}" if days else "today {time}").format(time=clock(value, style))
    return style._("tomorrow" if days else "today")


def due_tone(value: date | datetime | None, style: Style) -> str | None:
    """The colour of `due`: red when overdue, green today, else none."""
    if value is None:
        return None
    days = (_date(value, style) - style.today).days
    return "red" if days < 0 else "green" if days == 0 else None


def days(n: int, style: Style, limit: int | None = None) -> str:
    """"16 days", "16 天"; with a limit "16 of 14 days", "16 天 / 限 14 天"."""
    if limit is None:
        return style.count("{n} day", "{n} days", n)
    text = style.ngettext("{n} of {limit} day", "{n} of {limit} days", limit)
    return text.format(n=number(n, style), limit=number(limit, style))


def days_tone(n: int, limit: int | None) -> str | None:
    """Red past the limit, orange in its last seventh, else none."""
    if not limit:
        return None
    return "red" if n > limit else "orange" if n >= limit * 6 / 7 else None


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


_SPANS = {
    ("minute", False): ("{n} minute ago", "{n} minutes ago"),
    ("hour", False): ("{n} hour ago", "{n} hours ago"),
    ("day", False): ("{n} day ago", "{n} days ago"),
    ("month", False): ("{n} month ago", "{n} months ago"),
    ("year", False): ("{n} year ago", "{n} years ago"),
    ("minute", True): ("in {n} minute", "in {n} minutes"),
    ("hour", True): ("in {n} hour", "in {n} hours"),
    ("day", True): ("in {n} day", "in {n} days"),
    ("month", True): ("in {n} month", "in {n} months"),
    ("year", True): ("in {n} year", "in {n} years"),
}


def _span(n: int, unit: str, ahead: bool, style: Style) -> str:
    return style.count(*_SPANS[unit, ahead], n)


def _date(value: date | datetime, style: Style) -> date:
    return style.local(value).date() if isinstance(value, datetime) else value


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
