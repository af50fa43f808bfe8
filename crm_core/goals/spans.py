"""Months, quarters and years as spans of days. Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end`, both included."""

    start: date
    end: date


def span(period: str, day: date) -> Span:
    """The month, quarter or year in which `day` lies."""
    length = LENGTHS[period]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Span(first, later(first, length) - timedelta(days=1))


def later(first: date, months: int) -> date:
    """The first of the month that many months after the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def spans(period: str, first: date, count: int) -> list[Span]:
    """So many months, quarters or years, beginning with that of `first`."""
    begin = span(period, first).start
    return [span(period, later(begin, LENGTHS[period] * i)) for i in range(count)]


def months_of(found: Span) -> list[date]:
    """The first days of the months that a span touches."""
    first = found.start.replace(day=1)
    count = (found.end.year - first.year) * 12 + found.end.month - first.month + 1
    return [later(first, i) for i in range(count)]


def apportioned(whole: float, weights: Sequence[float], step: float = 1.0) -> list[float]:
    """`whole` over parts by their weights (evenly when all are zero), in multiples of `step`, adding up to it exactly.

    Largest remainder method (Hare quota): every part is rounded down, what is left goes to the largest remainders.
    """
    weights = list(weights) if sum(weights) > 0 else [1.0] * len(weights)
    units = round(whole / step)
    shares = [units * weight / sum(weights) for weight in weights]
    parts = [floor(share) for share in shares]
    left = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in left[: units - sum(parts)]:
        parts[i] += 1
    return [part * step for part in parts]
