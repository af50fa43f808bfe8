"""Purchase histories as the models read them. Pure.

A history begins with the first order. Several orders of one day count as one, as in the papers. Times are in
weeks. `customers` and `days` are aligned arrays, one place per order: the customer's id and the day as a whole
number (days since any fixed day).
"""
from dataclasses import dataclass

import numpy as np

WEEK = 7.0


@dataclass(frozen=True)
class Histories:
    """One place per customer, by ascending id: orders after the first (`x`), weeks to the last and until the day asked."""

    ids: np.ndarray
    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray


def order_days(customers, days) -> tuple[np.ndarray, np.ndarray]:
    """Each day on which a customer ordered, once, sorted by customer and day."""
    customers, days = np.asarray(customers, np.int64), np.asarray(days, np.int64)
    order = np.lexsort((days, customers))
    customers, days = customers[order], days[order]
    new = np.ones(len(days), bool)
    new[1:] = (customers[1:] != customers[:-1]) | (days[1:] != days[:-1])
    return customers[new], days[new]


def starts_of(customers) -> np.ndarray:
    """Where each customer begins in a sorted array of customers."""
    return np.flatnonzero(np.r_[True, customers[1:] != customers[:-1]]) if len(customers) else np.zeros(0, int)


def histories(customers, days, today: int) -> Histories:
    """The histories of order days (as `order_days` gives them) as they stand at the end of `today`."""
    past = days <= today
    customers, days = customers[past], days[past]
    starts = starts_of(customers)
    ends = np.r_[starts[1:], len(customers)] - 1 if len(starts) else starts
    first, last = days[starts], days[ends]
    return Histories(customers[starts], ends - starts, (last - first) / WEEK, (today - first) / WEEK)
