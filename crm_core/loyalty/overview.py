"""All points together: what is owed, how it came and went, and who is near a reward."""
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import case, extract, func, select

from crm_core.access import scope
from crm_core.dictionary import label
from crm_core.loyalty.expiring import unspent
from crm_core.loyalty.queries import SOON
from crm_core.loyalty.standing import today
from crm_core.work import Work, query
from db.functions import day_of
from db.models import Customer, LoyaltyEntry, LoyaltyReward

VIEW = ("loyalty:edit", "reports:value")
NEAR = 0.8  # of a reward's points
SHOWN = 20


@dataclass(frozen=True)
class Month:
    """What was booked in a month that begins on `start`; all at least 0 but `corrected`."""

    start: date
    earned: int
    spent: int
    expired: int
    corrected: int


@dataclass(frozen=True)
class Near:
    """A customer whose points almost pay a reward."""

    customer_id: int
    name: str
    owner_id: int | None
    points: int
    reward: str
    missing: int


@dataclass(frozen=True)
class Overview:
    """Points of the customers a reader may see. `outstanding` are unspent, of them `expiring` within 90 days."""

    outstanding: int
    customers: int
    expiring: int
    months: tuple[Month, ...]
    near: tuple[Near, ...]


@query(*VIEW)
def overview(work: Work) -> Overview:
    """The points of everybody within reach, by month over the last 12, in three statements."""
    outstanding, customers, expiring = _totals(work)
    return Overview(int(outstanding or 0), customers, int(expiring or 0), _months(work), _near(work))


def _mine(work: Work):
    return LoyaltyEntry.customer_id.in_(select(Customer.id).where(scope.customers(work), scope.customers(work, *VIEW)))


def _totals(work: Work) -> tuple:
    soon = unspent(LoyaltyEntry.expires_on <= today(work) + timedelta(days=SOON))
    each = (
        select(func.sum(LoyaltyEntry.points).label("points"), soon.label("soon"))
        .where(_mine(work)).group_by(LoyaltyEntry.customer_id).subquery()
    )
    return work.session.execute(select(
        func.sum(each.c.points), func.count(case((each.c.points > 0, 1))), func.sum(case((each.c.soon > 0, each.c.soon), else_=0))
    )).one()


def _months(work: Work) -> tuple[Month, ...]:
    e, now = LoyaltyEntry, work.now.astimezone(ZoneInfo(work.settings.time_zone))
    day = day_of(e.at, int(now.utcoffset().total_seconds() // 60))
    first = now.date().replace(day=1) - relativedelta(months=11)
    year, month = extract("year", day), extract("month", day)
    rows = work.session.execute(
        select(year, month, e.kind, func.sum(e.points)).where(_mine(work), day >= first).group_by(year, month, e.kind)
    )
    sums: dict[tuple[int, int], dict[str, int]] = {}
    for in_year, in_month, kind, points in rows:
        sums.setdefault((int(in_year), int(in_month)), {})[kind] = int(points)
    starts = [first + relativedelta(months=n) for n in range(12)]
    return tuple(_month(start, sums.get((start.year, start.month), {})) for start in starts)


def _month(start: date, sums: dict[str, int]) -> Month:
    earned = sums.get("order", 0) + sums.get("taking_part", 0)
    return Month(start, earned, -sums.get("reward", 0), -sums.get("expired", 0), sums.get("correction", 0))


def _near(work: Work) -> tuple[Near, ...]:
    """The cheapest active reward that each cannot pay yet, where little is missing; the least missing first."""
    e, r = LoyaltyEntry, LoyaltyReward
    each = select(e.customer_id, func.sum(e.points).label("points")).where(_mine(work)).group_by(e.customer_id).subquery()
    price = select(func.min(r.points)).where(r.active, r.points > each.c.points).scalar_subquery()
    wanted = select(each.c.customer_id, each.c.points, price.label("price")).where(each.c.points > 0).subquery()
    rows = work.session.execute(
        select(Customer.id, Customer.name, Customer.owner_id, wanted.c.points, wanted.c.price)
        .join(Customer, Customer.id == wanted.c.customer_id).where(wanted.c.points >= wanted.c.price * NEAR)
        .order_by(wanted.c.price - wanted.c.points, Customer.id).limit(SHOWN)
    ).all()
    named = {row.points: label(row.name, row.names, work.actor.locale) for row in work.session.scalars(select(r).where(r.active))}
    return tuple(Near(key, name, owner, int(points), named.get(price, ""), int(price - points)) for key, name, owner, points, price in rows)
