"""Making tickets: by hand, from the web form, from a mail, out of another ticket."""
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm_core.errors import N_, Invalid
from crm_core.tickets import agents, clocks, messages, rules
from crm_core.tickets.agents import Given
from crm_core.tickets.calendars import Policies
from crm_core.tickets.requesters import Requester, identify
from crm_core.tickets.schemas import NewFile, TicketNew
from crm_core.tickets.writing import record
from crm_core.work import Work, command
from db.models import DictionaryEntry, Product, Ticket

TOLD = ("subject", "kind", "priority", "channel", "state", "owner_id", "team_id", "product_id", "split_from_id")


@command("tickets:edit")
def create_ticket(work: Work, data: TicketNew, files: Sequence[NewFile] = ()) -> int:
    """Makes a ticket with its first message and returns its id, which is its number.

    The clock starts, and the agent is found by the customer's named agent or the rules unless `owner_id` names one.
    Files that are not kept are refused when a colleague brings them, and named in a note when they come from outside.
    Raises NotFound, Invalid.
    """
    check_choices(work, data.given())
    who = identify(work, data.model_dump())
    ticket = open_ticket(work, data.model_dump(), who, owner_id=data.owner_id)
    messages.add(
        work, ticket, "in", data.text, data.channel, name=who.name, email=who.email, message_id=data.message_id, files=files)
    return ticket.id


def open_ticket(
    work: Work, values: Mapping[str, Any], who: Requester, *, owner_id: int | None = None, split_from_id: int | None = None
) -> Ticket:
    """Stores a ticket without messages; values were checked. Raises Invalid for an agent who cannot be given it."""
    grade = who.customer.grade if who.customer else None
    limits = Policies(work).fitting(values["priority"], grade)
    given = agents.check_target(work, owner_id, None) if owner_id is not None else agents.by_rule(
        work, kind=values["kind"], channel=values["channel"], product_id=values.get("product_id"), customer=who.customer,
        hours=limits.hours if limits else None)
    ticket = Ticket(
        subject=values["subject"], kind=values["kind"], priority=values["priority"], channel=values["channel"],
        product_id=values.get("product_id"), external_id=values.get("external_id"), split_from_id=split_from_id,
        customer_id=who.customer.id if who.customer else None, contact_id=who.contact_id, requester_name=who.name,
        requester_email=who.email, requester_phone=who.phone, locale=who.locale, grade=grade,
        rank=rules.rank(values["priority"], grade), **_given(given), state_since=work.now, opened_at=work.now,
        created_by=work.actor.user_id, updated_at=work.now, **clocks.started(limits, work.now),
    )
    work.session.add(ticket)
    work.session.flush()
    record(work, "ticket.created", ticket, after={
        field: getattr(ticket, field) for field in TOLD if field == "state" or getattr(ticket, field) is not None})
    return ticket


def check_choices(work: Work, values: Mapping[str, Any]) -> None:
    """Raises Invalid for a type or product that is not there."""
    kind, product_id = values.get("kind"), values.get("product_id")
    kinds = select(DictionaryEntry.id).where(DictionaryEntry.dictionary == "ticket_kind", DictionaryEntry.code == kind)
    if kind is not None and work.session.scalar(kinds) is None:
        raise Invalid(N_("This cannot be chosen any more."), field="kind")
    if product_id is not None and work.session.scalar(select(Product.id).where(Product.id == product_id)) is None:
        raise Invalid(N_("This cannot be chosen any more."), field="product_id")


def _given(given: Given) -> dict[str, Any]:
    state = rules.state_with(given.owner_id, "new")
    return {"owner_id": given.owner_id, "team_id": given.team_id, "rule_id": given.rule_id, "state": state}
