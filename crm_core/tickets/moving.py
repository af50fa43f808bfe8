"""The steps of a ticket: start, wait, resolve, reopen, archive."""
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from crm_core.errors import N_, Invalid
from crm_core.inputs import prose
from crm_core.tickets import clocks, messages
from crm_core.tickets.rules import check_closed, check_move, check_open
from crm_core.tickets.schemas import NewFile
from crm_core.tickets.writing import change, fetch, limits_of
from crm_core.work import Work, command
from db.models import Ticket

DONE_LIMIT = 10_000


@command("tickets:edit")
def start_ticket(work: Work, ticket_id: int) -> None:
    """Begins to work on a ticket, or goes on after waiting; one that nobody has is taken. Raises NotFound, Conflict."""
    ticket = fetch(work, ticket_id, "tickets:edit")
    check_open(ticket.state)
    check_move(ticket.state, "processing")
    resume(work, ticket)


@command("tickets:edit")
def wait_for_customer(work: Work, ticket_id: int) -> None:
    """Waits for the customer; the time to resolve stands still. Raises NotFound, Conflict."""
    wait(work, fetch(work, ticket_id, "tickets:edit"))


@command("tickets:edit")
def resolve_ticket(work: Work, ticket_id: int, done: str, files: Sequence[NewFile] = ()) -> None:
    """Says what was done and that it is done. Raises NotFound, Conflict, Invalid when it is not said."""
    ticket = fetch(work, ticket_id, "tickets:edit")
    done = prose(done or "")
    if not done:
        raise Invalid(N_("Say what was done."), field="done")
    if len(done) > DONE_LIMIT:
        raise Invalid(N_("At most {limit} characters fit here."), field="done", limit=DONE_LIMIT)
    resolve(work, ticket, done, files)


@command("tickets:edit")
def reopen_ticket(work: Work, ticket_id: int, reason: str | None = None) -> None:
    """Works on a resolved or archived ticket again. Raises NotFound, Conflict; Invalid for a reason of over 500 characters."""
    ticket = fetch(work, ticket_id, "tickets:edit")
    reason = prose(reason or "") or None
    if reason and len(reason) > 500:
        raise Invalid(N_("At most {limit} characters fit here."), field="reason", limit=500)
    reopen(work, ticket, reason)


@command("tickets:edit")
def archive_ticket(work: Work, ticket_id: int) -> None:
    """Puts a resolved ticket away. Raises NotFound, Conflict when it is not resolved."""
    ticket = fetch(work, ticket_id, "tickets:edit")
    check_move(ticket.state, "archived")
    change(work, ticket, "ticket.archived", {"state": "archived", "archived_at": work.now})


@command("tickets:manage")
def archive_old_tickets(work: Work, most: int = 500) -> int:
    """Archives up to `most` tickets that were resolved as long ago as the settings say; returns how many."""
    limit = work.now - timedelta(days=work.settings.ticket_archive_days)
    old = select(Ticket).where(Ticket.state == "resolved", Ticket.resolved_at <= limit, Ticket.deleted_at.is_(None))
    rows = work.session.scalars(old.order_by(Ticket.resolved_at).limit(most).with_for_update(skip_locked=True)).all()
    for ticket in rows:
        change(work, ticket, "ticket.archived", {"state": "archived", "archived_at": work.now})
    return len(rows)


def wait(work: Work, ticket: Ticket) -> None:
    """Lets a ticket that was fetched wait. Raises Conflict."""
    check_open(ticket.state)
    if ticket.state != "waiting":
        change(work, ticket, "ticket.waiting", clocks.paused(ticket, limits_of(work, ticket), work.now) | {"state": "waiting"} | _taken(work, ticket))


def resume(work: Work, ticket: Ticket) -> None:
    """Works on a ticket that was fetched."""
    fields = clocks.resumed(ticket, limits_of(work, ticket), work.now)
    change(work, ticket, "ticket.started", fields | {"state": "processing"} | _taken(work, ticket))


def resolve(work: Work, ticket: Ticket, done: str | None, files: Sequence[NewFile] = ()) -> None:
    """Resolves a ticket that was fetched. Raises Conflict."""
    check_open(ticket.state)
    if done:
        messages.add(work, ticket, "note", done, ticket.channel, files=files)
    fields = clocks.resolved(ticket, limits_of(work, ticket), work.now)
    change(work, ticket, "ticket.resolved", fields | {"state": "resolved"} | _taken(work, ticket))


def reopen(work: Work, ticket: Ticket, reason: str | None) -> None:
    """Opens a ticket that was fetched again. Raises Conflict."""
    check_closed(ticket.state)
    fields = clocks.reopened(ticket, limits_of(work, ticket), work.now)
    fields |= {"state": "processing", "merged_into_id": None, "reopened": ticket.reopened + 1}
    change(work, ticket, "ticket.reopened", fields, **{"reason": reason} if reason else {})


def _taken(work: Work, ticket: Ticket) -> dict[str, int | None]:
    """Whoever works on a ticket that nobody has, has it."""
    if ticket.owner_id is not None or work.actor.user_id is None:
        return {}
    return {"owner_id": work.actor.user_id, "team_id": work.actor.team_id or ticket.team_id}
