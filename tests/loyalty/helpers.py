"""Shortcuts of the tests about points."""
from datetime import date

from sqlalchemy import func, select, update

from crm_core import clock, settings
from crm_core.access.actor import SYSTEM
from crm_core.loyalty.earning import follow_orders
from crm_core.work import Work
from db.engine import database
from db.models import LoyaltyEntry, LoyaltyReward, LoyaltyTier, Order
from tests.pipeline.helpers import add


def ruled(**values) -> None:
    """The company decided so about points."""
    with database().writing() as session:
        settings.store(session, **{f"loyalty_{name}": value for name, value in values.items()})
        session.commit()


def plain_rules() -> None:
    """A point for each unit of money, and nobody gets more."""
    ruled(unit=1)
    with database().writing() as session:
        session.execute(update(LoyaltyTier).values(factor=1))
        session.commit()


def order(customer_id: int, revenue: int, day: date | None = None, **values) -> int:
    """A paid order of so much money (not minor units), not yet seen by anybody."""
    now = clock.now()
    made = Order(number=f"N{now.timestamp()}{revenue}{customer_id}", customer_id=customer_id, ordered_on=day or now.date(), currency="CNY",
                 revenue=revenue * 100, total=revenue * 100, created_at=now, updated_at=now, **{"state": "paid"} | values)
    return add(made)[0]


def changed(order_id: int, **values) -> None:
    """The order is different now, and its points follow."""
    with database().writing() as session:
        if values:
            session.execute(update(Order).where(Order.id == order_id).values(**values))
        follow_orders(Work(session, SYSTEM, clock.now()), [order_id])
        session.commit()


def bought(customer_id: int, revenue: int, day: date | None = None, **values) -> int:
    """A paid order that brought its points."""
    key = order(customer_id, revenue, day, **values)
    changed(key)
    return key


def entries(customer_id: int) -> list[LoyaltyEntry]:
    with database().reading() as session:
        return list(session.scalars(select(LoyaltyEntry).where(LoyaltyEntry.customer_id == customer_id).order_by(LoyaltyEntry.id)))


def points(customer_id: int) -> list[int]:
    """The points of each row of a ledger."""
    return [entry.points for entry in entries(customer_id)]


def balance(customer_id: int) -> int:
    with database().reading() as session:
        return int(session.scalar(select(func.sum(LoyaltyEntry.points)).where(LoyaltyEntry.customer_id == customer_id)) or 0)


def reward(points: int, **values) -> int:
    return add(LoyaltyReward(name=f"Reward for {points}", points=points, **values))[0]
