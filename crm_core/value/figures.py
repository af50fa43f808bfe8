"""The figures of everybody who ordered, from their sales and the fitted models. Pure."""
from collections.abc import Iterable
from typing import Any

import numpy as np

from crm_core.value import bgnbd, gamma_gamma, rfm, rhythm, rules
from crm_core.value.fitting import YEAR_WEEKS, Fitted, Spending, ordered_days
from crm_core.value.history import Histories, starts_of
from crm_core.value.likelihood import interval, variance_of_log
from crm_core.value.sales import Sales

YEAR_DAYS = 365
Figures = dict[str, np.ndarray]


def figures(
    sales: Sales, now: Histories, spends: Spending, purchases: Fitted, spend: Fitted, today: int,
    segment_rules: Iterable[rules.SegmentRule] = rules.DEFAULT_SEGMENTS,
) -> Figures:
    """Columns of `customer_value` by name, one place per customer who ordered; nan is None there.

    Without a model that stands there are no probabilities and no expectations, and risk follows the rhythm.
    """
    found = _totals(sales, now.ids, today)
    found["recency"], found["frequency"], found["monetary"] = rfm.scores(found["last"], found["orders"], found["revenue"])
    found["segment"] = rules.segments(found["recency"], found["frequency"], found["monetary"], segment_rules)
    found["cycle_days"] = rhythm.cycles(*ordered_days(sales))
    found["silent_ratio"] = rhythm.silent_ratios(found["last"], found["cycle_days"], today)
    nothing = np.full(len(now.ids), np.nan)
    for name in ("alive", "orders_next", "value_next", "value_low", "value_high"):
        found[name] = nothing
    if purchases.stands:
        found |= _expectations(purchases.model, spend.model, now, spends)
    else:
        found["risk"] = rhythm.risk(found["silent_ratio"])
    found["risk_by"] = np.where(np.isnan(found["risk"]), None, "model" if purchases.stands else "rhythm")
    found["at_risk"] = np.nan_to_num(np.maximum(found["revenue_year"], 0) * found["risk"])
    return found


def _totals(sales: Sales, ids: np.ndarray, today: int) -> Figures:
    """Sums and days. Who only ever gave things back has no order and is left out."""
    starts = starts_of(sales.customer)
    if not len(starts):
        empty = np.zeros(0, np.int64)
        return dict.fromkeys(("customer_id", "orders", "revenue", "revenue_year", "margin", "first", "last"), empty)
    year = np.where(sales.day > today - YEAR_DAYS, sales.revenue, 0)
    sums = {name: np.add.reduceat(column, starts) for name, column in
            (("orders", sales.orders), ("revenue", sales.revenue), ("revenue_year", year), ("margin", sales.margin))}
    ordered = sums["orders"] > 0
    customers, days = ordered_days(sales)
    first = starts_of(customers)
    last = np.r_[first[1:], len(customers)] - 1
    return {"customer_id": ids, **{name: column[ordered] for name, column in sums.items()}, "first": days[first], "last": days[last]}


def _expectations(model: bgnbd.Purchases, spend: Any, now: Histories, spends: Spending) -> Figures:
    """The next 12 months. `risk` is the probability of having left, 1 − P(alive), also after a first order alone.

    The limits of the value hold what is uncertain about the parameters of both models (delta method on the logarithm).
    """
    history = (now.x, now.t_x, now.T)
    risk = bgnbd.left(model, *history)
    found = {"alive": 1 - risk, "orders_next": bgnbd.expected(model, YEAR_WEEKS, *history), "risk": risk}
    if spend is None:
        return found
    mean = np.maximum(spends.mean, 0)
    value = found["orders_next"] * gamma_gamma.expected(spend, spends.days, mean)

    def orders(logs):
        return np.maximum(bgnbd.expected(model.moved_to(logs), YEAR_WEEKS, *history), 1e-12)

    def worth(logs):
        return np.maximum(gamma_gamma.expected(spend.moved_to(logs), spends.days, mean), 1e-12)

    variance = variance_of_log(orders, model.logs, model.covariance) + variance_of_log(worth, spend.logs, spend.covariance)
    low, high = interval(value, np.minimum(variance, 25))
    return found | {"value_next": value, "value_low": low, "value_high": high}
