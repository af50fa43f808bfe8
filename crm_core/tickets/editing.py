"""Changing what a ticket says."""
from typing import Any

from crm_core.errors import Conflict
from crm_core.tickets import clocks, rules
from crm_core.tickets.calendars import Policies
from crm_core.tickets.creating import check_choices
from crm_core.tickets.requesters import identify, written_email, written_phone
from crm_core.tickets.schemas import TicketEdit
from crm_core.tickets.writing import change, fetch
from crm_core.work import Work, command
from db.models import Ticket

WHO = ("customer_id", "contact_id")


@command("tickets:edit")
def update_ticket(work: Work, ticket_id: int, data: TicketEdit, version: int) -> int:
    """Changes the fields set in `data`; returns the new version.

    Another priority or customer may bring another policy; the time used so far stays used. A customer brings their
    address where the ticket has none. Raises NotFound, Invalid, or Conflict when it is no longer the `version` that was read.
    """
    ticket = fetch(work, ticket_id, "tickets:edit")
    if ticket.version != version:
        raise Conflict(current=ticket.version)
    fields = {name: value for name, value in data.given().items() if value != getattr(ticket, name)}
    check_choices(work, fields)
    if "requester_email" in fields:
        fields["requester_email"] = written_email(fields["requester_email"])
    if "requester_phone" in fields:
        fields["requester_phone"] = written_phone(work, fields["requester_phone"])
    if any(name in fields for name in WHO):
        fields |= _of_customer(work, ticket, fields)
    fields |= _ranked(work, ticket, fields)
    change(work, ticket, "ticket.changed", fields)
    return ticket.version


def _of_customer(work: Work, ticket: Ticket, fields: dict[str, Any]) -> dict[str, Any]:
    customer_id = fields.get("customer_id", ticket.customer_id)
    if customer_id is None:
        return {"contact_id": None, "grade": None}
    contact_id = fields.get("contact_id", ticket.contact_id if customer_id == ticket.customer_id else None)
    who = identify(work, {"customer_id": customer_id, "contact_id": contact_id})
    known = {"requester_name": who.name, "requester_email": who.email, "requester_phone": who.phone}
    missing = {name: value for name, value in known.items() if not getattr(ticket, name) and name not in fields}
    return {"customer_id": customer_id, "contact_id": contact_id, "grade": who.customer.grade} | missing


def _ranked(work: Work, ticket: Ticket, fields: dict[str, Any]) -> dict[str, Any]:
    """Rank and clock where priority or grade become others."""
    if not {"priority", "grade"} & fields.keys():
        return {}
    priority, grade = fields.get("priority", ticket.priority), fields.get("grade", ticket.grade)
    found: dict[str, Any] = {"rank": rules.rank(priority, grade)}
    if ticket.state in rules.OPEN:
        policies = Policies(work)
        old, new = policies.of(ticket.policy_id), policies.fitting(priority, grade)
        if old != new:
            found |= clocks.changed(ticket, old, new, work.now)
    return found
