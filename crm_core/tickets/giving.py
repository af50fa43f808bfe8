"""Who answers a ticket: claimed by oneself, or given by who assigns."""
from collections.abc import Sequence

from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import N_, Conflict, NotFound
from crm_core.notices.tell import tell
from crm_core.tickets import agents
from crm_core.tickets.agents import Given
from crm_core.tickets.rules import check_open, state_with
from crm_core.tickets.schemas import Handover
from crm_core.tickets.writing import change, fetch
from crm_core.work import Work, command
from db.models import Ticket

MOST = 1000


@command("tickets:edit")
def claim_ticket(work: Work, ticket_id: int) -> None:
    """Takes a ticket that nobody has. Raises NotFound, Conflict when somebody has it already or it is closed."""
    ticket = fetch(work, ticket_id)
    check_open(ticket.state)
    if ticket.owner_id == work.actor.user_id:
        return
    if ticket.owner_id is not None:
        raise Conflict(N_("This ticket has an agent already."), current=ticket.owner_id)
    _give(work, ticket, Given(work.actor.user_id, work.actor.team_id or ticket.team_id), "ticket.claimed", None)


@command("tickets:assign")
def assign_ticket(work: Work, ticket_id: int, data: Handover) -> None:
    """Gives an open ticket to an agent, to a team's queue, or with neither back to everybody's; the agent is told.

    Raises NotFound, Conflict when it is closed, Invalid for somebody it cannot be given to.
    """
    assign_tickets(work, [ticket_id], data)


@command("tickets:assign")
def assign_tickets(work: Work, ids: Sequence[int], data: Handover) -> int:
    """As `assign_ticket` for up to 1,000 tickets, all or none; returns how many changed. A batch can be undone."""
    wanted = sorted(set(ids))[:MOST]
    reach = scope.tickets(work), scope.tickets(work, "tickets:assign")
    rows = work.session.scalars(select(Ticket).where(Ticket.id.in_(wanted), *reach).order_by(Ticket.id).with_for_update()).all()
    if len(rows) != len(wanted):
        raise NotFound()
    given = agents.check_target(work, data.owner_id, data.team_id)
    for ticket in rows:
        check_open(ticket.state)
    changed = [ticket for ticket in rows if _give(work, ticket, given, "ticket.assigned", data.reason)]
    _tell(work, changed, given)
    return len(changed)


def _give(work: Work, ticket: Ticket, given: Given, kind: str, reason: str | None) -> bool:
    fields = {"owner_id": given.owner_id, "team_id": given.team_id, "rule_id": None}
    if ticket.owner_id != given.owner_id:
        fields["state"] = state_with(given.owner_id, ticket.state)
    if all(getattr(ticket, name) == value for name, value in fields.items()):
        return False
    return change(work, ticket, kind, fields, **{"reason": reason} if reason else {})


def _tell(work: Work, tickets: Sequence[Ticket], given: Given) -> None:
    if given.owner_id is None or not tickets:
        return
    if len(tickets) > 1:
        tell(work, [given.owner_id], "tickets.assigned", subject_type="ticket", n=len(tickets))
        return
    ticket = tickets[0]
    tell(work, [given.owner_id], "ticket.assigned", subject_type="ticket", subject_id=ticket.id, customer_id=ticket.customer_id,
         number=ticket.id, subject=ticket.subject)
