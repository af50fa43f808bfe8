"""Who else has a ticket open, so that two do not answer it."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.work import Work, command, query
from db.models import Ticket, TicketLook, TicketMessage, User
from db.types import UtcDateTime

RECENT = timedelta(seconds=45)
SEPARATOR = "\n"
DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True)
class Others:
    """Colleagues who look at a ticket now, its version, and the last message with who wrote it."""

    looking: tuple[str, ...]
    version: int
    last_message: int | None
    last_writer: str | None


@command("tickets:edit")
def look_at(work: Work, ticket_id: int) -> None:
    """Notes that this person has the ticket open, if it may be seen. Kept for a moment only, and no event."""
    work.session.execute(delete(TicketLook).where(TicketLook.at < work.now - RECENT))
    me, now = literal(work.actor.user_id), literal(work.now, UtcDateTime)
    row = select(Ticket.id, me, now).where(Ticket.id == ticket_id, scope.tickets(work))
    insert = DIALECTS[work.session.get_bind().dialect.name].insert(TicketLook)
    written = insert.from_select(["ticket_id", "user_id", "at"], row)
    work.session.execute(written.on_conflict_do_update(index_elements=["ticket_id", "user_id"], set_={"at": work.now}))


@query("tickets:view")
def others(work: Work, ticket_id: int) -> Others:
    """Who else looks at a ticket, and how far it is, in one statement. Raises NotFound."""
    m, writer, looker = aliased(TicketMessage), aliased(User), aliased(User)
    last = select(func.max(TicketMessage.id)).where(TicketMessage.ticket_id == Ticket.id).correlate(Ticket).scalar_subquery()
    looking = (
        select(func.aggregate_strings(looker.name, SEPARATOR))
        .join(TicketLook, TicketLook.user_id == looker.id)
        .where(TicketLook.ticket_id == ticket_id, TicketLook.at >= work.now - RECENT, looker.id != work.actor.user_id)
        .scalar_subquery()
    )
    row = work.session.execute(
        select(looking, Ticket.version, m.id, func.coalesce(writer.name, m.name, Ticket.requester_name))
        .select_from(Ticket)
        .outerjoin(m, m.id == last)
        .outerjoin(writer, writer.id == m.user_id)
        .where(Ticket.id == ticket_id, scope.tickets(work))
    ).one_or_none()
    if row is None:
        raise NotFound()
    names, *rest = row
    return Others(tuple(sorted(names.split(SEPARATOR))) if names else (), *rest)
