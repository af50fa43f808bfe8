"""Changing a ticket so that its history, its clock and an undo follow: every command that writes goes through here."""
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.tickets.calendars import Policies
from crm_core.work import Work
from db.models import Customer, Ticket

UNTOLD = ("state_since", "updated_at", "version")


def fetch(work: Work, ticket_id: int, *rights: str) -> Ticket:
    """The ticket, locked, that may be seen and that `rights` reach. Raises NotFound."""
    return work.one(
        select(Ticket).where(Ticket.id == ticket_id, scope.tickets(work), scope.tickets(work, *rights)).with_for_update()
    )


def change(work: Work, ticket: Ticket, kind: str, fields: Mapping[str, Any], **told: Any) -> bool:
    """Sets the fields that differ and records them as `kind`, with what else is `told`; returns whether any did.

    The reactions write the history of states from this event, and an undo takes exactly these fields back.
    """
    fields = dict(fields)
    if fields.get("state", ticket.state) != ticket.state:
        fields["state_since"] = work.now
    different = [name for name, value in fields.items() if getattr(ticket, name) != value]
    if not different and not told:
        return False
    before = {name: getattr(ticket, name) for name in different}
    for name in different:
        setattr(ticket, name, fields[name])
    if different:
        ticket.version, ticket.updated_at = ticket.version + 1, work.now
    record(work, kind, ticket, before=before or None, after={name: fields[name] for name in different} | told)
    return bool(different)


def record(work: Work, kind: str, ticket: Ticket, *, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None) -> None:
    """Notes that something happened to a ticket, on its customer's timeline too."""
    work.record(kind, "ticket", ticket.id, customer_id=ticket.customer_id, before=before, after=after)


def limits_of(work: Work, ticket: Ticket):
    """The policy the ticket is measured by; None when it has none."""
    return Policies(work).of(ticket.policy_id) if ticket.policy_id is not None else None


def customer_facts(work: Work, customer_id: int | None) -> Customer | None:
    """The customer of a ticket, if it may be seen. Raises NotFound."""
    if customer_id is None:
        return None
    found = work.session.scalars(scope.visible_customers(work).where(Customer.id == customer_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found
