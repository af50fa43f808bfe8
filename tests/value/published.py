"""The data of the papers, as the models read them. See papers/README.md for source and licence."""
import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from crm_core.value.history import order_days

DATA = Path(__file__).parent / "papers"
CUT = date(1997, 9, 30).toordinal()
END = date(1998, 6, 30).toordinal()
HOLD_OUT_WEEKS = 39


@cache
def cdnow() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer (by its number in the sample), day and dollars of every purchase."""
    rows = [line.split() for line in (DATA / "cdnow_sample.txt").read_text().splitlines()]
    days = [date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal() for _, _, day, _, _ in rows]
    return np.array([int(row[1]) for row in rows]), np.array(days), np.array([float(row[4]) for row in rows])


@cache
def cdnow_days() -> tuple[np.ndarray, np.ndarray]:
    customers, days, _ = cdnow()
    return order_days(customers, days)


@cache
def cdnow_spend() -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchases and their mean dollars until the cut, for every customer (0 dollars without a repeat)."""
    customers, days, dollars = cdnow()
    repeats, means = np.zeros(customers.max()), np.zeros(customers.max())
    for customer in range(1, customers.max() + 1):
        mine = (customers == customer) & (days <= CUT)
        by_day = [dollars[mine & (days == day)].sum() for day in np.unique(days[mine])][1:]
        repeats[customer - 1] = len(by_day)
        means[customer - 1] = np.mean(by_day) if by_day else 0
    return repeats, means


def telco() -> tuple[np.ndarray, np.ndarray]:
    """Months and whether the customer left, for each of the 7,043."""
    months, left = [], []
    with open(DATA / "telco_tenure.csv", newline="") as file:
        for row in csv.DictReader(file):
            for ended in (True, False):
                number = int(row["churned" if ended else "stayed"])
                months += [int(row["months"])] * number
                left += [ended] * number
    return np.array(months), np.array(left)
