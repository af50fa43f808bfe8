"""What earns how many points, how long they last, and which tier a revenue reaches. Pure."""
import math
from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from dateutil.relativedelta import relativedelta

from crm_core.money import major_units

STATES = ("confirmed", "delivered", "paid")  # of orders, from which their points may count
TIER_DAYS = 365  # tiers follow from the revenue of so many days


class Tier(Protocol):
    revenue_from: int


T = TypeVar("T", bound=Tier)


def points_of(revenue: int, rate: float, currency: str) -> int:
    """Points of a revenue in minor units at `rate` points for one unit of money; a return's are negative.

    Cut towards nothing, so that a whole return takes exactly what the order gave.
    """
    return math.trunc(round(float(major_units(revenue, currency)) * rate, 6))


def counts(state: str, revenue: int, since: str) -> bool:
    """Whether an order's points count: from the state `since` on, and what is taken back at once."""
    return revenue < 0 or (state in STATES and STATES.index(state) >= STATES.index(since))


def expires_on(earned_on: date, months: int) -> date | None:
    """The last day of points; with 0 months they stay."""
    return earned_on + relativedelta(months=months) if months else None


def tier_of(revenue: int, tiers: Iterable[T]) -> T | None:
    """The highest tier that this revenue of the last 12 months reaches."""
    return max((tier for tier in tiers if tier.revenue_from <= revenue), key=lambda tier: tier.revenue_from, default=None)


def next_tier(revenue: int, tiers: Iterable[T]) -> T | None:
    """The tier that comes next."""
    return min((tier for tier in tiers if tier.revenue_from > revenue), key=lambda tier: tier.revenue_from, default=None)
