"""The deals behind a bar as a file."""
from crm_core.errors import N_
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.reports.filters import ReportFilter
from crm_core.reports.rows import rows_to_export
from crm_core.wording import WORDS
from crm_core.work import Work, command

COLUMNS = (
    (N_("Deal"), "text"), (N_("Customer"), "text"), (N_("Owner"), "text"), (N_("Sales pipeline"), "text"), (N_("Stage"), "text"),
    (N_("Status"), "text"), (N_("Value"), "money"), (N_("First contact"), "date"), (N_("Closed on"), "date"),
    (N_("Expected close"), "date"),
)  # fmt: skip


@command("deals:export")
def export_rows(work: Work, chosen: ReportFilter, part: str, key: str | None = None) -> File:
    """The deals behind the bar `key` of the chart `part` as XLSX, and the note that they were exported.

    Raises NotFound for a chart there is not, Invalid when they are too many for a sheet.
    """
    translate = words(work.actor.locale).gettext
    status = {code: translate(text) for code, text in WORDS["status"].items()}
    found = rows_to_export(work, chosen, part, key)
    lines = (
        (r.name, r.customer, r.owner, r.pipeline, r.stage, status.get(r.status, r.status), r.value, r.opened_on, r.closed_on,
         r.expected_close)
        for r in found
    )  # fmt: skip
    about = {"report": "pipeline", "chart": part} | ({"bar": key} if key else {})
    return export(work, "deals", [Column(translate(label), kind) for label, kind in COLUMNS], lines, "xlsx", about=about)
