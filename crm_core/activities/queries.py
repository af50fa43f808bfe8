"""What happened with a customer or on a deal, newest first: activities and changes together."""
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.work import Work, query
from db.models import Activity, Contact, Customer, Deal, Event, Order, Ticket, User
from db.types import Json

What = Literal["all", "activities", "changes", "files"]

PAGE = 20
ACTIVITY, EVENT = "activity", "event"
# Told by the activity itself, or by nobody's interest.
UNTOLD = ("activity.logged", "activity.deleted", "activity.restored", "task.done", "task.reopened", "export.made")


@dataclass(frozen=True)
class Done:
    """An activity on a timeline. `mine`: the reader may take it out."""

    id: int
    kind: str
    text: str
    at: datetime
    who: str | None
    contact: str | None
    deal_id: int | None
    deal: str | None
    mine: bool


@dataclass(frozen=True)
class Timeline:
    """The newest entries first; `more` when there are older ones."""

    entries: tuple[Done | Happened, ...]
    more: bool


@query("customers:view", "deals:view")
def timeline(
    work: Work, *, customer_id: int | None = None, deal_id: int | None = None, what: What = "all", limit: int = PAGE
) -> Timeline:
    """The newest `limit` entries of one customer or one deal, in three statements. Raises NotFound."""
    rows = work.session.execute(_newest(work, customer_id, deal_id, what, limit + 1)).all()
    if not rows:
        _check_seen(work, customer_id, deal_id)
    events = told(work, [_event(row) for row in rows if row.source == EVENT]) if rows else []
    happened = {entry.id: entry for entry in events}
    may_log = work.actor.may("activities:log")
    entries = tuple(
        happened[row.id] if row.source == EVENT
        else Done(row.id, row.kind, row.text, row.at, row.who, row.contact, row.seen_deal, row.deal,
                  may_log and row.user_id == work.actor.user_id)
        for row in rows[:limit]
    )
    return Timeline(entries, len(rows) > limit)


def _check_seen(work: Work, customer_id: int | None, deal_id: int | None) -> None:
    table, key, seen = (
        (Deal, deal_id, scope.deals(work)) if deal_id is not None else (Customer, customer_id, scope.customers(work))
    )
    if work.session.scalar(select(table.id).where(seen, table.id == key)) is None:
        raise NotFound()


def _newest(work: Work, customer_id: int | None, deal_id: int | None, what: What, limit: int) -> Select:
    """The newest rows of both kinds, with the names that activities need."""
    parts = []
    if what in ("all", "activities"):
        parts.append(_activities(work, customer_id, deal_id).order_by(Activity.at.desc(), Activity.id.desc()))
    if what != "activities":
        parts.append(_events(work, customer_id, deal_id, what == "files").order_by(Event.id.desc()))
    both = union_all(*(select(part.limit(limit).subquery()) for part in parts)).subquery()
    return (
        select(both, User.name.label("who"), Contact.name.label("contact"), Deal.id.label("seen_deal"), Deal.name.label("deal"))
        .outerjoin(User, User.id == both.c.user_id)
        .outerjoin(Contact, Contact.id == both.c.contact_id)
        .outerjoin(Deal, and_(Deal.id == both.c.deal_id, scope.deals(work)))
        .order_by(both.c.at.desc(), both.c.source, both.c.id.desc())
        .limit(limit)
    )


def _activities(work: Work, customer_id: int | None, deal_id: int | None) -> Select:
    a = Activity
    nothing = [cast(null(), Integer).label("subject_id"), cast(null(), String).label("subject_type"),
               cast(null(), Json).label("before"), cast(null(), Json).label("after")]
    return select(
        literal(ACTIVITY).label("source"), a.id, a.at, a.kind, a.text, a.user_id, a.contact_id, a.deal_id, a.customer_id,
        *nothing,
    ).where(_of(work, Activity, customer_id, deal_id), a.deleted_at.is_(None))


def _events(work: Work, customer_id: int | None, deal_id: int | None, files: bool) -> Select:
    """Events of the record; only of deals, orders and tickets that the reader sees."""
    e = Event
    found = select(
        literal(EVENT).label("source"), e.id, e.at, e.kind, cast(null(), String).label("text"), e.user_id,
        cast(null(), Integer).label("contact_id"), e.deal_id, e.customer_id, e.subject_id, e.subject_type, e.before, e.after,
    ).where(_of(work, Event, customer_id, deal_id), e.kind.like("file.%") if files else e.kind.not_in(UNTOLD))
    if deal_id is not None:
        orders = select(Order.id).where(Order.deal_id == deal_id, scope.orders(work))
        return found.where(or_(e.subject_type != "order", e.subject_id.in_(orders)))
    seen = select(Deal.id).where(Deal.customer_id == customer_id, scope.deals(work))
    tickets = select(Ticket.id).where(Ticket.customer_id == customer_id, scope.tickets(work))
    orders = select(Order.id).where(Order.customer_id == customer_id, scope.orders(work))
    return found.where(
        or_(e.deal_id.is_(None), e.deal_id.in_(seen), e.subject_type == "order"),
        or_(e.subject_type != "ticket", e.subject_id.in_(tickets)), or_(e.subject_type != "order", e.subject_id.in_(orders)))


def _of(work: Work, table, customer_id: int | None, deal_id: int | None) -> ColumnElement[bool]:
    """Rows of `table` of this record, none when the reader may not see it."""
    if deal_id is not None:
        return and_(table.deal_id == deal_id, exists().where(Deal.id == deal_id, scope.deals(work)))
    return and_(table.customer_id == customer_id, exists().where(Customer.id == customer_id, scope.customers(work)))


def _event(row) -> Event:
    return Event(id=row.id, at=row.at, user_id=row.user_id, kind=row.kind, subject_type=row.subject_type,
                 subject_id=row.subject_id, customer_id=row.customer_id, deal_id=row.deal_id, before=row.before, after=row.after)
