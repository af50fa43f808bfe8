"""Answering, noting, and taking in what customers write."""
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select

from crm_core.errors import N_, Conflict
from crm_core.mail.outbox import Letter, post
from crm_core.notices.tell import tell
from crm_core.tickets import agents, clocks, messages, moving, rules
from crm_core.tickets.creating import open_ticket
from crm_core.tickets.requesters import Requester
from crm_core.tickets.schemas import Incoming, NewFile, Note, Reply
from crm_core.tickets.writing import change, fetch, limits_of, record
from crm_core.work import Work, command
from db.models import Attachment, Customer, Mail, Ticket, TicketMessage, User


@command("tickets:edit")
def reply(work: Work, ticket_id: int, data: Reply, files: Sequence[NewFile] = ()) -> int:
    """Answers in public and returns the message's id: by mail where there is an address, else it is only written down.

    Who answers a ticket that nobody has takes it. The first answer stops the clock of the first response.
    Raises NotFound, Invalid, Conflict when it is archived or somebody else wrote since `data.seen`.
    """
    ticket = fetch(work, ticket_id, "tickets:edit")
    if ticket.state == "archived":
        raise Conflict(N_("This ticket is closed. Reopen it first."), current=ticket.state)
    if data.seen is not None:
        _check_read(work, ticket, data.seen)
    channel = "email" if ticket.requester_email else ticket.channel
    message = messages.add(work, ticket, "out", data.text, channel, name=work.actor.name, files=files)
    if ticket.requester_email:
        _send(work, ticket, message)
    _answered(work, ticket)
    if data.then == "wait":
        moving.wait(work, ticket)
    elif data.then == "resolve":
        moving.resolve(work, ticket, None)
    return message.id


@command("tickets:edit")
def add_note(work: Work, ticket_id: int, data: Note, files: Sequence[NewFile] = ()) -> int:
    """Writes an internal note and returns its id; its agent is told. Raises NotFound, Invalid."""
    ticket = fetch(work, ticket_id, "tickets:edit")
    message = messages.add(work, ticket, "note", data.text, ticket.channel, files=files)
    record(work, "ticket.noted", ticket)
    _tell_agent(work, ticket, "ticket.noted")
    return message.id


@command("tickets:edit")
def add_incoming(work: Work, ticket_id: int, data: Incoming, files: Sequence[NewFile] = ()) -> int:
    """Takes in what a customer wrote on a ticket; returns the id of the ticket it went to.

    A ticket that waited is worked on again, a resolved one is reopened within the days the settings say; after that, and
    when it is archived, it becomes a new ticket that says where it came from. A merged ticket passes it on.
    Raises NotFound, Invalid.
    """
    ticket = _end_of_merges(work, fetch(work, ticket_id, "tickets:edit"))
    if ticket.state == "archived" or (ticket.state == "resolved" and _too_late(work, ticket)):
        ticket = _follow_up(work, ticket)
    messages.add(
        work, ticket, "in", data.text, data.channel, name=data.name or ticket.requester_name, email=data.email,
        message_id=data.message_id, files=files)
    record(work, "ticket.answered", ticket, after={"channel": data.channel})
    if ticket.state == "waiting":
        moving.resume(work, ticket)
    elif ticket.state == "resolved":
        moving.reopen(work, ticket, None)
    _tell_agent(work, ticket, "ticket.answered")
    return ticket.id


def _check_read(work: Work, ticket: Ticket, seen: int) -> None:
    """Raises Conflict when the customer or a colleague wrote on the ticket after the message `seen`."""
    m = TicketMessage
    others = or_(m.user_id.is_(None), m.user_id != work.actor.user_id)
    newer = select(m.id, func.coalesce(User.name, m.name, ticket.requester_name)).outerjoin(User, User.id == m.user_id).where(
        m.ticket_id == ticket.id, m.id > seen, m.direction != "note", others)
    found = work.session.execute(newer.order_by(m.id.desc()).limit(1)).one_or_none()
    if found is not None:
        raise Conflict(N_("{name} wrote meanwhile."), current=found[0], name=found[1] or "?")


def _send(work: Work, ticket: Ticket, message: TicketMessage) -> None:
    earlier = (
        select(TicketMessage.message_id)
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.message_id.is_not(None))
        .order_by(TicketMessage.id.desc())
        .limit(1)
    )
    files = select(Attachment.id).where(Attachment.message_id == message.id).order_by(Attachment.id)
    message.mail_id = post(work, Letter(
        to_email=ticket.requester_email, to_name=ticket.requester_name, purpose="ticket",
        subject=rules.mail_subject(ticket.id, ticket.subject), text=message.text, in_reply_to=work.session.scalar(earlier),
        attachments=tuple(work.session.scalars(files)), customer_id=ticket.customer_id, contact_id=ticket.contact_id,
        ticket_id=ticket.id,
    ))
    message.email = ticket.requester_email
    message.message_id = work.session.scalar(select(Mail.message_id).where(Mail.id == message.mail_id))


def _answered(work: Work, ticket: Ticket) -> None:
    fields = clocks.responded(ticket, limits_of(work, ticket), work.now)
    if ticket.owner_id is None and work.actor.user_id is not None and ticket.state in rules.OPEN:
        fields |= {"owner_id": work.actor.user_id, "team_id": work.actor.team_id or ticket.team_id}
    if ticket.state in ("new", "assigned"):
        fields["state"] = "processing"
    change(work, ticket, "ticket.replied", fields, **{} if fields else {"channel": ticket.channel})


def _too_late(work: Work, ticket: Ticket) -> bool:
    return ticket.resolved_at is not None and work.now - ticket.resolved_at > timedelta(days=work.settings.ticket_reopen_days)


def _follow_up(work: Work, old: Ticket) -> Ticket:
    """A new ticket of the same requester, kind and product."""
    customer = work.session.get(Customer, old.customer_id) if old.customer_id else None
    who = Requester(customer, old.contact_id, old.requester_name, old.requester_email, old.requester_phone, old.locale)
    values = {field: getattr(old, field) for field in ("subject", "kind", "priority", "channel", "product_id")}
    return open_ticket(work, values, who, split_from_id=old.id)


def _end_of_merges(work: Work, ticket: Ticket) -> Ticket:
    seen = {ticket.id}
    while ticket.merged_into_id is not None and ticket.merged_into_id not in seen:
        seen.add(ticket.merged_into_id)
        ticket = work.session.get(Ticket, ticket.merged_into_id, with_for_update=True)
    return ticket


def _tell_agent(work: Work, ticket: Ticket, kind: str) -> None:
    users = [ticket.owner_id] if ticket.owner_id else []
    if not users and ticket.team_id is not None:
        users = list(work.session.scalars(agents.of_team(ticket.team_id)))
    tell(work, users, kind, subject_type="ticket", subject_id=ticket.id, customer_id=ticket.customer_id,
         number=ticket.id, subject=ticket.subject)
