"""The tickets behind a bar of the service report."""
from crm_core.reports.service import PAGE, TicketRows, export_service_rows, service_rows
from crm_core.tickets.listing import TicketRow
from pages.reports import service_filters
from pages.tickets import timing, words
from pages.ui import links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day
from pages.ui.text import _


def _draw(found: TicketRows, part: str, style: Style) -> Shown:
    told = style.count("{n} ticket", "{n} tickets", found.total)
    return Shown(summary(told, found.hidden, style), _columns(), [_row(row, style) for row in found.rows], found.total - found.hidden)


def _columns() -> list[dict]:
    return [
        {"id": "subject", "label": _("Subject"), "card": "title", "width": "38%"},
        {"id": "owner", "label": _("Agent"), "card": "note"},
        {"id": "state", "label": _("State"), "card": "badge"},
        {"id": "opened", "label": _("Opened at"), "wide": True},
        {"id": "limit", "label": _("Limit"), "align": "right", "card": "figure"},
    ]


def _row(row: TicketRow, style: Style) -> dict:
    limit, tone = timing.of_row(row, style)
    return {
        "id": row.id,
        "href": links.href("ticket", row.id),
        "cells": {
            "subject": {"text": row.subject, "sub": f"#{row.id} · {row.customer or row.requester or DASH}"},
            "owner": row.owner or DASH,
            "state": {"badges": [{"text": words.state(row.state), "tone": words.STATE_TONES.get(row.state, "gray")}]},
            "opened": {"text": day(row.opened_at, style), "sub": words.kind(row.kind)},
            "limit": {"text": limit, "tone": tone},
        },
    }


TICKETS = Behind(
    "service", service_rows, export_service_rows, _draw, PAGE, opens="ticket", right="tickets:export", file="tickets",
    more=lambda: (service_filters.group(),),
)
