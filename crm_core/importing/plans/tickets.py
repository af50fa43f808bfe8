"""Tickets, linked to customers, agents and products; rows of the same number are one ticket with its history."""
from datetime import datetime
from typing import Any

from crm_core.i18n import N_, words
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import DUPLICATE, UPDATED, Context, Planned, pieces
from crm_core.importing.plans.references import find_customers, pick_customer
from crm_core.importing.plans.ticket_words import channel_of, priority_of, state_of
from crm_core.tickets.taking_in import Brought, Happened, find_requesters, find_tickets, take_in

AGENT = "service_agent"
HERE = N_("“{name}” is here already.")
NO_CUSTOMER = N_("There is no customer “{name}”; the ticket comes in without one.")
NOT_SAID = N_("“{value}” is not known here and left out.")
TOO_LATE = N_("This lies in the future.")
WORDS = (("state", state_of), ("priority", priority_of), ("channel", channel_of))
PLAIN = ("external_id", "requester_name", "requester_email", "requester_phone", "opened_at", "first_response_at", "resolved_at",
         "closed_at", "resolve_met", "response_met", "reopened", "satisfaction")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    known = _known(context, rows)
    for item in planned:
        _prepare(context, item)
        _judge(context, item, known)
    _link(context, planned)
    return planned


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the rows of a plan, those of one number together."""
    good = [item for item in planned if item.good]
    newcomers.people(context, good, "owner", role=AGENT)
    newcomers.entries(context, good, ("kind",))
    newcomers.products(context, {item.row.values["product"] for item in good if "product" in item.row.values})
    together: dict[Any, list[Planned]] = {}
    for item in good:
        together.setdefault(item.row.values.get("external_id") or item, []).append(item)
    brought = [_brought(context, items) for items in together.values()]
    for items, key in zip(together.values(), take_in(context.work, brought, context.run_id), strict=True):
        for item in items:
            item.subject_id = key


def _known(context: Context, rows: list[Row]) -> dict[str, tuple[int, int | None]]:
    found: dict[str, tuple[int, int | None]] = {}
    for piece in pieces(row.values.get("external_id") for row in rows):
        found |= find_tickets(context.work, piece)
    return found


def _prepare(context: Context, item: Planned) -> None:
    row, values = item.row, item.row.values
    data = {name: values[name] for name in PLAIN if name in values}
    data["subject"] = values.get("subject") or _first_line(values.get("text")) or _numbered(context, values.get("external_id"))
    if not data["subject"]:
        row.fail("subject", N_("The ticket has neither a subject nor a number."))
    for name, meant in WORDS:
        if name in values:
            data[name] = meant(values[name])
            if data[name] is None:
                row.notes.append(Problem(name, NOT_SAID, {"value": values[name]}))
    for name in ("at", "opened_at", "first_response_at", "resolved_at", "closed_at"):
        if values.get(name) and values[name] > context.work.now:
            row.fail(name, TOO_LATE)
    for name in ("kind", "product"):
        context.resolve(row, name)
    context.owner(row)
    item.data["values"] = data


def _judge(context: Context, item: Planned, known: dict[str, tuple[int, int | None]]) -> None:
    if item.row.problems:
        item.reject()
        return
    number = item.row.values.get("external_id")
    here = known.get(number) if number else None
    item.data["here"] = here[0] if here else None
    if here is None or here[1] == context.run_id:
        return
    item.verdict, item.subject_id = UPDATED, here[0]
    if context.mapping.options.existing == "leave":
        item.verdict = DUPLICATE
        item.row.problems.append(Problem("external_id", HERE, {"name": number}))


def _link(context: Context, planned: list[Planned]) -> None:
    """The customer by its number or name, else by the requester's address; a ticket is not refused for want of one."""
    wanted = [(item.row.values.get("customer"), item.row.values.get("customer_external_id")) for item in planned]
    found = find_customers(context, wanted)
    people: dict[str, tuple[int | None, int]] = {}
    for piece in pieces(item.row.values.get("requester_email") for item in planned):
        people |= find_requesters(context.work, piece)
    for item, (name, external_id) in zip(planned, wanted, strict=True):
        data = item.data["values"]
        fitting = pick_customer(found, name, external_id)
        contact, customer = people.get(data.get("requester_email"), (None, None))
        if len(fitting) == 1:
            data["customer_id"] = fitting[0]
            data["contact_id"] = contact if customer == fitting[0] else None
        elif customer is not None and not fitting:
            data["customer_id"], data["contact_id"] = customer, contact
        elif name:
            item.row.notes.append(Problem("customer", NO_CUSTOMER, {"name": name}))
            data.setdefault("requester_name", name)


def _brought(context: Context, items: list[Planned]) -> Brought:
    values: dict[str, Any] = {}
    for item in items:
        values |= {name: value for name, value in item.data["values"].items() if value is not None}
        values |= {column: found for name, column in (("kind", "kind"), ("product", "product_id"))
                   if (found := _resolved(context, item.row, name)) is not None}
    values.pop("state", None)
    first = items[0].row.values
    events = sorted((_event(context, item) for item in items), key=lambda event: event.at)
    return Brought(values, first.get("text"), events, items[0].data["here"])


def _resolved(context: Context, row: Row, name: str) -> str | int | None:
    key = context.resolve(row, name)
    if key in (None, NEW):
        return None
    return int(key) if name == "product" else key


def _event(context: Context, item: Planned) -> Happened:
    values, owner = item.row.values, context.owner(item.row)
    return Happened(_at(context, values), item.data["values"].get("state"), int(owner) if owner not in (None, NEW) else None, values.get("note"))


def _at(context: Context, values: dict[str, Any]) -> datetime:
    """When the row happened: what it says, else the last of the ticket's times it names."""
    times = [values[name] for name in ("closed_at", "resolved_at", "first_response_at", "opened_at") if values.get(name)]
    return values.get("at") or max(times, default=context.work.now)


def _first_line(text: str | None) -> str | None:
    return text.strip().splitlines()[0][:200] if text and text.strip() else None


def _numbered(context: Context, number: str | None) -> str | None:
    return words(context.work.actor.locale).gettext(N_("Ticket {number}")).format(number=number) if number else None
