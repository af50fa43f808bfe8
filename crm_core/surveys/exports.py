"""What was asked and answered, as a file."""
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crm_core.access import scope
from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.surveys.feedback import rows_of
from crm_core.surveys.schemas import FeedbackFilter, FeedbackRow
from crm_core.work import Work, command

RIGHT = "tickets:export"

COLUMNS: dict[str, tuple[str, str, Callable[[FeedbackRow], Any]]] = {
    "number": (N_("Ticket number"), "number", lambda row: row.ticket_id),
    "subject": (N_("Subject line"), "text", lambda row: row.subject),
    "customer": (N_("Customer"), "text", lambda row: row.customer),
    "agent": (N_("Agent"), "text", lambda row: row.agent),
    "sent": (N_("Asked at"), "moment", lambda row: row.sent_at),
    "answered": (N_("Answered at"), "moment", lambda row: row.answered_at),
    "score": (N_("Score"), "number", lambda row: row.score),
    "comment": (N_("Comment"), "text", lambda row: row.comment),
}


@command(RIGHT)
def export_feedback(work: Work, wanted: FeedbackFilter, columns: Sequence[str] = (), format: Format = "xlsx") -> File:
    """The surveys that `wanted` matches on tickets this person may export. Raises Invalid when they are too many."""
    work.require("reports:service")
    chosen = [COLUMNS[name] for name in columns if name in COLUMNS] or list(COLUMNS.values())
    text = words(work.actor.locale).gettext
    rows: Iterator[FeedbackRow] = rows_of(work, wanted, scope.tickets(work, RIGHT))
    return export(
        work, "feedback", [Column(text(heading), kind) for heading, kind, _value in chosen],
        ([value(row) for _heading, _kind, value in chosen] for row in rows), format)
