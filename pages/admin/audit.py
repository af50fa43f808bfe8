"""The audit trail: who, when, what, from what to what."""
from dataclasses import replace
from datetime import timedelta
from functools import partial

import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.audit.export import export_audit
from crm_core.audit.queries import audit
from crm_core.audit.schemas import AREAS, AuditFilter, AuditPage
from crm_core.errors import Forbidden
from crm_core.people.queries import colleagues
from pages.admin import dialog
from pages.admin.audit_dialog import details
from pages.admin.audit_rows import COLUMNS_KEY, columns, row_of, what_happened
from pages.admin.words import area_word
from pages.ui import filters, layout, session
from pages.ui.components import record_table
from pages.ui.reader import style
from pages.ui.run import ask, ask_now
from pages.ui.text import _, plain

PERIODS = {"1": 1, "7": 7, "30": 30, "90": 90, "365": 365, "all": None}
USUAL = "30"
OLDER, NEWER = "older", "newer"


def page() -> None:
    """A page of events, newest first."""
    wanted = _wanted()
    found: AuditPage = ask_now(audit, wanted)
    with layout.header(_("Audit trail"), sub=_("Every change, sign-in and export. Nothing here can be changed or deleted.")):
        _export(wanted)
    _filters()
    _only(wanted)
    if found.rows:
        look = style()
        record_table(columns(), [row_of(row, look) for row in found.rows], COLUMNS_KEY, selectable=False, on_open=dialog.show)
        _turn(found)
    else:
        filters.nothing_found(_("Nothing happened that matches these filters."))
    chosen = next((row for row in found.rows if row.event.id == dialog.opened_id()), None)
    if chosen:
        st.dialog(plain(what_happened(chosen)), width="medium", on_dismiss=dialog.close)(partial(details, chosen))()


def _wanted() -> AuditFilter:
    look = style()
    days = PERIODS.get(filters.value("period", USUAL), PERIODS[USUAL])
    since = look.now.replace(minute=0, second=0, microsecond=0) - timedelta(days=days) if days else None
    area = filters.value("area")
    return AuditFilter(
        user_id=filters.number("person"), area=area if area in AREAS else None, since=since,
        subject_type=filters.value("what") or None, subject_id=filters.number("id"), batch=filters.value("step") or None,
        older_than=filters.number(OLDER), newer_than=filters.number(NEWER),
    )


def _filters() -> None:
    people = {str(person.id): person.name for person in ask(colleagues)}
    periods = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days"), "90": _("Last 90 days"),
               "365": _("Last 365 days"), "all": _("All time")}  # fmt: skip
    usual_first = {USUAL: periods[USUAL]} | periods
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=220):
            filters.one("person", _("Person"), {"": _("Everybody"), "0": _("The program")} | people, hide_label=True)
        with st.container(width=220):
            filters.one("area", _("Area"), {"": _("All areas")} | {a: area_word(a) for a in AREAS}, hide_label=True)
        with st.container(width=180):
            filters.one("period", _("Period"), usual_first, hide_label=True)


def _only(wanted: AuditFilter) -> None:
    """Says that only one record, or one step, is shown."""
    if wanted.subject_type is None and wanted.batch is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Only one step in bulk") if wanted.batch else _("Only one record"), width="content")
        st.button(
            _("Show all"), icon=":material/close:", type="tertiary", on_click=filters.put,
            args=({"what": None, "id": None, "step": None, OLDER: None, NEWER: None},), key="audit_all",
        )


def _turn(found: AuditPage) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            _("Newer"), icon=":material/chevron_left:", disabled=found.newer is None, on_click=filters.put,
            args=({NEWER: found.newer, OLDER: None},), key="audit_newer",
        )
        st.button(
            _("Older"), icon=":material/chevron_right:", icon_position="right", disabled=found.older is None,
            on_click=filters.put, args=({OLDER: found.older, NEWER: None},), key="audit_older",
        )


def _export(wanted: AuditFilter) -> None:
    token = session.token()
    whole = replace(wanted, older_than=None, newer_than=None)

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_audit, whole, "xlsx").content

    st.download_button(
        _("Export to Excel"), made, file_name=f"audit-{style().today:%Y-%m-%d}.xlsx", icon=":material/download:",
        on_click="ignore", key="audit_export", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
