"""Amounts, whole numbers, percentages and yes/no as people write them."""
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from crm_core.importing.table import Cell, as_text

CURRENCIES = {
    "us$": ("USD",), "hk$": ("HKD",), "nt$": ("TWD",), "a$": ("AUD",), "c$": ("CAD",), "s$": ("SGD",), "r$": ("BRL",),
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"), "€": ("EUR",), "£": ("GBP",),
    "¥": ("CNY", "JPY"), "元": ("CNY",), "人民币": ("CNY",), "rmb": ("CNY",), "美元": ("USD",), "欧元": ("EUR",),
    "港元": ("HKD",), "港币": ("HKD",), "日元": ("JPY",), "英镑": ("GBP",), "₹": ("INR",), "rs": ("INR",), "₩": ("KRW",),
    "₽": ("RUB",), "₺": ("TRY",), "zł": ("PLN",), "kr": ("SEK", "NOK", "DKK"), "chf": ("CHF",), "฿": ("THB",), "₫": ("VND",),
}
CODES = frozenset(
    "USD EUR CNY GBP JPY HKD TWD AUD CAD SGD NZD CHF SEK NOK DKK INR KRW RUB TRY PLN BRL MXN ZAR THB VND MYR "
    "IDR PHP AED SAR ILS CZK HUF CNH MOP".split()
)
SCALES = {"k": 3, "thousand": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6, "b": 9, "bn": 9,
          "billion": 9, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8, "w": 4}
CORE = re.compile(r"\d[\d.,' ]*|[.,]\d+")
PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?", re.IGNORECASE)


class Unclear(ValueError):
    """A number with two readings, such as 1.234, in a column that does not decide."""


@dataclass(frozen=True)
class Amount:
    """A number; `currencies` are those its sign or code may mean, empty when it names none."""

    number: Decimal
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Parts:
    core: str
    negative: bool
    scale: int
    currencies: tuple[str, ...]


@lru_cache(maxsize=16_384)
def _parts(text: str) -> _Parts | None:
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("’", "'").strip()
    text = re.sub(r"\s", " ", text)
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if negative else text
    found = CORE.search(text)
    if not found or len(text) > 60:
        return None
    before, after = text[: found.start()].strip().lower(), text[found.end() :].strip().lower()
    minus = before.count("-") + after.count("-")
    before, after = before.replace("-", "").replace("+", "").strip(), after.replace("-", "").strip()
    scale, after = _take_scale(after)
    currencies = _currencies(before, after)
    if currencies is None or minus + negative > 1:
        return None
    return _Parts(found.group().strip().rstrip(".,"), bool(minus) or negative, scale, currencies)


def _take_scale(after: str) -> tuple[int, str]:
    for word in sorted(SCALES, key=len, reverse=True):
        if after.startswith(word) and not re.match(r"[a-z]", after[len(word) :]):
            return SCALES[word], after[len(word) :].strip()
    return 0, after


def _currencies(before: str, after: str) -> tuple[str, ...] | None:
    """None when what stands around the number is no currency."""
    named: tuple[str, ...] = ()
    for token in (before, after):
        token = token.strip(" .")
        if not token:
            continue
        meant = (token.upper(),) if token.upper() in CODES else CURRENCIES.get(token)
        if meant is None:
            return None
        named = tuple(c for c in meant if c in named) if named else meant
    return named


def _evidence(core: str) -> str | None:
    """The decimal mark a number proves: "." or ","; "" for none needed; None when it could be either."""
    core = core.replace("'", "").replace(" ", "")
    dots, commas = core.count("."), core.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        last = "." if core.rfind(".") > core.rfind(",") else ","
        return last if core.count(last) == 1 else "?"
    mark = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."
    whole, _, rest = core.partition(mark)
    if len(rest) != 3 or not whole or whole == "0" or len(whole) > 3 or whole.startswith("0"):
        return mark
    return None


def decimal_mark(cells: Iterable[Cell]) -> str | None:
    """"." or "," for a column of numbers, None when its values contradict each other or prove nothing.

    A comma before exactly three digits alone (1,234) separates thousands nearly everywhere; a point does not.
    """
    seen: set[str | None] = set()
    comma_only = True
    for text in {as_text(cell) for cell in cells if isinstance(cell, str)}:
        parts = _parts(text)
        if parts and not PLAIN_INTEGER.fullmatch(parts.core):
            mark = _evidence(parts.core)
            seen.add(mark)
            comma_only &= mark is not None or "," in parts.core
    proved = seen & {".", ","}
    if len(proved) == 1:
        return proved.pop()
    return "." if not proved and (None not in seen or comma_only) else None


PLAIN_INTEGER = re.compile(r"\d+")


def read_amount(cell: Cell, mark: str | None) -> Amount | None:
    """A cell as an amount, with the column's decimal mark. None when it is none. Raises Unclear."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return _from_number(cell)
    text = as_text(cell)
    if PLAIN.fullmatch(text) and ("e" in text.lower() or "." not in text):
        return _decimal(text, Amount)
    parts = _parts(text)
    if parts is None:
        return None
    digits = _digits(parts.core, mark)
    if digits is None:
        return None
    number = Decimal(digits).scaleb(parts.scale)
    return Amount(-number if parts.negative else number, parts.currencies)


def _from_number(cell: int | float) -> Amount | None:
    number = Decimal(repr(cell))
    return Amount(number) if number.is_finite() else None


def _decimal(text: str, kind: type[Amount]) -> Amount | None:
    try:
        return kind(Decimal(text))
    except InvalidOperation:
        return None


def _digits(core: str, mark: str | None) -> str | None:
    if re.search(r"[ ']", core) and not re.fullmatch(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?", core):
        return None
    core = core.replace("'", "").replace(" ", "")
    proved = _evidence(core)
    if proved == "?":
        return None
    if proved is None:
        if mark is None:
            raise Unclear(core)
        proved = mark
    grouping = "," if proved == "." else "."
    whole, _, rest = core.partition(proved) if proved else (core, "", "")
    if grouping in rest or (grouping in whole and not re.fullmatch(rf"\d{{1,3}}(?:\{grouping}\d{{2,4}})+", whole)):
        return None
    return f"{whole.replace(grouping, '') or '0'}.{rest or '0'}"


def read_integer(cell: Cell, mark: str | None = ".") -> int | None:
    """A whole number, also `1,234`, `500人` or `10000+`; None when it is none. Raises Unclear."""
    if isinstance(cell, str):
        cell = re.sub(r"\s*(?:人|名|employees|people|staff|\+)$", "", cell.strip(), flags=re.IGNORECASE)
    amount = read_amount(cell, mark)
    if amount is None or amount.currencies or amount.number != int(amount.number):
        return None
    return int(amount.number)


def read_percent(cell: Cell) -> int | None:
    """0 to 100. `85%`, `85`, and 0.85 where the cell is a number below 1."""
    share = read_share(cell)
    return None if share is None else round(share)


def read_share(cell: Cell) -> Decimal | None:
    """`read_percent` with its decimals: `12.5%` and 0.125 are both 12.5."""
    written = isinstance(cell, str) and cell.strip().endswith(("%", "％"))
    amount = read_amount(cell.strip().rstrip("%％ ") if isinstance(cell, str) else cell, ".")
    if amount is None or amount.currencies:
        return None
    number = amount.number if written or not 0 < amount.number < 1 else amount.number * 100
    return number if 0 <= number <= 100 else None


YES = frozenset("true yes y 1 是 有 对 ja oui si sí x on active 启用 在售 上架 已上架 enabled 有效 正常".split()) | {"√", "✓"}
NO = frozenset("false no n 0 否 无 不 nein non off inactive 停用 停售 下架 已下架 disabled 无效 discontinued ×".split())


def read_boolean(cell: Cell) -> bool | None:
    """Yes or no in the usual spellings, None for anything else."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell).casefold()
    return True if text in YES else False if text in NO else None
