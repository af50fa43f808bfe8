"""What is worth one's time: the customers with most at stake and the deals with most potential, each with its reasons.

A customer's stake = revenue of the last 12 months × (20 % + 50 % × risk + 30 % when nobody was in touch for 30 days).
A deal's potential = value × probability of its stage × (100 % + 50 % when it closes within 14 days or should have,
+ 30 % without a next step, + 20 % past the time limit of its stage). Both are amounts to compare, no forecasts.
"""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Float, case, cast, func, literal, or_, select

from crm_core.access import scope
from crm_core.dictionary import label
from crm_core.work import Work, query
from db.functions import day_of, days_between
from db.models import Customer, CustomerValue, Deal, Stage, User

CUSTOMERS, DEALS = ("customers:edit", "reports:value"), "deals:view"
BASE, RISK, QUIET = 0.2, 0.5, 0.3
CLOSING, STEPLESS, LATE = 0.5, 0.3, 0.2
QUIET_DAYS, CLOSING_DAYS = 30, 14
SHOWN = 20


@dataclass(frozen=True)
class WorthCustomer:
    """A customer and why it is worth a call. Money in minor units; `silent` is its silence against its rhythm."""

    id: int
    name: str
    owner: str | None
    grade: str | None
    revenue: int
    risk: float | None
    silent: float | None
    last_contact: datetime | None
    quiet: bool
    open_deals: int
    open_value: int
    next_step: str | None
    stake: int


@dataclass(frozen=True)
class WorthDeal:
    """An open deal and why it is worth the time. Money in minor units; `days` in its stage, `limit_days` allowed there."""

    id: int
    name: str
    customer: str | None
    owner: str | None
    stage: str
    probability: int
    value: int
    expected_close: date | None
    closing: bool
    next_step: str | None
    days: int
    limit_days: int | None
    late: bool
    potential: int


@query(*CUSTOMERS)
def customers_worth(work: Work) -> tuple[WorthCustomer, ...]:
    """The twenty customers within reach with most at stake, in one statement."""
    c, v = Customer, CustomerValue
    since = work.now - timedelta(days=QUIET_DAYS)
    quiet = or_(c.last_activity_at.is_(None), c.last_activity_at < since)
    stake = v.revenue_year * (BASE + RISK * func.coalesce(v.risk, 0.0) + case((quiet, QUIET), else_=0.0))
    rows = work.session.execute(
        select(c.id, c.name, User.name, c.grade, v.revenue_year, v.risk, v.silent_ratio, c.last_activity_at, case((quiet, 1), else_=0), c.open_deals,
               c.open_value, c.next_step, cast(stake, Float).label("stake"))
        .join(v, v.customer_id == c.id).outerjoin(User, User.id == c.owner_id)
        .where(v.revenue_year > 0, scope.customers(work), scope.customers(work, *CUSTOMERS))
        .order_by(stake.desc(), c.id).limit(SHOWN)
    )
    return tuple(WorthCustomer(*row[:8], bool(row[8]), *row[9:12], round(row[12])) for row in rows)


@query(DEALS)
def deals_worth(work: Work) -> tuple[WorthDeal, ...]:
    """The twenty open deals within reach with most potential, in one statement."""
    d, today, minutes = Deal, _today(work), _minutes(work)
    days = days_between(day_of(d.stage_since, minutes), literal(today))
    closing = d.expected_close <= today + timedelta(days=CLOSING_DAYS)
    late = days > Stage.limit_days
    more = _part(closing, CLOSING) + _part(d.next_step.is_(None), STEPLESS) + _part(late, LATE)
    potential = d.value * (Stage.probability / 100.0) * (1.0 + more)
    rows = work.session.execute(
        select(d.id, d.name, Customer.name, User.name, Stage.name, Stage.names, Stage.probability, d.value, d.expected_close, _flag(closing), d.next_step,
               days, Stage.limit_days, _flag(late), cast(potential, Float).label("potential"))
        .join(Stage, Stage.id == d.stage_id).outerjoin(Customer, Customer.id == d.customer_id).outerjoin(User, User.id == d.owner_id)
        .where(d.status == "open", d.value > 0, scope.deals(work)).order_by(potential.desc(), d.id).limit(SHOWN)
    )
    return tuple(
        WorthDeal(*row[:4], label(row[4], row[5], work.actor.locale), *row[6:9], bool(row[9]), row[10], int(row[11]), row[12], bool(row[13]),
                  round(row[14]))
        for row in rows
    )


def _part(condition: Any, share: float):
    return case((condition, share), else_=0.0)


def _flag(condition: Any):
    return case((condition, 1), else_=0)


def _today(work: Work) -> date:
    return work.now.astimezone(ZoneInfo(work.actor.time_zone)).date()


def _minutes(work: Work) -> int:
    return int(work.now.astimezone(ZoneInfo(work.actor.time_zone)).utcoffset().total_seconds() // 60)
