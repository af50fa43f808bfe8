"""One event of the audit trail in full."""
import streamlit as st

from crm_core.audit.schemas import AuditRow
from pages.admin import dialog
from pages.admin.audit_rows import subject
from pages.ui import filters, format, layout
from pages.ui.changes import change_label, written
from pages.ui.format import DASH
from pages.ui.reader import style
from pages.ui.text import _, plain

PAGE_EDGES = {"older": None, "newer": None, "open": None}


def details(row: AuditRow) -> None:
    """Every changed field before and after, and the ways to what belongs to it."""
    look, event = style(), row.event
    layout.quiet(" · ".join((event.who or _("The program"), format.moment_full(event.at, look))))
    about = subject(row, look)
    if about:
        kind = f" {layout.small(about['sub'])}" if about.get("sub") else ""
        st.markdown(f"**{plain(about['text'])}**{kind}")
    if row.veiled:
        st.info(_("Names and values are shown to those who may see the record."), icon=":material/visibility_off:")
    _changes(row)
    with st.container(horizontal=True):
        if event.subject_id is not None:
            dialog.button(_("Everything about this record"), _only_this, row, icon=":material/history:", key="audit_this")
        if event.batch:
            dialog.button(_("The whole step"), _only_step, row, icon=":material/stacks:", key="audit_step")


def _changes(row: AuditRow) -> None:
    if not row.event.changes:
        return
    look = style()
    headings = (_("Field"), _("Before"), _("After"))
    lines = ["| " + " | ".join(headings) + " |", "| :-- | :-- | :-- |"]
    for change in row.event.changes:
        sides = (DASH, DASH) if row.veiled else (written(change.before, look), written(change.after, look))
        lines.append("| " + " | ".join(plain(cell) for cell in (change_label(change), *sides)) + " |")
    st.markdown("\n".join(lines))


def _only_this(row: AuditRow) -> None:
    dialog.close()
    filters.put({"what": row.event.subject_type, "id": row.event.subject_id, "step": None, "period": "all", **PAGE_EDGES})


def _only_step(row: AuditRow) -> None:
    dialog.close()
    filters.put({"step": row.event.batch, "what": None, "id": None, "period": "all", **PAGE_EDGES})
