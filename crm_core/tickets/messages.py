"""Writing messages and their files."""
from collections.abc import Sequence

from crm_core.attachments import commands as attachments
from crm_core.errors import N_, Invalid
from crm_core.i18n import words
from crm_core.tickets.schemas import NewFile
from crm_core.work import Work
from db.models import Ticket, TicketMessage


def add(
    work: Work, ticket: Ticket, direction: str, text: str, channel: str, *, name: str | None = None, email: str | None = None,
    message_id: str | None = None, files: Sequence[NewFile] = (),
) -> TicketMessage:
    """Adds a message to a ticket that was fetched for it, with its files."""
    message = TicketMessage(
        ticket_id=ticket.id, direction=direction, channel=channel, text=text, user_id=work.actor.user_id if direction != "in" else None,
        name=name, email=email, message_id=message_id, at=work.now,
    )
    work.session.add(message)
    if direction != "note":
        ticket.last_message_at, ticket.last_message_from = work.now, "customer" if direction == "in" else "agent"
    work.session.flush()
    _keep(work, ticket, message, files)
    return message


def _keep(work: Work, ticket: Ticket, message: TicketMessage, files: Sequence[NewFile]) -> None:
    """A colleague is told what is not kept; what came from outside is taken without it, and a note says so."""
    refused = []
    for file in files:
        try:
            attachments.attach_file(work, file.name, file.content, ticket_id=ticket.id, message_id=message.id)
        except Invalid:
            if work.actor.user_id is not None:
                raise
            refused.append(file.name)
    if refused:
        text = words(work.settings.locale).gettext(N_("These files were not kept, as they are too large or not of a kind that is safe: {names}"))
        add(work, ticket, "note", text.format(names=", ".join(refused)), message.channel)
