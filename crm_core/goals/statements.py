"""One statement per measure: for many spans and many people at once.

Each gives rows (span, user_id, team_id, part, whole); `whole` is 0 where the measure is a sum and not a rate.
"""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, ColumnElement, Date, Float, Select, and_, case, cast, func, literal, or_, select, union_all

from crm_core.goals.spans import Span
from db.models import Activity, Campaign, CampaignMember, Customer, Deal, Order, Ticket, User
from db.types import UtcDateTime

YEAR = timedelta(days=365)
FILLED = ("phone", "email", "address", "region", "industry", "source", "grade", "owner_id")  # of a customer, for completeness
CONTACTS = ("call", "email", "fax", "sms", "social", "meeting", "visit")

Whose = Callable[[ColumnElement, ColumnElement], ColumnElement[bool]]


@dataclass(frozen=True)
class Asked:
    """The spans as a table, and the condition on owner and team of whose rows count."""

    spans: CTE
    whose: Whose


def asked(spans: Sequence[Span], zone: str, today: date, whose: Whose) -> Asked:
    """The table of the spans: id (their place), first and last day, the moments of these, and the days the year before.

    `known_on` is the last day of the span of which anything can be known: today in a running one.
    """
    return Asked(union_all(*(_row(place, span, zone, today) for place, span in enumerate(spans))).cte("spans"), whose)


def won_value(a: Asked) -> Select:
    return _deals(a, func.sum(Deal.value), literal(0), Deal.status == "won")


def won_deals(a: Asked) -> Select:
    return _deals(a, func.count(), literal(0), Deal.status == "won")


def win_rate(a: Asked) -> Select:
    won = func.sum(case((Deal.status == "won", 1), else_=0))
    return _deals(a, won, func.count(), Deal.status.in_(("won", "lost")))


def order_revenue(a: Asked) -> Select:
    return _orders(a, func.sum(Order.revenue))


def order_margin(a: Asked) -> Select:
    return _orders(a, func.sum(Order.margin))


def order_growth(a: Asked) -> Select:
    """Revenue of the span beside that of the same days a year before."""
    s = a.spans.c
    now = Order.ordered_on.between(s.starts_on, s.known_on)
    before = Order.ordered_on.between(s.year_before, s.known_before)
    return _grouped(
        a, Order, Order.owner_id, Order.team_id, or_(now, before), func.sum(case((now, Order.revenue), else_=0)),
        func.sum(case((before, Order.revenue), else_=0)), Order.deleted_at.is_(None),
    )


def new_customers(a: Asked) -> Select:
    return _grouped(
        a, Customer, Customer.owner_id, Customer.team_id, _moment(a, Customer.created_at), func.count(), literal(0),
        Customer.deleted_at.is_(None),
    )


def activities(a: Asked) -> Select:
    inside = _moment(a, Activity.at)
    whose = Activity.deleted_at.is_(None), Activity.kind.in_(CONTACTS), a.whose(Activity.user_id, User.team_id)
    return (
        select(a.spans.c.id, Activity.user_id, User.team_id, _figure(func.count()), _figure(literal(0)))
        .select_from(a.spans).join(Activity, inside).join(User, User.id == Activity.user_id)
        .where(*whose).group_by(a.spans.c.id, Activity.user_id, User.team_id)
    )


def satisfaction(a: Asked) -> Select:
    return _tickets(a, Ticket.resolved_at, func.sum(Ticket.satisfaction), func.count(Ticket.satisfaction), Ticket.satisfaction.is_not(None))


def response_in_time(a: Asked) -> Select:
    met = func.sum(case((Ticket.response_met, 1), else_=0))
    return _tickets(a, Ticket.first_response_at, met, func.count(), Ticket.response_met.is_not(None))


def resolve_hours(a: Asked) -> Select:
    return _tickets(a, Ticket.resolved_at, func.sum(Ticket.resolve_minutes) / 60.0, func.count(), Ticket.resolve_minutes.is_not(None))


def response_rate(a: Asked) -> Select:
    """Members of campaigns reached in the span, and who of them answered in any way."""
    m = CampaignMember
    answered = or_(m.clicked_at.is_not(None), m.replied_at.is_not(None), m.outcome == "yes", m.registered_at.is_not(None),
                   m.attended_at.is_not(None), m.converted_at.is_not(None))
    return (
        select(a.spans.c.id, Campaign.owner_id, Campaign.team_id, _figure(func.sum(case((answered, 1), else_=0))), _figure(func.count()))
        .select_from(a.spans).join(m, _moment(a, m.reached_at)).join(Campaign, Campaign.id == m.campaign_id)
        .where(m.held_out.is_(False), Campaign.deleted_at.is_(None), a.whose(Campaign.owner_id, Campaign.team_id))
        .group_by(a.spans.c.id, Campaign.owner_id, Campaign.team_id)
    )


def retention(a: Asked) -> Select:
    """Customers who ordered in the 365 days before the span, and who of them did in the 365 days up to its end."""
    s = a.spans.c
    kept = (
        select(s.id, Order.customer_id, func.max(Order.ordered_on).label("last"), func.max(s.kept_from).label("kept_from"))
        .join_from(a.spans, Order, Order.ordered_on.between(s.bought_from, s.known_on))
        .where(Order.deleted_at.is_(None), Order.revenue > 0, Order.customer_id.is_not(None))
        .group_by(s.id, Order.customer_id)
        .having(func.min(Order.ordered_on) < func.max(s.starts_on))
        .subquery()
    )
    stayed = func.sum(case((kept.c.last >= kept.c.kept_from, 1), else_=0))
    return (
        select(kept.c.id, Customer.owner_id, Customer.team_id, _figure(stayed), _figure(func.count()))
        .join_from(kept, Customer, Customer.id == kept.c.customer_id)
        .where(Customer.deleted_at.is_(None), a.whose(Customer.owner_id, Customer.team_id))
        .group_by(kept.c.id, Customer.owner_id, Customer.team_id)
    )


def completeness(a: Asked) -> Select:
    """Fields of customers that are filled, as they are now: in the running span only."""
    filled = sum((case((getattr(Customer, name).is_not(None), 1), else_=0) for name in FILLED), literal(0))
    return _grouped(
        a, Customer, Customer.owner_id, Customer.team_id, a.spans.c.running == 1, func.sum(filled), func.count() * len(FILLED),
        Customer.deleted_at.is_(None),
    )


def _deals(a: Asked, part, whole, *where) -> Select:
    return _grouped(a, Deal, Deal.owner_id, Deal.team_id, _day(a, Deal.closed_on), part, whole, Deal.deleted_at.is_(None), *where)


def _orders(a: Asked, part) -> Select:
    return _grouped(a, Order, Order.owner_id, Order.team_id, _day(a, Order.ordered_on), part, literal(0), Order.deleted_at.is_(None))


def _tickets(a: Asked, moment, part, whole, *where) -> Select:
    return _grouped(a, Ticket, Ticket.owner_id, Ticket.team_id, _moment(a, moment), part, whole, Ticket.deleted_at.is_(None), *where)


def _grouped(a: Asked, table, owner, team, inside, part, whole, *where) -> Select:
    return (
        select(a.spans.c.id, owner, team, _figure(part), _figure(whole))
        .join_from(a.spans, table, inside)
        .where(*where, a.whose(owner, team))
        .group_by(a.spans.c.id, owner, team)
    )


def _figure(value) -> ColumnElement[float]:
    return cast(value, Float)


def _day(a: Asked, column) -> ColumnElement[bool]:
    return column.between(a.spans.c.starts_on, a.spans.c.ends_on)


def _moment(a: Asked, column) -> ColumnElement[bool]:
    return and_(column >= a.spans.c.starts_at, column < a.spans.c.ends_at)


def _row(place: int, span: Span, zone: str, today: date) -> Select:
    known = min(max(today, span.start), span.end)
    moments = (_midnight(span.start, zone), _midnight(span.end + timedelta(days=1), zone))
    days = {
        "starts_on": span.start, "ends_on": span.end, "known_on": known, "kept_from": known - YEAR + timedelta(days=1),
        "bought_from": span.start - YEAR, "year_before": _last_year(span.start), "known_before": _last_year(known),
    }
    return select(
        literal(place).label("id"), *(literal(day, Date).label(name) for name, day in days.items()),
        *(literal(moment, UtcDateTime).label(name) for name, moment in zip(("starts_at", "ends_at"), moments, strict=True)),
        literal(int(span.start <= today <= span.end)).label("running"),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _last_year(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
