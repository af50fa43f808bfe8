"""The queue: a page of rows, how many there are, what is in each box, and what comes next."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from crm_core.access import scope
from crm_core.tickets import filtering
from crm_core.tickets.filtering import BOXES, TicketFilter, in_box
from crm_core.tickets.rules import OPEN
from crm_core.work import Work, query
from db.models import Customer, Product, Team, Ticket, User

PAGE_SIZE = 50
MOST_OF_CUSTOMER = 20

Sort = tuple[str, str]


@dataclass(frozen=True)
class TicketRow:
    """A ticket as lists show it; its id is its number.

    `due_at` is the next limit, of the first response when `responding`, else of resolving; None: paused, done or not
    measured. `resolve_left` are the working minutes left while it is paused. `near`: it was time to warn.
    """

    id: int
    subject: str
    kind: str
    priority: str
    channel: str
    state: str
    state_since: datetime
    grade: str | None
    customer_id: int | None
    customer: str | None
    requester: str | None
    product: str | None
    owner_id: int | None
    owner: str | None
    team: str | None
    opened_at: datetime
    resolved_at: datetime | None
    due_at: datetime | None
    resolve_left: int | None
    responding: bool
    near: bool
    response_met: bool | None
    resolve_met: bool | None
    satisfaction: int | None
    last_message_at: datetime | None
    last_message_from: str | None
    version: int


@dataclass(frozen=True)
class Counts:
    """How many open tickets there are in each box, all this person sees, and what became of today.

    `late` are past their limit, `resolved_today` those of the reader that were resolved since midnight.
    """

    mine: int
    team: int
    unassigned: int
    breaching: int
    open: int
    late: int
    resolved_today: int


@query("tickets:view")
def list_tickets(
    work: Work, wanted: TicketFilter, sort: Sort = ("urgency", "asc"), page: int = 1, size: int = PAGE_SIZE
) -> tuple[TicketRow, ...]:
    """The rows of page `page` (from 1) of what `wanted` matches, the most urgent first unless sorted otherwise."""
    order = _sorted_by(*sort)
    ids = select(Ticket.id).where(*filtering.matching(work, wanted)).order_by(*order).limit(size).offset((max(1, page) - 1) * size)
    return tuple(read_rows(work, ids, order))


@query("tickets:view")
def count_tickets(work: Work, wanted: TicketFilter) -> int:
    """How many tickets `wanted` matches."""
    return work.session.scalar(select(func.count(Ticket.id)).where(*filtering.matching(work, wanted)))


@query("tickets:view")
def count_boxes(work: Work) -> Counts:
    """How many open tickets there are in each box, in one statement."""
    def counted(condition: ColumnElement[bool]):
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    is_open = Ticket.state.in_(OPEN)
    boxes = [counted(in_box(work, box)) for box in BOXES]
    late = counted(and_(is_open, Ticket.due_at < work.now))
    day = work.now.astimezone(ZoneInfo(work.actor.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    done = select(func.count(Ticket.id)).where(
        Ticket.owner_id == work.actor.user_id, Ticket.state.in_(("resolved", "archived")), Ticket.resolved_at >= day)
    row = work.session.execute(
        select(*boxes, counted(is_open), late, done.scalar_subquery()).where(scope.tickets(work), is_open)
    ).one()
    return Counts(*row)


@query("tickets:view")
def next_ticket(work: Work, after_id: int | None = None, wanted: TicketFilter | None = None) -> int | None:
    """The ticket to work on after `after_id`: the next most urgent of mine (or of `wanted`), from the top after the last.

    None when there is no other. One statement.
    """
    wanted = wanted or TicketFilter(box="mine")
    found = select(Ticket.id).where(*filtering.matching(work, wanted))
    if after_id is None:
        return work.session.scalar(found.order_by(*_urgency()).limit(1))
    this = select(Ticket.rank.label("rank"), Ticket.due_at.label("due_at"), Ticket.id.label("id")).where(Ticket.id == after_id).subquery()
    behind = _behind(this.c)
    rows = found.outerjoin(this, this.c.id == after_id).where(Ticket.id != after_id)
    return work.session.scalar(rows.order_by(case((behind, 0), else_=1), *_urgency()).limit(1))


@query("tickets:export")
def count_exportable(work: Work, wanted: TicketFilter) -> int:
    """How many of what `wanted` matches this person may export."""
    return work.session.scalar(select(func.count(Ticket.id)).where(*filtering.matching(work, wanted, "tickets:export")))


@query("tickets:view")
def tickets_of_customer(work: Work, customer_id: int, limit: int = MOST_OF_CUSTOMER) -> tuple[TicketRow, ...]:
    """The tickets of a customer, open ones first, the newest first; as far as the reader sees them."""
    order = [case((Ticket.state.in_(OPEN), 0), else_=1), Ticket.opened_at.desc(), Ticket.id.desc()]
    ids = select(Ticket.id).where(scope.tickets(work), Ticket.customer_id == customer_id).order_by(*order).limit(limit)
    return tuple(read_rows(work, ids, order))


def every_row(work: Work, wanted: TicketFilter, sort: Sort, *rights: str) -> Iterator[TicketRow]:
    """All rows in order, read in pieces (for exports)."""
    return read_rows(work, select(Ticket.id).where(*filtering.matching(work, wanted, *rights)), _sorted_by(*sort))


def read_rows(work: Work, ids: Select, order: list) -> Iterator[TicketRow]:
    """The tickets whose ids are selected, in order, read in pieces; the caller has checked that they may be seen."""
    rows = _shown(work).where(Ticket.id.in_(ids)).order_by(*order)
    return (TicketRow(*row) for row in work.session.execute(rows.execution_options(yield_per=1000)))


def _shown(work: Work) -> Select:
    t = Ticket
    responding = and_(t.first_response_at.is_(None), t.response_due_at.is_not(None), t.due_at == t.response_due_at)
    near = and_(t.state.in_(OPEN), or_(t.warned_at.is_not(None), t.warn_at < work.now))
    return (
        select(
            t.id, t.subject, t.kind, t.priority, t.channel, t.state, t.state_since, t.grade, t.customer_id, Customer.name,
            t.requester_name, Product.name, t.owner_id, User.name, Team.name, t.opened_at, t.resolved_at, t.due_at,
            t.resolve_left, func.coalesce(responding, False), func.coalesce(near, False), t.response_met, t.resolve_met,
            t.satisfaction, t.last_message_at, t.last_message_from, t.version,
        )
        .outerjoin(Customer, Customer.id == t.customer_id)
        .outerjoin(Product, Product.id == t.product_id)
        .outerjoin(User, User.id == t.owner_id)
        .outerjoin(Team, Team.id == t.team_id)
    )


def _urgency() -> list:
    return [Ticket.rank.desc(), Ticket.due_at.asc().nulls_last(), Ticket.id.asc()]


def _behind(this) -> ColumnElement[bool]:
    """Less urgent than `this`, in the order of `_urgency`."""
    later = or_(
        and_(this.due_at.is_not(None), or_(Ticket.due_at.is_(None), Ticket.due_at > this.due_at)),
        and_(Ticket.due_at.is_not_distinct_from(this.due_at), Ticket.id > this.id),
    )
    return or_(Ticket.rank < this.rank, and_(Ticket.rank == this.rank, later))


SORTS = {
    "opened": Ticket.opened_at, "due": Ticket.due_at, "number": Ticket.id, "last_message": Ticket.last_message_at,
    "state": case({state: place for place, state in enumerate((*OPEN, "resolved", "archived"))}, value=Ticket.state),
    "priority": case({"urgent": 0, "high": 1, "normal": 2, "low": 3}, value=Ticket.priority),
    "satisfaction": Ticket.satisfaction, "resolved": Ticket.resolved_at,
}


def _sorted_by(column: str, direction: str) -> list:
    if column not in SORTS:
        return _urgency() if direction != "desc" else [Ticket.rank, Ticket.due_at.desc().nulls_last(), Ticket.id.desc()]
    by = SORTS[column]
    return [(by.desc() if direction == "desc" else by.asc()).nulls_last(), Ticket.id.desc()]
