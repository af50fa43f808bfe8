"""What everybody bought, as arrays, read from the columnar copy."""
from dataclasses import dataclass
from datetime import date

import numpy as np

from crm_core.columnar.copy import Columns

_SALES = """
    SELECT s.customer_id AS customer, s.ordered_on - DATE '1970-01-01' AS day,
           count(*) FILTER (WHERE NOT s.is_return) AS orders, sum(s.revenue) AS revenue, sum(s.margin) AS margin
    FROM sale s JOIN customer c ON c.id = s.customer_id
    WHERE s.ordered_on <= $today
    GROUP BY ALL ORDER BY 1, 2
"""
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Sales:
    """One place per customer and day with orders or returns, sorted by both. Days count from 1970; money in minor units."""

    customer: np.ndarray
    day: np.ndarray
    orders: np.ndarray
    revenue: np.ndarray
    margin: np.ndarray

    def until(self, day: int) -> "Sales":
        """What had happened by the end of a day."""
        past = self.day <= day
        return Sales(*(getattr(self, name)[past] for name in ("customer", "day", "orders", "revenue", "margin")))


def read(columns: Columns, today: date) -> Sales:
    """Every counted order and return of every customer until today."""
    found = columns.frame(_SALES, {"today": today})
    return Sales(*(found[name].to_numpy(np.int64) for name in ("customer", "day", "orders", "revenue", "margin")))


def number_of(day: date) -> int:
    """A day as the arrays count it."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day that the arrays call so."""
    return date.fromordinal(int(number) + _EPOCH)
