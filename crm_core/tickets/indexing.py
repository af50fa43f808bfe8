"""What of a ticket can be searched: its number, subject, messages, customer and requester."""
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select

from crm_core.work import Work
from db import search
from db.models import Customer, Ticket, TicketMessage

CHUNK = 500
MOST = 20_000  # characters of messages for one ticket


def reindex(work: Work, ticket_ids: Iterable[int]) -> None:
    """Replaces the searchable text of these tickets."""
    ids = sorted(ticket_ids)
    for start in range(0, len(ids), CHUNK):
        search.store(work.session, "ticket", _documents(work, ids[start : start + CHUNK]))


def reindex_customers(work: Work, customer_ids: Iterable[int]) -> None:
    """As `reindex`, for all tickets of these customers."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        reindex(work, work.session.scalars(select(Ticket.id).where(Ticket.customer_id.in_(ids[start : start + CHUNK]))))


def _documents(work: Work, ids: list[int]) -> dict[int, str]:
    said: dict[int, list[str]] = defaultdict(list)
    for key, text in work.session.execute(
        select(TicketMessage.ticket_id, func.substr(TicketMessage.text, 1, MOST))
        .where(TicketMessage.ticket_id.in_(ids))
        .order_by(TicketMessage.ticket_id, TicketMessage.id)
    ):
        said[key].append(text)
    t = Ticket
    rows = work.session.execute(
        select(t.id, t.subject, t.requester_name, t.requester_email, t.requester_phone, t.external_id, Customer.name)
        .outerjoin(Customer, Customer.id == t.customer_id)
        .where(t.id.in_(ids))
    )
    return {
        key: search.document(str(key), *texts, "\n".join(said[key])[:MOST], phones=(phone,))
        for key, subject, name, email, phone, external, customer in rows
        for texts in [(subject, name, email, external, customer)]
    }
