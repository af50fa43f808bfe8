"""An event as a row of the audit trail."""
from crm_core.audit.schemas import AuditRow
from crm_core.wording import SUBJECTS
from pages.ui import format
from pages.ui.changes import change_label, change_text, written
from pages.ui.format import Style
from pages.ui.text import _

COLUMNS_KEY = "audit_table"
SHOWN_CHANGES = 2


def columns() -> list[dict]:
    """What, who, about what, the change, when."""
    return [
        {"id": "what", "label": _("What happened"), "width": "24%"},
        {"id": "subject", "label": _("Subject"), "width": "20%", "card": "badge"},
        {"id": "change", "label": _("What changed")},
        {"id": "who", "label": _("Person"), "width": "14%", "card": "figure"},
        {"id": "when", "label": _("Time"), "width": "13%", "card": "note"},
    ]


def row_of(row: AuditRow, look: Style) -> dict:
    """The cells of one event; text is shown letter by letter."""
    event = row.event
    told = [change_label(c) if row.veiled else change_text(c, look) for c in event.changes]
    more = len(told) - SHOWN_CHANGES
    change = {"text": told[0], "title": "\n".join(told)} if told else None
    if change and len(told) > 1:
        change["sub"] = told[1] + (f" +{more}" if more > 0 else "")
    return {
        "id": event.id,
        "cells": {
            "what": {"text": what_happened(row), "title": event.kind},
            "subject": subject(row, look),
            "change": change,
            "who": event.who or _("The program"),
            "when": {"text": format.moment(event.at, look), "title": format.moment_full(event.at, look)},
        },
    }


def what_happened(row: AuditRow) -> str:
    """ "Deal moved to another stage × 12"."""
    return _(row.event.what) + (f" × {row.times}" if row.times > 1 else "")


def subject(row: AuditRow, look: Style) -> dict | None:
    """What it happened to: its name, or its number where the name is veiled."""
    event = row.event
    kind = _(SUBJECTS.get(event.subject_type, event.subject_type))
    if row.times > 1:
        return None
    if event.subject:
        return {"text": written(event.subject, look), "sub": kind}
    return {"text": f"{kind} #{event.subject_id}"} if event.subject_id else None

