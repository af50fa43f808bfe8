"""Where a customer stands, its ledger, and what its points can be spent on."""
import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.dictionary import label
from crm_core.errors import NotFound
from crm_core.loyalty import rules
from crm_core.loyalty.commands import BY_HAND, EDIT
from crm_core.loyalty.expiring import unspent
from crm_core.loyalty.schemas import EntryRow, RewardRow, Standing, TierRow
from crm_core.loyalty.standing import balance, revenue_of_year, today
from crm_core.work import Work, query
from db.json import rows_of
from db.models import Campaign, Customer, LoyaltyEntry, LoyaltyReward, LoyaltyTier, Order, User

PAGE = 20
SOON = 90  # days


@query("customers:view")
def standing(work: Work, customer_id: int) -> Standing | None:
    """Balance, tier and what is missing to the next, in one statement; None while points are switched off. Raises NotFound."""
    if not work.settings.loyalty_active:
        return None
    day, t = today(work), LoyaltyTier
    until = day + timedelta(days=SOON)
    soon = select(unspent(LoyaltyEntry.expires_on <= until)).where(LoyaltyEntry.customer_id == Customer.id).correlate(Customer)
    tiers = rows_of(work.session, select(t.id), t.id, t.name, t.names, t.revenue_from, t.factor, t.tone, t.version)
    mine = case((scope.customers(work, EDIT), 1), else_=0)
    row = work.session.execute(
        select(balance(), revenue_of_year(day), soon.scalar_subquery(), mine, tiers)
        .where(Customer.id == customer_id, scope.customers(work))
    ).first()
    if row is None:
        raise NotFound()
    points, revenue, expiring, may_edit, found = row
    levels = [_tier(work, *values) for values in found]
    return Standing(customer_id, int(points), int(revenue), rules.tier_of(revenue, levels), rules.next_tier(revenue, levels),
                    max(0, int(expiring or 0)), until, bool(may_edit))


@query("customers:view")
def ledger(work: Work, customer_id: int, page: int = 1) -> tuple[tuple[EntryRow, ...], bool]:
    """A page of a customer's ledger, the latest first, and whether there is more; nothing when it may not be seen."""
    e, back = LoyaltyEntry, aliased(LoyaltyEntry)
    undone = select(back.id).where(back.once == "undo:" + cast(e.id, String)).exists()
    rows = work.session.execute(
        select(e, Order.number, LoyaltyReward.name, LoyaltyReward.names, Campaign.name, User.name, case((undone, 1), else_=0),
               case((scope.customers(work, EDIT), 1), else_=0))
        .join(Customer, Customer.id == e.customer_id).outerjoin(Order, Order.id == e.order_id)
        .outerjoin(LoyaltyReward, LoyaltyReward.id == e.reward_id).outerjoin(Campaign, Campaign.id == e.campaign_id)
        .outerjoin(User, User.id == e.user_id)
        .where(e.customer_id == customer_id, scope.customers(work)).order_by(e.at.desc(), e.id.desc())
        .limit(PAGE + 1).offset((page - 1) * PAGE)
    ).all()
    return tuple(_entry(work, *row) for row in rows[:PAGE]), len(rows) > PAGE


@query(EDIT, "value:manage")
def rewards(work: Work, active: bool | None = True) -> tuple[RewardRow, ...]:
    """The rewards in their order; `active` None gives those too that are no longer given."""
    e, r = LoyaltyEntry, LoyaltyReward
    given = select(func.count()).where(e.reward_id == r.id, e.points < 0).scalar_subquery()
    taken_back = select(func.count()).where(e.reward_id == r.id, e.points > 0).scalar_subquery()
    wanted = select(r, given - taken_back).order_by(r.position, r.id)
    found = work.session.execute(wanted if active is None else wanted.where(r.active.is_(active)))
    return tuple(
        RewardRow(row.id, row.name, row.names, row.points, row.position, row.active, row.version, label(row.name, row.names, work.actor.locale),
                  int(count))
        for row, count in found
    )


@query("value:manage", "customers:view")
def tiers(work: Work) -> tuple[TierRow, ...]:
    """The tiers, the lowest first."""
    t = LoyaltyTier
    found = work.session.scalars(select(t).order_by(t.revenue_from, t.id))
    return tuple(_tier(work, row.id, row.name, row.names, row.revenue_from, row.factor, row.tone, row.version) for row in found)


def _tier(work: Work, key: int, name: str, names: Mapping | str | None, *values) -> TierRow:
    names = json.loads(names) if isinstance(names, str) else names or {}  # SQLite hands JSON within JSON out as text
    return TierRow(key, name, names, *values, label=label(name, names, work.actor.locale))


def _entry(work: Work, e: LoyaltyEntry, number, reward, names, campaign, who, undone, may_edit) -> EntryRow:
    back = (e.once or "").startswith("undo:")
    what = number or (label(reward, names, work.actor.locale) if reward else campaign)
    can = bool(may_edit) and e.kind in BY_HAND and e.once is None and not undone
    return EntryRow(e.id, e.at, e.kind, e.points, e.expires_on, what, e.order_id, e.reason, who, can, back, bool(undone))
