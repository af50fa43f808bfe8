"""Points that follow from what happens: orders, answered surveys, events attended."""
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased

from crm_core.loyalty import rules
from crm_core.loyalty.ledger import Booking, book
from crm_core.loyalty.standing import today
from crm_core.work import Work
from db.functions import days_between
from db.models import Campaign, CampaignMember, LoyaltyEntry, LoyaltyTier, Order, Survey

CHUNK = 500


class Booked(NamedTuple):
    """What an order brought so far: points by customer, the number of rows, and its rate."""

    points: dict[int, int]
    rows: int
    rate: float | None


def follow_orders(work: Work, order_ids: Iterable[int]) -> None:
    """Books what these orders bring now less what they brought so far, as often as it is called.

    An order keeps the rate at which it first counted, whatever the rules say later; a return counts with what it takes
    back and has its rate, whichever of both is booked first. Points that are spent already cannot be taken back; a later change of the order tries again.
    """
    if not work.settings.loyalty_active:
        return
    for chunk in _chunks(order_ids):
        orders = _orders(work, chunk)
        known = {order.id: order for order in orders}
        booked, tiers = _booked(work, list(known)), work.session.scalars(select(LoyaltyTier)).all()
        asked = set(chunk)
        meant = asked | {order.id for order in orders if order.returns_id in asked}
        book(work, [booking for order in orders if order.id in meant
                    for booking in _differences(work, order, known.get(order.returns_id), booked, tiers)])


def follow_surveys(work: Work, ticket_ids: Iterable[int]) -> None:
    """Points for whoever answered the survey about a ticket, once for each ticket."""
    points = work.settings.loyalty_survey
    if not work.settings.loyalty_active or not points:
        return
    for chunk in _chunks(ticket_ids):
        answered = (
            select(Survey.ticket_id, func.max(Survey.customer_id))
            .where(Survey.ticket_id.in_(chunk), Survey.answered_at.is_not(None), Survey.customer_id.is_not(None))
            .group_by(Survey.ticket_id)
        )
        found = {f"survey:{ticket}": customer for ticket, customer in work.session.execute(answered)}
        known = set(work.session.scalars(select(LoyaltyEntry.once).where(LoyaltyEntry.once.in_(found))))
        book(work, [_taken_part(work, customer, points, once) for once, customer in found.items() if once not in known])


def follow_events(work: Work, campaign_ids: Iterable[int], customer_ids: Iterable[int]) -> None:
    """Points for customers who came to an event, once for each; who did not come after all gives them back."""
    if not work.settings.loyalty_active:
        return
    wanted = list(campaign_ids)
    for chunk in _chunks(customer_ids):
        m, e = CampaignMember, LoyaltyEntry
        came = {(campaign, customer) for campaign, customer in work.session.execute(
            select(m.campaign_id, m.customer_id).join(Campaign, Campaign.id == m.campaign_id).distinct()
            .where(m.campaign_id.in_(wanted), m.customer_id.in_(chunk), m.state == "attended", Campaign.channel == "event")
        )}
        booked = {(campaign, customer): (int(points), rows) for campaign, customer, points, rows in work.session.execute(
            select(e.campaign_id, e.customer_id, func.sum(e.points), func.count())
            .where(e.campaign_id.in_(wanted), e.customer_id.in_(chunk), e.kind == "taking_part").group_by(e.campaign_id, e.customer_id)
        )}
        gains = [_came(work, pair, booked.get(pair, (0, 0))[1]) for pair in came if booked.get(pair, (0, 0))[0] == 0]
        losses = [Booking(customer, "taking_part", -points, f"event:{campaign}:{customer}:{rows + 1}", campaign_id=campaign)
                  for (campaign, customer), (points, rows) in booked.items() if points > 0 and (campaign, customer) not in came]
        book(work, [*(gain for gain in gains if gain.points), *losses])


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _orders(work: Work, ids: list[int]) -> list[Row]:
    """The orders, what was returned of them and what they return, with what their customers bought beside each in the 12 months up to it."""
    other = aliased(Order)
    beside = select(func.sum(other.revenue)).where(
        other.customer_id == Order.customer_id, other.id != Order.id, other.deleted_at.is_(None),
        days_between(other.ordered_on, Order.ordered_on).between(0, rules.TIER_DAYS - 1))
    return list(work.session.execute(
        select(Order.id, Order.customer_id, Order.state, Order.revenue, Order.returns_id, Order.ordered_on, Order.deleted_at,
               func.coalesce(beside.scalar_subquery(), 0).label("beside"))
        .where(or_(Order.id.in_(ids), Order.returns_id.in_(ids), Order.id.in_(select(other.returns_id).where(other.id.in_(ids))))).order_by(Order.id)
    ))


def _booked(work: Work, ids: list[int]) -> dict[int, Booked]:
    e = LoyaltyEntry
    found: dict[int, Booked] = defaultdict(lambda: Booked({}, 0, None))
    rows = work.session.execute(
        select(e.order_id, e.customer_id, func.sum(e.points), func.count(), func.max(e.rate))
        .where(e.order_id.in_(ids)).group_by(e.order_id, e.customer_id)
    )
    for order, customer, points, count, rate in rows:
        before = found[order]
        found[order] = Booked(before.points | {customer: int(points)}, before.rows + count, rate or before.rate)
    return found


def _differences(work: Work, order: Row, original: Row | None, booked: dict[int, Booked], tiers) -> Iterator[Booking]:
    """What is to be booked so that the order brought its customer what it should, and nobody else anything."""
    so_far = booked[order.id]
    rate = so_far.rate or booked[order.returns_id].rate or _rate(work, original or order, tiers)
    counts = _counts(work, order, so_far) and (original is None or _counts(work, original, booked[original.id]))
    wanted = {order.customer_id: rules.points_of(order.revenue, rate, work.settings.currency)} if counts else {}
    rows = so_far.rows
    for customer in sorted(wanted.keys() | so_far.points.keys()):
        points = wanted.get(customer, 0) - so_far.points.get(customer, 0)
        if points:
            rows += 1
            until = rules.expires_on(order.ordered_on, work.settings.loyalty_months) if points > 0 else None
            yield Booking(customer, "order", points, f"order:{order.id}:{rows}", until, order_id=order.id, rate=rate)


def _counts(work: Work, order: Row, so_far: Booked) -> bool:
    if order.customer_id is None or order.deleted_at is not None:
        return False
    until = rules.expires_on(order.ordered_on, work.settings.loyalty_months)
    too_old = until is not None and until < today(work) and not so_far.rows  # an import of years ago brings nothing
    return not too_old and rules.counts(order.state, order.revenue, work.settings.loyalty_since)


def _rate(work: Work, order: Row, tiers) -> float:
    tier = rules.tier_of(order.beside, tiers)
    return (tier.factor if tier else 1) / work.settings.loyalty_unit


def _came(work: Work, pair: tuple[int, int], rows: int) -> Booking:
    campaign, customer = pair
    once = f"event:{campaign}:{customer}:{rows + 1}"
    return _taken_part(work, customer, work.settings.loyalty_event, once, campaign)


def _taken_part(work: Work, customer_id: int, points: int, once: str, campaign_id: int | None = None) -> Booking:
    until = rules.expires_on(today(work), work.settings.loyalty_months)
    return Booking(customer_id, "taking_part", points, once, until, campaign_id=campaign_id)
