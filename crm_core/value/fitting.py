"""The two models fitted on a company's orders, and how they did on what was held out. Pure."""
from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_core.value import bgnbd, calibration, gamma_gamma
from crm_core.value.history import Histories, histories, starts_of
from crm_core.value.sales import Sales, day_of

YEAR_WEEKS = 365 / 7


@dataclass(frozen=True)
class Fitted:
    """A model (None without enough history), whether it may be used, and its row of `model_run`."""

    model: Any
    run: dict[str, Any]

    @property
    def stands(self) -> bool:
        return self.run["enough"] and self.run["signal"]


@dataclass(frozen=True)
class Spending:
    """One place per customer who ordered: order days, and revenue (returns taken off) per order day."""

    ids: np.ndarray
    days: np.ndarray
    mean: np.ndarray


def spending(sales: Sales) -> Spending:
    """What each customer spends on a day with an order."""
    starts = starts_of(sales.customer)
    if not len(starts):
        return Spending(sales.customer, sales.orders, sales.revenue.astype(float))
    days = np.add.reduceat((sales.orders > 0).astype(np.int64), starts)
    revenue = np.add.reduceat(sales.revenue, starts)
    ordered = days > 0
    return Spending(sales.customer[starts][ordered], days[ordered], revenue[ordered] / days[ordered])


def ordered_days(sales: Sales) -> tuple[np.ndarray, np.ndarray]:
    """Customer and day of every day with an order."""
    ordered = sales.orders > 0
    return sales.customer[ordered], sales.day[ordered]


def fit_purchases(sales: Sales, today: int) -> tuple[Fitted, Histories]:
    """When customers order: BG/NBD, with its check; and the histories of today."""
    customers, days = ordered_days(sales)
    now = histories(customers, days, today)
    run = {"kind": "purchases", "enough": False, "signal": False, "rows": len(now.ids), "parameters": {}, "check": {}}
    check = calibration.check_purchases(customers, days, today) if calibration.enough(customers, days, today) else None
    if check is None:
        return Fitted(None, run), now
    model = bgnbd.fit(now.x, now.t_x, now.T)
    score = check.score
    run |= {"enough": True, "signal": score.signal, "parameters": {
        "r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b,
        "log_likelihood": model.log_likelihood, "unit": "weeks",
    }, "check": {
        "from": day_of(today - check.days + 1).isoformat(), "to": day_of(today).isoformat(), "customers": check.customers,
        "brier": score.brier, "base_brier": score.base_brier, "base_rate": score.base_rate, "bins": score.bins,
        "by_orders": check.by_orders, "expected": check.expected, "actual": check.actual,
    }}  # fmt: skip
    return Fitted(model, _plain(run)), now


def fit_spend(sales: Sales, today: int) -> tuple[Fitted, Spending]:
    """What an order is worth: Gamma-Gamma; checked by what those who ordered in the last months then spent."""
    now = spending(sales)
    paid = now.mean > 0
    repeated = paid & (now.days > 1)
    run = {"kind": "spend", "enough": False, "signal": False, "rows": int(paid.sum()), "parameters": {}, "check": {}}
    if paid.sum() < calibration.MINIMUM_CUSTOMERS or repeated.sum() < calibration.MINIMUM_REPEATERS:
        return Fitted(None, run), now
    model = gamma_gamma.fit(now.days[paid], now.mean[paid])
    run |= {"enough": True, "parameters": {
        "p": model.p, "q": model.q, "gamma": model.gamma, "log_likelihood": model.log_likelihood,
    }, "check": _check_spend(sales, today)}  # fmt: skip
    run["signal"] = bool(run["check"]) and run["check"]["error"] < run["check"]["base_error"]
    return Fitted(model, _plain(run)), now


def _check_spend(sales: Sales, today: int) -> dict[str, Any]:
    """Mean absolute error of the expected order value, beside that of everybody's average."""
    cut = today - calibration.hold_out_days(sales.day, today)
    before, after = spending(sales.until(cut)), spending(_after(sales, cut))
    paid = before.mean > 0
    both, at, then = np.intersect1d(before.ids, after.ids, assume_unique=True, return_indices=True)
    if paid.sum() < calibration.MINIMUM_CUSTOMERS or len(both) < calibration.MINIMUM_REPEATERS // 2:
        return {}
    model = gamma_gamma.fit(before.days[paid], before.mean[paid])
    expected = gamma_gamma.expected(model, before.days[at], np.maximum(before.mean[at], 0))
    actual, average = after.mean[then], before.mean[paid].mean()
    return {"customers": len(both), "expected": expected.mean(), "actual": actual.mean(),
            "error": np.abs(expected - actual).mean(), "base_error": np.abs(average - actual).mean()}


def _after(sales: Sales, day: int) -> Sales:
    later = sales.day > day
    return Sales(*(getattr(sales, name)[later] for name in ("customer", "day", "orders", "revenue", "margin")))


def _plain(value: Any) -> Any:
    """Numbers as JSON knows them."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value.item() if isinstance(value, np.generic) else value
