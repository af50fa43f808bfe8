"""Points of the demo: booked by the rules as everywhere, then dated back to the orders that brought them; some are spent."""
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, insert, select, update

from crm_core.loyalty import earning
from crm_core.work import Work
from db.models import Customer, LoyaltyEntry, LoyaltyReward, Order

SEED, MONTHS, SPENDERS, SHARE = 6, 14, 10, 0.6  # how many customers at most spend in a month, and how much of what they have


def points(work: Work) -> None:
    """Every paid order of the last two years brought its points; customers with many took rewards for some."""
    earning.follow_orders(work, work.session.scalars(select(Order.id).where(Order.customer_id.is_not(None))).all())
    of_order = select(Order.updated_at).where(Order.id == LoyaltyEntry.order_id).scalar_subquery()
    work.session.execute(update(LoyaltyEntry).where(LoyaltyEntry.order_id.is_not(None)).values(at=of_order)
                         .execution_options(synchronize_session=False))
    _spend(work)


def _spend(work: Work) -> None:
    chance = random.Random(SEED)
    rewards = work.session.execute(select(LoyaltyReward.id, LoyaltyReward.points).where(LoyaltyReward.active)).all()
    for back in range(MONTHS, 0, -1):
        _spend_before(work, chance, rewards, work.now - timedelta(days=30 * back))


def _spend_before(work: Work, chance: random.Random, rewards: Sequence[Row], until: datetime) -> None:
    """Rewards of the month after `until`, taken with the points of before by some of those who have most."""
    have = func.sum(LoyaltyEntry.points)
    richest = work.session.execute(
        select(LoyaltyEntry.customer_id, Customer.owner_id, have).join(Customer, Customer.id == LoyaltyEntry.customer_id)
        .where(LoyaltyEntry.at < until).group_by(LoyaltyEntry.customer_id, Customer.owner_id).order_by(have.desc(), LoyaltyEntry.customer_id).limit(SPENDERS * 3)
    ).all()
    taken = []
    for customer_id, owner_id, balance in chance.sample(richest, min(SPENDERS, len(richest))):
        fitting = [reward for reward in rewards if reward.points <= balance * SHARE]
        if fitting:
            reward = chance.choice(fitting)
            taken.append({"customer_id": customer_id, "kind": "reward", "points": -reward.points, "reward_id": reward.id, "user_id": owner_id,
                          "at": until + timedelta(days=chance.randint(1, 28), minutes=chance.randint(0, 400))})
    if taken:
        work.session.execute(insert(LoyaltyEntry), sorted(taken, key=lambda row: row["at"]))
