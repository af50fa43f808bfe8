"""When a customer is in danger, and how a case of churn goes. Pure."""
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from crm_core.errors import N_, Conflict, Invalid

WARNED, DEFERRED, CONFIRMED, RECOVERED, DROPPED = STATES = ("warned", "deferred", "confirmed", "recovered", "dropped")
OPEN = (WARNED, DEFERRED)
MODEL, RHYTHM, HAND = "model", "rhythm", "hand"
EASE = 0.8  # a warning is dropped below so much of the limit that raised it, so that it does not come and go

FURTHEST = 366  # days until a review
RANGES: dict[str, tuple[float, float]] = {
    "warn_risk": (5, 95), "decide_risk": (5, 99), "warn_ratio": (1, 10), "decide_ratio": (1, 20), "least_value": (0, 10**12),
    "gone_days": (60, 1825), "churn_days": (45, 730), "window_days": (14, 365),
}  # fmt: skip


@dataclass(frozen=True)
class Thresholds:
    """When the program warns; kept as the setting `churn`.

    Risks are percent and count where the model has a signal, ratios are days of silence by usual days between orders
    and count where it has none. `least_value`: minor units that a customer must have bought for within 12 months.
    """

    warn_risk: int = 20
    decide_risk: int = 35  # from here somebody should decide
    warn_ratio: float = 1.5
    decide_ratio: float = 2.0
    least_value: int = 0
    gone_days: int = 365  # silent for longer: gone already, nobody is warned any more
    churn_days: int = 180  # silent for so long: counted as lost in the churn rate
    window_days: int = 90  # an order so long after deferring counts as kept

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Thresholds":
        """What is stored, with the defaults where it says nothing."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})


def check(limits: Thresholds) -> None:
    """Raises Invalid naming the first field that cannot be."""
    for field, (least, most) in RANGES.items():
        if not least <= getattr(limits, field) <= most:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
    for field, below in (("decide_risk", "warn_risk"), ("decide_ratio", "warn_ratio")):
        if getattr(limits, field) < getattr(limits, below):
            raise Invalid(N_("This must not be less than where the warning begins."), field=field)


def in_danger(
    limits: Thresholds, today: date, *, last_on: date, revenue_year: int, risk: float | None, risk_by: str | None,
    silent_ratio: float | None, ease: float = 1.0,
) -> bool:
    """Whether a customer is to be warned of: by the model's risk, else by the rhythm, which needs three orders.

    `ease` below 1 asks whether an old warning still stands.
    """
    if last_on < today - timedelta(days=limits.gone_days) or revenue_year < limits.least_value:
        return False
    if risk_by == MODEL:
        return (risk or 0) >= limits.warn_risk / 100 * ease
    return silent_ratio is not None and silent_ratio >= limits.warn_ratio * ease


def must(state: str, *allowed: str) -> None:
    """Raises Conflict unless a case in `state` may be treated so."""
    if state not in allowed:
        raise Conflict(N_("This case is no longer in a state that allows this."))


def check_review(review_on: date, today: date) -> None:
    """Raises Invalid for a review that is over or too far away to be one."""
    if not today < review_on <= today + timedelta(days=FURTHEST):
        raise Invalid(N_("Choose a day from tomorrow on, within a year."), field="review_on")


def before_ending(deferred_on: date | None, confirmed_on: date | None) -> str:
    """The state a case had before it ended by itself."""
    return CONFIRMED if confirmed_on else DEFERRED if deferred_on else WARNED
