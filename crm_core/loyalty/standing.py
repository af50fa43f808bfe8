"""Balances, revenue and tiers of customers as SQL, always summed up anew."""
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, literal, null, select

from crm_core.loyalty.rules import TIER_DAYS
from crm_core.work import Work
from db.models import Customer, LoyaltyEntry, LoyaltyTier, Order


def today(work: Work) -> date:
    """The company's day: points expire and tiers move for everybody at once, wherever they sit."""
    return work.now.astimezone(ZoneInfo(work.settings.time_zone)).date()


def balance() -> ColumnElement[int]:
    """The points of a customer: the sum of its ledger."""
    mine = LoyaltyEntry.customer_id == Customer.id
    return func.coalesce(select(func.sum(LoyaltyEntry.points)).where(mine).correlate(Customer).scalar_subquery(), 0)


def revenue_of_year(day: date) -> ColumnElement[int]:
    """What a customer bought in the 365 days up to `day`, minor units of the company's currency."""
    within = Order.ordered_on > day - timedelta(days=TIER_DAYS), Order.ordered_on <= day
    mine = Order.customer_id == Customer.id, Order.deleted_at.is_(None)
    return func.coalesce(select(func.sum(Order.revenue)).where(*mine, *within).correlate(Customer).scalar_subquery(), 0)


def tier_id(work: Work) -> ColumnElement[int | None]:
    """The tier of a customer, by what it bought in the last 12 months."""
    tiers = work.session.execute(select(LoyaltyTier.id, LoyaltyTier.revenue_from).order_by(LoyaltyTier.revenue_from.desc())).all()
    if not tiers:
        return null()
    revenue = revenue_of_year(today(work))
    return case(*((revenue >= least, literal(key)) for key, least in tiers), else_=null())


def locked_balances(work: Work, customer_ids: Iterable[int]) -> dict[int, int]:
    """The balances of these customers, which nobody else books on until this transaction ends."""
    ids = sorted(set(customer_ids))
    locking = select(Customer.id).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update(key_share=True)
    work.session.execute(locking).all()
    sums = select(LoyaltyEntry.customer_id, func.sum(LoyaltyEntry.points)).where(LoyaltyEntry.customer_id.in_(ids))
    return dict.fromkeys(ids, 0) | {key: int(points) for key, points in work.session.execute(sums.group_by(LoyaltyEntry.customer_id))}
