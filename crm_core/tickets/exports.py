"""The queue as a file."""
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from crm_core.dictionary import label
from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import Sort, TicketRow, every_row
from crm_core.wording import WORDS
from crm_core.work import Work, command
from db.models import DictionaryEntry

Told = dict[str, dict[str, str]]
Value = Callable[[TicketRow, Told], Any]

COLUMNS: dict[str, tuple[str, str, Value]] = {
    "number": (N_("Ticket number"), "number", lambda row, told: row.id),
    "subject": (N_("Subject line"), "text", lambda row, told: row.subject),
    "customer": (N_("Customer"), "text", lambda row, told: row.customer),
    "requester": (N_("Requester"), "text", lambda row, told: row.requester),
    "grade": (N_("Grade"), "text", lambda row, told: told["grade"].get(row.grade, row.grade)),
    "kind": (N_("Ticket type"), "text", lambda row, told: told["ticket_kind"].get(row.kind, row.kind)),
    "product": (N_("Product"), "text", lambda row, told: row.product),
    "priority": (N_("Priority"), "text", lambda row, told: told["priority"].get(row.priority, row.priority)),
    "channel": (N_("Channel"), "text", lambda row, told: told["ticket.channel"].get(row.channel, row.channel)),
    "state": (N_("State"), "text", lambda row, told: told["ticket.state"].get(row.state, row.state)),
    "owner": (N_("Agent"), "text", lambda row, told: row.owner),
    "team": (N_("Team"), "text", lambda row, told: row.team),
    "opened": (N_("Opened at"), "moment", lambda row, told: row.opened_at),
    "due": (N_("Due"), "moment", lambda row, told: row.due_at),
    "resolved": (N_("Resolved at"), "moment", lambda row, told: row.resolved_at),
    "response_met": (N_("Answered in time"), "text", lambda row, told: told["met"][row.response_met]),
    "resolve_met": (N_("Resolved in time"), "text", lambda row, told: told["met"][row.resolve_met]),
    "satisfaction": (N_("Satisfaction (1 to 5)"), "number", lambda row, told: row.satisfaction),
}


@command("tickets:export")
def export_tickets(
    work: Work, wanted: TicketFilter, sort: Sort = ("urgency", "asc"), columns: Sequence[str] = (), format: Format = "xlsx"
) -> File:
    """All tickets that `wanted` matches and this person may export, with `columns` in their order (none: all of them).

    Raises Invalid when they are too many for the format.
    """
    chosen = [COLUMNS[name] for name in columns if name in COLUMNS] or list(COLUMNS.values())
    text, told = words(work.actor.locale).gettext, told_in(work)
    rows = every_row(work, wanted, sort, "tickets:export")
    return export(
        work, "tickets", [Column(text(heading), kind) for heading, kind, _value in chosen],
        ([value(row, told) for _heading, _kind, value in chosen] for row in rows), format,
        about={"filter": wanted.described()} if wanted.described() else None,
    )


def told_in(work: Work) -> Told:
    """Codes of tickets and what they are called in the reader's language; `met` has the outcomes of a limit."""
    translate = words(work.actor.locale).gettext
    told: Told = {name: {code: translate(text) for code, text in WORDS[name].items()} for name in ("priority", "ticket.channel", "ticket.state")}
    told |= {"grade": {}, "ticket_kind": {}, "met": {True: translate(N_("Yes")), False: translate(N_("No")), None: ""}}
    for entry in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(("grade", "ticket_kind")))):
        told[entry.dictionary][entry.code] = label(entry.name, entry.names, work.actor.locale)
    return told
