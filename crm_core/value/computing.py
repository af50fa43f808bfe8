"""Everybody's figures of today, computed outside any writing transaction."""
from dataclasses import dataclass
from typing import Any

from crm_core import clock
from crm_core.columnar.copy import columns
from crm_core.work import Work, query


@dataclass(frozen=True)
class Scores:
    """Columns of `customer_value`, and the rows of `model_run`."""

    figures: dict[str, Any]
    runs: list[dict[str, Any]]


@query("value:manage")
def compute(work: Work) -> Scores:
    """Fits both models on every order there is, checks them, and scores everybody who ordered."""
    from crm_core.value import fitting, rules, sales  # only when needed: scipy is heavy
    from crm_core.value.figures import figures

    day = clock.today(work.settings.time_zone)
    today = sales.number_of(day)
    bought = sales.read(columns(work), day)
    purchases, now = fitting.fit_purchases(bought, today)
    spend, spends = fitting.fit_spend(bought, today)
    scored = figures(bought, now, spends, purchases, spend, today, rules.from_setting(work.settings.value_segments))
    return Scores(scored, [purchases.run, spend.run])
