"""Everything about one ticket, for its page."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.tickets.listing import TicketRow, tickets_of_customer
from crm_core.tickets.rules import OPEN
from crm_core.work import Work, query
from db.json import rows_of
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
    """One ticket. `events` newest first, `messages` oldest first, those of tickets merged into it too."""

    ticket: TicketView
    customer: CustomerFacts | None
    allowed: Allowed
    messages: tuple[MessageRow, ...]
    events: tuple[Happened, ...]
    others: tuple[TicketRow, ...]


@query("tickets:view")
def ticket_page(work: Work, ticket_id: int) -> TicketPage:
    """One ticket for its page, in five statements. Raises NotFound."""
    view, customer, may_edit, may_assign = _head(work, ticket_id)
    others = tickets_of_customer(work, customer.id, MOST_OTHERS + 1) if customer and customer.all_tickets > 1 else ()
    return TicketPage(
        view, customer, allowed(view.state, view.owner_id, work.actor.user_id, may_edit, may_assign, work.actor.may("tickets:edit")),
        _messages(work, ticket_id), _events(work, ticket_id), tuple(row for row in others if row.id != ticket_id)[:MOST_OTHERS],
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


def _head(work: Work, ticket_id: int) -> tuple[TicketView, CustomerFacts | None, bool, bool]:
    """The ticket, its customer, and whether the reader may change it and give it to somebody."""
    t, maker, holder, agent = Ticket, aliased(User), aliased(User), aliased(User)
    own = [getattr(t, name) for name in list(TicketView.__annotations__)[:40]]
    bounced = select(MailAddress.email).where(MailAddress.email == t.requester_email, MailAddress.bounced_at.is_not(None)).exists()
    parts = (
        [*own, Contact.name, Product.name, User.name, Team.name, SlaPolicy.name, SlaPolicy.response_minutes,
         SlaPolicy.resolve_minutes, AssignRule.name, maker.name, bounced],
        _facts(work, holder, agent),
        [_may(work, "tickets:edit"), _may(work, "tickets:assign")],
    )
    row = work.session.execute(
        select(*(column for part in parts for column in part))
        .select_from(t)
        .outerjoin(Contact, Contact.id == t.contact_id)
        .outerjoin(Product, Product.id == t.product_id)
        .outerjoin(User, User.id == t.owner_id)
        .outerjoin(Team, Team.id == t.team_id)
        .outerjoin(SlaPolicy, SlaPolicy.id == t.policy_id)
        .outerjoin(AssignRule, AssignRule.id == t.rule_id)
        .outerjoin(maker, maker.id == t.created_by)
        .outerjoin(Customer, Customer.id == t.customer_id)
        .outerjoin(holder, holder.id == Customer.owner_id)
        .outerjoin(agent, agent.id == Customer.agent_id)
        .where(scope.tickets(work), t.id == ticket_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    values = iter(row)
    (*view, bounced), facts, may = ([next(values) for _column in part] for part in parts)
    return TicketView(*view, bool(bounced)), _customer(*facts) if facts[0] is not None else None, *map(bool, may)


def _may(work: Work, right: str) -> ColumnElement[bool]:
    return scope.tickets(work, right) if work.actor.may(right) else literal(False)


def _facts(work: Work, holder, agent) -> list:
    c, theirs = Customer, aliased(Ticket)

    def of(figure, *conditions):
        return select(figure).where(theirs.customer_id == c.id, theirs.deleted_at.is_(None), *conditions).correlate(c).scalar_subquery()

    seen = scope.customers(work) if work.actor.may("customers:view") else literal(False)
    return [
        c.id, c.name, c.kind, c.grade, c.lifecycle, c.phone, c.email, c.city, holder.name, agent.name, c.open_deals, c.open_value,
        c.won_value, c.last_activity_at, of(func.count(theirs.id), theirs.state.in_(OPEN)), of(func.count(theirs.id)),
        of(func.avg(theirs.satisfaction)), seen,
    ]


def _customer(*facts) -> CustomerFacts:
    *values, satisfaction, seen = facts
    return CustomerFacts(*values, float(satisfaction) if satisfaction is not None else None, bool(seen))


def _messages(work: Work, ticket_id: int) -> tuple[MessageRow, ...]:
    m, a = TicketMessage, Attachment
    read_here = select(Ticket.id).where(or_(Ticket.id == ticket_id, Ticket.merged_into_id == ticket_id))
    files = select(a.id).where(a.ticket_id == m.ticket_id, a.message_id == m.id, a.deleted_at.is_(None)).correlate(m)
    rows = work.session.execute(
        select(
            m.id, m.ticket_id, m.direction, m.channel, m.text, func.coalesce(User.name, m.name), m.email, m.at, Mail.state,
            rows_of(work.session, files, a.id, a.name, a.content_type, a.size),
        )
        .outerjoin(User, User.id == m.user_id)
        .outerjoin(Mail, Mail.id == m.mail_id)
        .where(m.ticket_id.in_(read_here))
        .order_by(m.at.desc(), m.id.desc())
        .limit(MOST_MESSAGES)
    ).all()
    return tuple(MessageRow(*row, tuple(FileOfMessage(*file) for file in sorted(files))) for *row, files in reversed(rows))


def _events(work: Work, ticket_id: int) -> tuple[Happened, ...]:
    mine = Event.subject_type == "ticket", Event.subject_id == ticket_id
    return tuple(told(work, work.session.scalars(select(Event).where(*mine).order_by(Event.id.desc()).limit(MOST_EVENTS)).all()))
