"""What happened with a customer or on a deal, newest first: activities and changes together."""
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Select, and_, or_, select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.work import Work, query
from db.models import Activity, Contact, Customer, Deal, Event, User

What = Literal["all", "activities", "changes", "files"]

PAGE = 20
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
    """The newest `limit` entries of one customer or one deal. Raises NotFound."""
    _check_seen(work, customer_id, deal_id)
    entries: list[Done | Happened] = []
    if what in ("all", "activities"):
        entries += _activities(work, customer_id, deal_id, limit + 1)
    if what != "activities":
        entries += _changes(work, customer_id, deal_id, what == "files", limit + 1)
    entries.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    return Timeline(tuple(entries[:limit]), len(entries) > limit)


def _check_seen(work: Work, customer_id: int | None, deal_id: int | None) -> None:
    table, key, seen = (
        (Deal, deal_id, scope.deals(work)) if deal_id is not None else (Customer, customer_id, scope.customers(work))
    )
    if work.session.scalar(select(table.id).where(seen, table.id == key)) is None:
        raise NotFound()


def _activities(work: Work, customer_id: int | None, deal_id: int | None, limit: int) -> list[Done]:
    of = Activity.deal_id == deal_id if deal_id is not None else Activity.customer_id == customer_id
    rows = work.session.execute(
        select(Activity.id, Activity.kind, Activity.text, Activity.at, User.name, Contact.name, Deal.id, Deal.name,
               Activity.user_id)
        .outerjoin(User, User.id == Activity.user_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Deal, and_(Deal.id == Activity.deal_id, scope.deals(work)))
        .where(of, Activity.deleted_at.is_(None))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    )
    may_log, me = work.actor.may("activities:log"), work.actor.user_id
    return [Done(*row[:-1], may_log and row[-1] == me) for row in rows]


def _changes(work: Work, customer_id: int | None, deal_id: int | None, files: bool, limit: int) -> list[Happened]:
    statement = _events(work, customer_id, deal_id)
    kinds = Event.kind.like("file.%") if files else Event.kind.not_in(UNTOLD)
    events = work.session.scalars(statement.where(kinds).order_by(Event.id.desc()).limit(limit)).all()
    return told(work, events) if events else []


def _events(work: Work, customer_id: int | None, deal_id: int | None) -> Select[tuple[Event]]:
    """Events of the record; on a customer's timeline only of deals that the reader sees."""
    if deal_id is not None:
        return select(Event).where(Event.deal_id == deal_id)
    seen = select(Deal.id).where(Deal.customer_id == customer_id, scope.deals(work))
    return select(Event).where(Event.customer_id == customer_id, or_(Event.deal_id.is_(None), Event.deal_id.in_(seen)))
