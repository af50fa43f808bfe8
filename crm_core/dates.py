"""Dates as people write them. One text may have several readings; only a whole column tells which."""
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from babel import Locale

from crm_core.clock import now

ORDERS = ("ymd", "dmy", "mdy")
SERIAL_ZERO = datetime(1899, 12, 30)  # day 0 of Excel's calendar, with its invented 29 February 1900
SERIALS = range(10_000, 80_000)  # 1927 to 2119

TRIPLE = re.compile(r"(\d{1,4})\s*([-/.·])\s*(\d{1,2})\s*\2\s*(\d{1,4})$")
CHINESE = re.compile(r"(\d{4}|\d{2})\s*年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号號]?)?)?$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})$")
TIME = re.compile(
    r"[T\s,]*(上午|下午|am|pm)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(am|pm|a\.m\.|p\.m\.|上午|下午)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$", re.IGNORECASE,
)
WORDS = re.compile(r"[^\W\d_]+\.?|\d+")
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


@dataclass(frozen=True)
class Reading:
    """What a text may mean: the day for each order of its numbers in which it is a day at all.

    `fixed` when the order does not matter. `numbers` are the three as written, when there are three.
    """

    days: dict[str, date]
    fixed: bool
    numbers: tuple[int, int, int] | None = None
    year_last: bool = False
    hour: int = 0
    minute: int = 0
    second: int = 0
    zone: int | None = None  # minutes east of UTC

    def moment(self, order: str) -> datetime | None:
        """Date and time in `order`; aware only where the text names its zone."""
        day = self.days.get(order)
        if day is None:
            return None
        moment = datetime(day.year, day.month, day.day, self.hour, self.minute, self.second)
        if self.zone is None:
            return moment
        try:
            return (moment - timedelta(minutes=self.zone)).replace(tzinfo=UTC)
        except OverflowError:
            return None


@lru_cache(maxsize=16_384)
def readings(text: str) -> Reading | None:
    """All readings of a text, None when it is no date."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text or len(text) > 60 or not any(character.isdigit() for character in text):
        return None
    serial = _serial(text)
    if serial:
        return serial
    text, clock = _split_time(text)
    if clock is None:
        return None
    found = _day(text)
    return Reading(*found, **clock) if found and found[0] else None


def _serial(text: str) -> Reading | None:
    """Excel's day number, or milliseconds since 1970 (13 digits)."""
    if re.fullmatch(r"\d{13}", text):
        moment = datetime(1970, 1, 1) + timedelta(milliseconds=int(text))
        return _always(moment.date(), hour=moment.hour, minute=moment.minute, second=moment.second, zone=0)
    if not re.fullmatch(r"\d{5}(\.\d+)?", text) or int(float(text)) not in SERIALS:
        return None
    moment = SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
    return _always(moment.date(), hour=moment.hour, minute=moment.minute, second=moment.second)


def _always(day: date, **clock) -> Reading:
    return Reading(dict.fromkeys(ORDERS, day), True, **clock)


def _split_time(text: str) -> tuple[str, dict | None]:
    found = TIME.search(text)
    if not found or ":" not in text:
        return text, {}
    before, hour, minute, second, after, zone = found.groups()
    half = (before or after or "").lower().replace(".", "")
    hours = int(hour)
    if half in ("pm", "下午") and hours < 12:
        hours += 12
    elif half in ("am", "上午") and hours == 12:
        hours = 0
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return text, None
    clock = {"hour": hours, "minute": int(minute), "second": int(second or 0)}
    if zone:
        clock["zone"] = _zone(zone)
    return text[: found.start()].strip().rstrip(","), clock


def _zone(text: str) -> int:
    if text.lower() in ("z", "utc", "gmt"):
        return 0
    digits = text[1:].replace(":", "")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if text[0] == "-" else 1)


def _day(text: str) -> tuple | None:
    text = re.sub(r"\s*(?:星期|周)[一二三四五六日天]\s*", "", text).strip()
    if found := TRIPLE.match(text):
        return _triple(found)
    if found := CHINESE.match(text):
        year, month, day = found.groups()
        return _fixed(_year(int(year), len(year)), int(month or 1), int(day or 1))
    if found := COMPACT.match(text):
        return _fixed(*map(int, found.groups()))
    if found := YEAR_MONTH.match(text):
        return _fixed(int(found.group(1)), int(found.group(2)), 1)
    return _with_month_name(text)


def _fixed(year: int, month: int, day: int) -> tuple | None:
    made = _date(year, month, day)
    return (dict.fromkeys(ORDERS, made), True) if made else None


def _triple(found: re.Match) -> tuple | None:
    first, mark, second, third = found.groups()
    if len(first) == 3 or len(third) == 3 or len(first) > 2 and len(third) > 2:
        return None
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _fixed(a, b, c)
    year = _year(c, len(third))
    days = {"dmy": _date(year, b, a), "mdy": _date(year, a, b) if mark != "." else None}
    if len(third) < 4:
        days["ymd"] = _date(_year(a, 2), b, c)
    days = {order: day for order, day in days.items() if day}
    return days, len(third) == 4 and mark == ".", (a, b, c), len(third) == 4


def _with_month_name(text: str) -> tuple | None:
    """`Mar 4, 2019`, `4. März 2019`, `Mon 4-Mar-19`, `March 2019`."""
    words = [word.rstrip(".").lower() for word in WORDS.findall(text)]
    months = [_month_names()[word] for word in words if word in _month_names()]
    digits = [word for word in words if word.isdigit()]
    others = [w for w in words if not w.isdigit() and w not in _month_names() and w not in _day_words()]
    if len(months) != 1 or others or not 1 <= len(digits) <= 2:
        return None
    years = [word for word in digits if len(word) == 4] or digits[-1:]
    rest = [word for word in digits if word is not years[0]] if len(digits) == 2 else []
    if len(digits) == 1 and len(years[0]) != 4:
        return None
    return _fixed(_year(int(years[0]), len(years[0])), months[0], int(rest[0]) if rest else 1)


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    names.setdefault(name.rstrip(".").lower(), number)
    return names


@lru_cache(maxsize=1)
def _day_words() -> frozenset[str]:
    names = {"st", "nd", "rd", "th", "de", "of", "le", "den", "del"}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            names |= {name.rstrip(".").lower() for name in Locale(language).days["format"][width].values()}
    return frozenset(names)


def _year(number: int, digits: int) -> int:
    """Two digits: up to twenty years ahead, else the past century."""
    if digits > 2:
        return number
    century = now().year // 100 * 100
    return number + century if number + century <= now().year + 20 else number + century - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1000 else None
    except ValueError:
        return None
