"""The table of deals as a file."""
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from crm_core.dictionary import label
from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import DealRow, Sort, every_row
from crm_core.wording import WORDS
from crm_core.work import Work, command
from db.models import DictionaryEntry

Told = dict[str, dict[str, str]]

COLUMNS: dict[str, tuple[str, str, Callable[[DealRow, Told], Any]]] = {
    "name": (N_("Deal"), "text", lambda row, told: row.name),
    "customer": (N_("Customer"), "text", lambda row, told: row.customer),
    "pipeline": (N_("Pipeline name"), "text", lambda row, told: row.pipeline),
    "stage": (N_("Stage"), "text", lambda row, told: row.stage),
    "status": (N_("Status"), "text", lambda row, told: told["status"].get(row.status, row.status)),
    "value": (N_("Value"), "money", lambda row, told: row.value),
    "probability": (N_("Probability, %"), "number", lambda row, told: row.probability if row.status == "open" else None),
    "owner": (N_("Owner"), "text", lambda row, told: row.owner),
    "team": (N_("Team"), "text", lambda row, told: row.team),
    "since": (N_("In this stage since"), "moment", lambda row, told: row.stage_since),
    "opened": (N_("Opened"), "date", lambda row, told: row.opened_on),
    "expected": (N_("Expected close"), "date", lambda row, told: row.expected_close),
    "closed": (N_("Closed"), "date", lambda row, told: row.closed_on),
    "reason": (N_("Reason"), "text", lambda row, told: told.get(f"{row.status}_reason", {}).get(row.close_reason, row.close_reason)),
    "source": (N_("Source"), "text", lambda row, told: told["source"].get(row.source, row.source)),
    "next_step": (N_("Next step"), "text", lambda row, told: row.next_step),
    "next_step_at": (N_("Next step due"), "moment", lambda row, told: row.next_step_at),
    "id": (N_("ID in the other program"), "text", lambda row, told: row.external_id),
}


@command("deals:export")
def export_deals(work: Work, wanted: DealFilter, sort: Sort, format: Format = "xlsx", columns: Sequence[str] = tuple(COLUMNS)) -> File:
    """All deals that `wanted` matches and this person may export.

    Raises Invalid when they are too many for the format.
    """
    chosen = [COLUMNS[name] for name in columns if name in COLUMNS]
    translate, told = words(work.actor.locale).gettext, _words(work)
    rows = every_row(work, wanted, sort, "deals:export")
    return export(
        work,
        "deals",
        [Column(translate(heading), kind) for heading, kind, _value in chosen],
        ([value(row, told) for _heading, _kind, value in chosen] for row in rows),
        format,
        about={"filter": wanted.described()} if wanted.described() else None,
    )


def _words(work: Work) -> Told:
    """Codes and what they are called in the reader's language."""
    translate = words(work.actor.locale).gettext
    told: Told = {"status": {code: translate(text) for code, text in WORDS["status"].items()}, "source": {}}
    wanted = ("source", "won_reason", "lost_reason")
    for entry in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(wanted))):
        told.setdefault(entry.dictionary, {})[entry.code] = label(entry.name, entry.names, work.actor.locale)
    return told
