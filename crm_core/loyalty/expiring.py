"""Points that were not spent in their time are gone, the oldest first."""
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from crm_core.loyalty.ledger import Booking, write
from crm_core.loyalty.standing import locked_balances, today
from crm_core.work import Work, command
from db.models import LoyaltyEntry

AT_ONCE = 1000


@command("value:manage")
def expire(work: Work) -> int:
    """Takes the points whose last day is over from up to a thousand customers; returns from how many."""
    if not work.settings.loyalty_active:
        return 0
    day = today(work)
    ids = list(work.session.scalars(
        select(LoyaltyEntry.customer_id).group_by(LoyaltyEntry.customer_id)
        .having(unspent(LoyaltyEntry.expires_on < day) > 0).order_by(LoyaltyEntry.customer_id).limit(AT_ONCE)
    ))
    locked_balances(work, ids)
    over = select(LoyaltyEntry.customer_id, unspent(LoyaltyEntry.expires_on < day)).where(LoyaltyEntry.customer_id.in_(ids))
    gone = [(customer, int(points)) for customer, points in work.session.execute(over.group_by(LoyaltyEntry.customer_id)) if points > 0]
    write(work, [Booking(customer, "expired", -points, _once(customer, day)) for customer, points in gone])
    return len(gone)


def unspent(old: ColumnElement[bool]) -> ColumnElement[int]:
    """Of one customer's rows: what is left of the gains that are `old`, where whatever was given came from them first.

    Never more than the balance, as that is this and the gains that are not old.
    """
    e = LoyaltyEntry
    gained = func.coalesce(func.sum(case((and_(e.points > 0, old), e.points), else_=0)), 0)
    given = func.coalesce(func.sum(case((e.points < 0, e.points), else_=0)), 0)
    return gained + given


def _once(customer: int, day: date) -> str:
    return f"expired:{customer}:{day.isoformat()}"
