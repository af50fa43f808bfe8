"""Reading the audit trail."""
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.audit.schemas import AREAS, AuditFilter, AuditPage, AuditRow
from crm_core.happenings import Happened, told
from crm_core.work import Work, query
from db.models import Customer, Deal, Event


@query("audit:view")
def audit(work: Work, wanted: AuditFilter, per_page: int = 50) -> AuditPage:
    """A page of events, newest first; the events of one bulk change are told as one unless `batch` names it.

    Names and values of customers and deals are shown only to those who may see the record.
    """
    forward = wanted.newer_than is not None
    order = Event.id.asc() if forward else Event.id.desc()
    events = work.session.scalars(matching(wanted).order_by(order).limit(per_page + 1)).all()
    more, events = len(events) > per_page, list(events[:per_page])
    if forward:
        events.reverse()
    older = events and (forward or more)
    newer = events and (more if forward else wanted.older_than is not None)
    rows = tuple(rows_of(work, events, one_by_one=wanted.batch is not None))
    return AuditPage(rows, events[-1].id if older else None, events[0].id if newer else None)


def matching(wanted: AuditFilter) -> Select[tuple[Event]]:
    """The events a filter describes."""
    conditions = [
        getattr(Event, name) == getattr(wanted, name)
        for name in ("subject_type", "subject_id", "batch")
        if getattr(wanted, name) is not None
    ]
    if wanted.user_id is not None:
        conditions.append(Event.user_id == wanted.user_id if wanted.user_id else Event.user_id.is_(None))
    if wanted.area in AREAS:
        conditions.append(or_(*(Event.kind.startswith(prefix) for prefix in AREAS[wanted.area])))
    if wanted.batch is None:
        earlier = aliased(Event)
        first = ~select(earlier.id).where(
            earlier.batch == Event.batch, earlier.kind == Event.kind, earlier.id < Event.id
        ).exists()
        conditions.append(or_(Event.batch.is_(None), first))
    return select(Event).where(*conditions, *_span(wanted))


def rows_of(work: Work, events: Sequence[Event], *, one_by_one: bool) -> list[AuditRow]:
    """The events in words, those about records out of reach without names and values."""
    times = {} if one_by_one else _times(work, events)
    customers, deals = _within_reach(work, events)
    rows = []
    for happened in told(work, events):
        veiled = not _in_reach(happened, customers, deals)
        count = times.get((happened.batch, happened.kind), 1)
        rows.append(AuditRow(_veiled(happened) if veiled else happened, count, veiled))
    return rows


def _span(wanted: AuditFilter) -> list:
    """Bounds by id: ids follow time, and the primary key is the order of the page."""
    bounds = []
    if wanted.since is not None:
        start = select(Event.id).where(Event.at >= wanted.since).order_by(Event.at, Event.id).limit(1).scalar_subquery()
        bounds += [Event.id >= start, Event.at >= wanted.since]
    if wanted.until is not None:
        bounds.append(Event.at < wanted.until)
    if wanted.older_than is not None:
        bounds.append(Event.id < wanted.older_than)
    if wanted.newer_than is not None:
        bounds.append(Event.id > wanted.newer_than)
    return bounds


def _times(work: Work, events: Sequence[Event]) -> dict[tuple[str, str], int]:
    batches = {event.batch for event in events if event.batch}
    if not batches:
        return {}
    counted = select(Event.batch, Event.kind, func.count()).where(Event.batch.in_(batches))
    return {(batch, kind): n for batch, kind, n in work.session.execute(counted.group_by(Event.batch, Event.kind))}


def _in_reach(happened: Happened, customers: set[int], deals: set[int]) -> bool:
    if happened.kind.startswith("deal."):
        return happened.deal_id is None or happened.deal_id in deals
    parents = happened.customer_id is not None or happened.deal_id is not None
    return not parents or happened.customer_id in customers or happened.deal_id in deals


def _within_reach(work: Work, events: Sequence[Event]) -> tuple[set[int], set[int]]:
    customers = {event.customer_id for event in events} - {None}
    deals = {event.deal_id for event in events} - {None}
    if customers and work.scope("customers:view") is not Scope.ALL:
        reached = select(Customer.id).where(Customer.id.in_(customers), scope.customers(work))
        customers = set(work.session.scalars(reached))
    if deals and work.scope("deals:view") is not Scope.ALL:
        deals = set(work.session.scalars(select(Deal.id).where(Deal.id.in_(deals), scope.deals(work))))
    return customers, deals


def _veiled(happened: Happened) -> Happened:
    changes = tuple(replace(change, before=None, after=None) for change in happened.changes)
    return replace(happened, subject=None, changes=changes)
