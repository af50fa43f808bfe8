"""Kinds of fields: which operators each has, and which values an operator takes."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_core.errors import N_
from crm_core.inputs import line

MOST_VALUES, MOST_DAYS, MOST_NUMBER, MOST_ID = 200, 36_500, 10**15, 2**31 - 1


@dataclass(frozen=True)
class Operator:
    """How a field is compared. `label` stands in the form, `told` in the sentence of the rule."""

    key: str
    label: str
    told: str
    shape: str


def _operators(*rows: tuple[str, str, str, str]) -> dict[str, Operator]:
    return {key: Operator(key, label, told, shape) for key, label, told, shape in rows}


_EMPTY = (("empty", N_("is empty"), N_("{field} is empty"), "nothing"), ("filled", N_("is filled in"), N_("{field} is filled in"), "nothing"))
_AMONG = (
    ("is", N_("is one of"), N_("{field} is {value}"), "values"),
    ("is_not", N_("is none of"), N_("{field} is not {value}"), "values"),
)
_NUMBER = (
    ("at_least", N_("at least"), N_("{field} at least {value}"), "number"),
    ("at_most", N_("at most"), N_("{field} at most {value}"), "number"),
    ("between", N_("between"), N_("{field} between {value}"), "numbers"),
)
_AHEAD = (
    ("ahead", N_("in the next … days"), N_("{field} in the next {value}"), "days"),
)
_PAST = (
    ("older", N_("more than … days ago"), N_("{field} more than {value} ago"), "days"),
    ("newer", N_("in the last … days"), N_("{field} in the last {value}"), "days"),
)
_DATES = (("dates", N_("between the days"), N_("{field} between {value}"), "dates"),)
_WITHIN = (
    ("newer", N_("in the last … days"), N_("with {field} in the last {value}"), "days"),
    ("not_newer", N_("not in the last … days"), N_("without {field} in the last {value}"), "days"),
)

KINDS: dict[str, dict[str, Operator]] = {
    "choice": _operators(*_AMONG, *_EMPTY),
    "fixed": _operators(*_AMONG),
    "among": _operators(*_AMONG),
    "text": _operators(
        ("contains", N_("contains"), N_("{field} contains {value}"), "text"),
        ("contains_not", N_("does not contain"), N_("{field} does not contain {value}"), "text"),
        *_EMPTY,
    ),
    "number": _operators(*_NUMBER),
    "optional": _operators(*_NUMBER, *_EMPTY),
    "money": _operators(*_NUMBER),
    "ranked": _operators(*_NUMBER, ("top", N_("among the top … %"), N_("{field} among the top {value}"), "percent")),
    "past": _operators(*_PAST, *_DATES, *_EMPTY),
    "date": _operators(*_AHEAD, *_PAST, *_DATES, *_EMPTY),
    "within": _operators(*_WITHIN),
    "times": _operators(
        *_WITHIN,
        ("times", N_("at least … times in … days"), N_("{field} at least {times} in {days}"), "times"),
        ("fewer", N_("fewer than … times in … days"), N_("{field} fewer than {times} in {days}"), "times"),
    ),
    "presence": _operators(
        ("exists", N_("exists"), N_("with {field}"), "nothing"),
        ("not_exists", N_("does not exist"), N_("without {field}"), "nothing"),
    ),
    "flag": _operators(("yes", N_("yes"), "{field}", "nothing"), ("no", N_("no"), N_("not: {field}"), "nothing")),
}


def value_of(shape: str, value: Any, ids: bool = False) -> Any:
    """The value as an operator of this shape takes it. Raises ValueError when it is no such value."""
    return _SHAPES[shape](value, ids)


def _nothing(value: Any, _ids: bool) -> None:
    if value is not None:
        raise ValueError


def _values(value: Any, ids: bool) -> tuple:
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= MOST_VALUES:
        raise ValueError
    return tuple(dict.fromkeys(_whole(one, 1, MOST_ID) if ids else _word(one) for one in value))


def _text(value: Any, _ids: bool) -> str:
    return _word(value)


def _number(value: Any, _ids: bool) -> int:
    return _whole(value, 0, MOST_NUMBER)


def _numbers(value: Any, _ids: bool) -> tuple[int, int]:
    low, high = (_whole(one, 0, MOST_NUMBER) for one in _pair(value))
    return (low, high) if low <= high else (high, low)


def _percent(value: Any, _ids: bool) -> int:
    return _whole(value, 1, 100)


def _days(value: Any, _ids: bool) -> int:
    return _whole(value, 1, MOST_DAYS)


def _times(value: Any, _ids: bool) -> tuple[int, int]:
    """How often, in how many days."""
    count, days = _pair(value)
    return _whole(count, 1, 100_000), _whole(days, 1, MOST_DAYS)


def _dates(value: Any, _ids: bool) -> tuple[date, date]:
    first, last = (_day(one) for one in _pair(value))
    return (first, last) if first <= last else (last, first)


_SHAPES: dict[str, Callable[[Any, bool], Any]] = {
    "nothing": _nothing, "values": _values, "text": _text, "number": _number, "numbers": _numbers, "days": _days,
    "percent": _percent, "times": _times, "dates": _dates,
}  # fmt: skip


def _pair(value: Any) -> tuple[Any, Any]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise ValueError
    return value[0], value[1]


def _whole(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str) or not line(value) or len(value) > 200:
        raise ValueError
    return line(value)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError
    found = date.fromisoformat(value)
    if not 1900 <= found.year <= 2200:
        raise ValueError
    return found
