"""Everything about one ticket, for its page."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.tickets.listing import TicketRow, tickets_of_customer
from crm_core.tickets.rules import OPEN
from crm_core.work import Work, query
from db.models import (
    AssignRule,
    Attachment,
    Contact,
    Customer,
    Event,
    Mail,
    MailAddress,
    Product,
    SlaPolicy,
    Team,
    Ticket,
    TicketMessage,
    TicketStage,
    User,
)

MOST_MESSAGES, MOST_EVENTS, MOST_OTHERS = 300, 100, 8


@dataclass(frozen=True)
class TicketView:
    """A ticket as stored, with the names of what it points at.

    `answers_to` is the address that a reply goes to by mail; None: a reply is only written down. `bounced`: mails to it
    came back. See `TicketRow` for the clock; `response_limit` and `resolve_limit` are the policy's working minutes.
    """

    id: int
    subject: str
    kind: str
    priority: str
    channel: str
    state: str
    state_since: datetime
    grade: str | None
    rank: int
    customer_id: int | None
    contact_id: int | None
    product_id: int | None
    requester_name: str | None
    requester_email: str | None
    requester_phone: str | None
    locale: str | None
    owner_id: int | None
    team_id: int | None
    opened_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    archived_at: datetime | None
    response_due_at: datetime | None
    resolve_due_at: datetime | None
    resolve_left: int | None
    due_at: datetime | None
    warn_at: datetime | None
    warned_at: datetime | None
    escalated_at: datetime | None
    response_met: bool | None
    resolve_met: bool | None
    response_minutes: int | None
    resolve_minutes: int | None
    reopened: int
    merged_into_id: int | None
    split_from_id: int | None
    question_id: int | None
    satisfaction: int | None
    external_id: str | None
    version: int
    contact: str | None
    product: str | None
    owner: str | None
    team: str | None
    policy: str | None
    response_limit: int | None
    resolve_limit: int | None
    rule: str | None
    created_by: str | None
    bounced: bool

    @property
    def answers_to(self) -> str | None:
        return self.requester_email

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def responding(self) -> bool:
        """Whether `due_at` is the limit of the first response."""
        return self.first_response_at is None and self.due_at is not None and self.due_at == self.response_due_at


@dataclass(frozen=True)
class CustomerFacts:
    """What an agent should know of the customer. Money in minor units; `seen`: the reader may open the customer's page."""

    id: int
    name: str
    kind: str
    grade: str | None
    lifecycle: str
    phone: str | None
    email: str | None
    city: str | None
    owner: str | None
    agent: str | None
    open_deals: int
    open_value: int
    won_value: int
    last_activity_at: datetime | None
    open_tickets: int
    all_tickets: int
    satisfaction: float | None
    seen: bool


@dataclass(frozen=True)
class FileOfMessage:
    """A file that came with a message."""

    id: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class MessageRow:
    """One message. `direction` is in, out or note; `who` wrote it; `ticket_id` is another one where it was merged.

    `mail` is the state of the outgoing mail (waiting, sending, sent, bounced, unknown or cancelled), None without one.
    """

    id: int
    ticket_id: int
    direction: str
    channel: str
    text: str
    who: str | None
    email: str | None
    at: datetime
    mail: str | None
    files: tuple[FileOfMessage, ...]


@dataclass(frozen=True)
class StageRow:
    """One visit to a state: from when to when, with which agent, and who brought it there."""

    state: str
    entered_at: datetime
    left_at: datetime | None
    owner: str | None
    by: str | None


@dataclass(frozen=True)
class Allowed:
    """What the reader may do with this ticket now."""

    reply: bool
    note: bool
    change: bool
    claim: bool
    assign: bool
    start: bool
    wait: bool
    resolve: bool
    reopen: bool
    archive: bool
    merge: bool
    split: bool


@dataclass(frozen=True)
class TicketPage:
    """One ticket. `events` newest first, `messages` and `stages` oldest first, `merged` are the numbers merged into it."""

    ticket: TicketView
    customer: CustomerFacts | None
    allowed: Allowed
    messages: tuple[MessageRow, ...]
    events: tuple[Happened, ...]
    stages: tuple[StageRow, ...]
    others: tuple[TicketRow, ...]
    merged: tuple[int, ...]


@query("tickets:view")
def ticket_page(work: Work, ticket_id: int) -> TicketPage:
    """One ticket for its page, in at most ten statements. Raises NotFound."""
    view, may_edit, may_assign = _head(work, ticket_id)
    customer = _customer(work, view.customer_id)
    merged = tuple(work.session.scalars(select(Ticket.id).where(Ticket.merged_into_id == ticket_id).order_by(Ticket.id)))
    others = tickets_of_customer(work, view.customer_id, MOST_OTHERS + 1) if view.customer_id else ()
    return TicketPage(
        view, customer, allowed(view.state, view.owner_id, work.actor.user_id, may_edit, may_assign, work.actor.may("tickets:edit")),
        _messages(work, (ticket_id, *merged)), _events(work, ticket_id), _stages(work, ticket_id),
        tuple(row for row in others if row.id != ticket_id)[:MOST_OTHERS], merged,
    )


@query("tickets:view")
def ticket_view(work: Work, ticket_id: int) -> TicketView:
    """One ticket as stored, for a form. Raises NotFound."""
    return _head(work, ticket_id)[0]


def allowed(state: str, owner_id: int | None, me: int | None, may_edit: bool, may_assign: bool, is_agent: bool) -> Allowed:
    """What may be done with a ticket in `state`. Pure."""
    is_open = state in OPEN
    return Allowed(
        reply=may_edit and state != "archived", note=may_edit, change=may_edit, claim=is_agent and is_open and owner_id is None,
        assign=may_assign and is_open, start=may_edit and is_open and state != "processing", wait=may_edit and is_open and state != "waiting",
        resolve=may_edit and is_open, reopen=may_edit and not is_open, archive=may_edit and state == "resolved",
        merge=may_edit and state != "archived", split=may_edit,
    )


def _head(work: Work, ticket_id: int) -> tuple[TicketView, bool, bool]:
    t, maker = Ticket, aliased(User)
    own = [getattr(t, name) for name in list(TicketView.__annotations__)[:40]]
    bounced = select(MailAddress.email).where(MailAddress.email == t.requester_email, MailAddress.bounced_at.is_not(None)).exists()
    row = work.session.execute(
        select(
            *own, Contact.name, Product.name, User.name, Team.name, SlaPolicy.name, SlaPolicy.response_minutes,
            SlaPolicy.resolve_minutes, AssignRule.name, maker.name, bounced, _may(work, "tickets:edit"), _may(work, "tickets:assign"),
        )
        .select_from(t)
        .outerjoin(Contact, Contact.id == t.contact_id)
        .outerjoin(Product, Product.id == t.product_id)
        .outerjoin(User, User.id == t.owner_id)
        .outerjoin(Team, Team.id == t.team_id)
        .outerjoin(SlaPolicy, SlaPolicy.id == t.policy_id)
        .outerjoin(AssignRule, AssignRule.id == t.rule_id)
        .outerjoin(maker, maker.id == t.created_by)
        .where(scope.tickets(work), t.id == ticket_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    *values, bounced, may_edit, may_assign = row
    return TicketView(*values, bool(bounced)), bool(may_edit), bool(may_assign)


def _may(work: Work, right: str) -> ColumnElement[bool]:
    return scope.tickets(work, right) if work.actor.may(right) else literal(False)


def _customer(work: Work, customer_id: int | None) -> CustomerFacts | None:
    if customer_id is None:
        return None
    c, agent = Customer, aliased(User)
    theirs = and_(Ticket.customer_id == c.id, Ticket.deleted_at.is_(None))

    def of(figure, *conditions):
        return select(figure).where(theirs, *conditions).correlate(c).scalar_subquery()

    seen = scope.customers(work) if work.actor.may("customers:view") else literal(False)
    row = work.session.execute(
        select(
            c.id, c.name, c.kind, c.grade, c.lifecycle, c.phone, c.email, c.city, User.name, agent.name, c.open_deals, c.open_value,
            c.won_value, c.last_activity_at, of(func.count(), Ticket.state.in_(OPEN)), of(func.count()),
            of(func.avg(Ticket.satisfaction)), seen,
        )
        .outerjoin(User, User.id == c.owner_id)
        .outerjoin(agent, agent.id == c.agent_id)
        .where(c.id == customer_id)
    ).one_or_none()
    if row is None:
        return None
    *values, satisfaction, visible = row
    return CustomerFacts(*values, float(satisfaction) if satisfaction is not None else None, bool(visible))


def _messages(work: Work, ticket_ids: tuple[int, ...]) -> tuple[MessageRow, ...]:
    m = TicketMessage
    rows = work.session.execute(
        select(m.id, m.ticket_id, m.direction, m.channel, m.text, func.coalesce(User.name, m.name), m.email, m.at, Mail.state)
        .outerjoin(User, User.id == m.user_id)
        .outerjoin(Mail, Mail.id == m.mail_id)
        .where(m.ticket_id.in_(ticket_ids))
        .order_by(m.at.desc(), m.id.desc())
        .limit(MOST_MESSAGES)
    ).all()
    files: dict[int, list[FileOfMessage]] = {}
    a = Attachment
    found = select(a.message_id, a.id, a.name, a.content_type, a.size).where(a.ticket_id.in_(ticket_ids), a.deleted_at.is_(None))
    for message_id, *file in work.session.execute(found.order_by(a.id)):
        files.setdefault(message_id, []).append(FileOfMessage(*file))
    return tuple(MessageRow(*row, tuple(files.get(row[0], ()))) for row in reversed(rows))


def _events(work: Work, ticket_id: int) -> tuple[Happened, ...]:
    mine = Event.subject_type == "ticket", Event.subject_id == ticket_id
    return tuple(told(work, work.session.scalars(select(Event).where(*mine).order_by(Event.id.desc()).limit(MOST_EVENTS)).all()))


def _stages(work: Work, ticket_id: int) -> tuple[StageRow, ...]:
    s, by = TicketStage, aliased(User)
    rows = work.session.execute(
        select(s.state, s.entered_at, s.left_at, User.name, by.name)
        .outerjoin(User, User.id == s.owner_id)
        .outerjoin(by, by.id == s.user_id)
        .where(s.ticket_id == ticket_id)
        .order_by(s.entered_at, s.id)
    )
    return tuple(StageRow(*row) for row in rows)
