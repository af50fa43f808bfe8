"""Two tickets that are one, and one that is two."""
from sqlalchemy import select, update

from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.inputs import line
from crm_core.tickets.creating import open_ticket
from crm_core.tickets.requesters import Requester
from crm_core.tickets.writing import change, fetch, record
from crm_core.work import Work, command
from db.models import Attachment, Customer, Ticket, TicketMessage

SUBJECT_LIMIT = 200


@command("tickets:edit")
def merge_tickets(work: Work, ticket_id: int, into_id: int) -> None:
    """Closes a ticket as part of another of the same customer or requester; its messages are read there.

    A batch can be undone. Raises NotFound, Invalid when they are not of the same customer, Conflict when one was merged already.
    """
    if ticket_id == into_id:
        raise Invalid(N_("A ticket cannot be merged with itself."), field="into_id")
    ticket, into = fetch(work, ticket_id, "tickets:edit"), fetch(work, into_id, "tickets:edit")
    if not _same_requester(ticket, into):
        raise Invalid(N_("Only tickets of the same customer can be merged."), field="into_id")
    if ticket.merged_into_id is not None or into.merged_into_id is not None:
        raise Conflict(N_("One of these tickets was merged already."))
    change(work, ticket, "ticket.merged", {
        "state": "archived", "archived_at": work.now, "merged_into_id": into_id, "due_at": None, "warn_at": None,
        "resolve_due_at": None, "resolve_left": None})
    for earlier in work.session.scalars(select(Ticket).where(Ticket.merged_into_id == ticket_id)):
        change(work, earlier, "ticket.merged", {"merged_into_id": into_id})
    record(work, "ticket.joined", into, after={"ticket_id": ticket_id})


@command("tickets:edit")
def split_ticket(work: Work, message_id: int, subject: str) -> int:
    """Makes a ticket of its own from a customer's message, with its files; returns the new ticket's id.

    Raises NotFound, Invalid without a subject, Conflict for the message a ticket begins with.
    """
    message = work.session.scalars(select(TicketMessage).where(TicketMessage.id == message_id).with_for_update()).one_or_none()
    if message is None:
        raise NotFound()
    ticket = fetch(work, message.ticket_id, "tickets:edit")
    subject = line(subject or "")
    if not subject or len(subject) > SUBJECT_LIMIT:
        raise Invalid(N_("Give the new ticket a subject of at most {limit} characters."), field="subject", limit=SUBJECT_LIMIT)
    first = select(TicketMessage.id).where(TicketMessage.ticket_id == ticket.id).order_by(TicketMessage.at, TicketMessage.id)
    if message.direction != "in" or work.session.scalar(first.limit(1)) == message_id:
        raise Conflict(N_("Only a later message of the customer can become a ticket of its own."))
    customer = work.session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    who = Requester(customer, ticket.contact_id, ticket.requester_name, ticket.requester_email, ticket.requester_phone, ticket.locale)
    values = {field: getattr(ticket, field) for field in ("kind", "priority", "channel", "product_id")} | {"subject": subject}
    new = open_ticket(work, values, who, split_from_id=ticket.id)
    new.last_message_at, new.last_message_from = message.at, "customer"
    message.ticket_id = new.id
    files = update(Attachment).where(Attachment.message_id == message_id).values(ticket_id=new.id)
    work.session.execute(files.execution_options(synchronize_session=False))
    record(work, "ticket.split", ticket, after={"ticket_id": new.id})
    return new.id


def _same_requester(one: Ticket, other: Ticket) -> bool:
    if one.customer_id is not None or other.customer_id is not None:
        return one.customer_id == other.customer_id
    return one.requester_email is not None and one.requester_email == other.requester_email
