"""The columns of the queue and what stands in their cells."""
from typing import Any

from crm_core.tickets.listing import TicketRow
from crm_core.tickets.rules import OPEN
from pages.tickets import timing, words
from pages.ui import filters, links
from pages.ui.format import Style, moment
from pages.ui.text import _

DEFAULT = ("urgency", "asc")
NEWEST = ("opened", "desc")
SORTS = ("urgency", "due", "priority", "state", "number", "opened")
GREATEST_FIRST = ("number", "opened")


def sort(box: str) -> tuple[str, str]:
    """As the address says; a box by urgency, all tickets by age."""
    return filters.sort(SORTS, NEWEST if box == "all" else DEFAULT)


def columns(box: str) -> list[dict[str, Any]]:
    """What `record_table` is to draw; whose a ticket is stands where it may be anybody's."""
    last = {"id": "channel", "label": _("Channel"), "wide": True, "width": "9%"}
    if box not in ("mine", "unassigned"):
        last = {"id": "owner", "label": _("Agent"), "wide": True, "width": "9%"}
    return [
        {"id": "due", "label": _("Time left"), "sortable": True, "width": "10%", "card": "figure"},
        {"id": "grade", "label": _("Grade"), "width": "6.5%", "card": "badge"},
        {"id": "subject", "label": _("Subject line"), "card": "title", "width": "22%"},
        {"id": "customer", "label": _("Customer"), "card": "note", "width": "15%"},
        {"id": "kind", "label": _("Type"), "wide": True, "width": "9.5%"},
        {"id": "priority", "label": _("Priority"), "sortable": True, "card": "badge", "width": "8%"},
        {"id": "state", "label": _("State"), "sortable": True, "card": "badge", "width": "9%"},
        last,
        {"id": "number", "label": _("No."), "sortable": True, "width": "6.5%"},
    ]


def rows(found: tuple[TicketRow, ...], style: Style) -> list[dict[str, Any]]:
    """The tickets as `record_table` takes them."""
    kinds, grades = words.named("ticket_kind"), words.named("grade")
    return [
        {"id": row.id, "href": links.href("ticket", row.id), "cells": _cells(row, kinds, grades, style)}
        for row in found
    ]


def _cells(row: TicketRow, kinds: dict, grades: dict, style: Style) -> dict[str, Any]:
    left, tone = timing.of_row(row, style)
    grade, kind = grades.get(row.grade), kinds.get(row.kind)
    return {
        "due": {"text": left, "tone": tone, "strong": row.state in OPEN, "title": moment(row.due_at, style) if row.due_at else None},
        "grade": {"badges": [{"text": grade.label, "tone": grade.tone or "gray"}]} if grade else None,
        "subject": {"text": row.subject, "title": row.subject},
        "customer": {"text": row.customer or row.requester, "title": row.customer},
        "kind": kind.label if kind else row.kind,
        "priority": {"badges": [{"text": words.priority(row.priority), "tone": words.PRIORITY_TONES.get(row.priority, "gray")}]},
        "state": {"badges": [{"text": words.state_short(row.state), "tone": words.STATE_TONES.get(row.state, "gray")}]},
        "channel": words.channel(row.channel),
        "owner": row.owner or {"text": row.team or _("Unassigned"), "tone": "blue"},
        "number": f"#{row.id}",
    }
