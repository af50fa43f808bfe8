"""Choosing a file, and the imports so far."""
import streamlit as st

from crm_core.company.queries import company
from crm_core.errors import CrmError
from crm_core.importing import limits
from crm_core.importing.catalogue import KINDS
from crm_core.importing.queries import RunView, import_runs
from crm_core.importing.upload import open_file
from pages.importing import words
from pages.ui import filters, format, session
from pages.ui.components import record_table
from pages.ui.format import Style
from pages.ui.layout import empty_state, header, quiet
from pages.ui.reader import style
from pages.ui.run import ask, ask_now
from pages.ui.text import _, told

GUESS = ""


def page() -> None:
    """The first step: a file."""
    with header(_("Import"), sub=_("Lists from Excel or another CRM. Nothing is written before you have seen what will happen.")):
        pass
    with st.container(border=True):
        file = st.file_uploader(
            _("A table: CSV, TSV, XLSX or XLS, up to {limit} MB").format(limit=limits.FILE_BYTES // 1024 // 1024),
            key="import_file", max_upload_size=limits.FILE_BYTES // 1024 // 1024,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kinds = [GUESS, *(name for name in KINDS if session.actor().may(KINDS[name].right))]
            st.selectbox(
                _("What it is"), kinds, key="import_kind", width=280,
                format_func=lambda name: words.kind_word(name) if name else _("Find out from the headings"),
            )
            st.button(_("Continue"), type="primary", disabled=file is None, on_click=_opened, key="import_open")
    if trouble := session.get("import.trouble"):
        st.error(trouble, icon=":material/error:")
        session.forget("import.trouble")
    quiet(_("A new company best begins with its sales teams, then products, customers, contacts and at last the opportunities."))
    _history()


def _opened() -> None:
    file, kind = session.get("import_file"), session.get("import_kind")
    if file is None:
        return
    try:
        run_id = open_file(session.actor(fresh=True), file.getvalue(), file.name, ask(company), kind or None)
    except CrmError as error:
        session.keep("import.trouble", told(error))
        return
    filters.replace(f"run={run_id}")


def _history() -> None:
    st.subheader(_("Imports so far"), anchor=False)
    rows = ask_now(import_runs)
    if not rows:
        empty_state("upload_file", _("Nothing has been imported yet"), _("What comes in stands here and can be undone for a week."))
        return
    look = style()
    columns = [
        {"id": "file", "label": _("File"), "width": "34%"}, {"id": "what", "label": _("What"), "wide": True},
        {"id": "state", "label": _("State"), "card": "badge"}, {"id": "rows", "label": _("Rows imported"), "align": "right", "card": "figure"},
        {"id": "when", "label": _("When"), "card": "note"},
    ]
    record_table(columns, [_row(view, look) for view in rows], "import_history", selectable=False, on_open=_reopened)


def _reopened(run_id: object) -> None:
    filters.replace(f"run={int(run_id)}")


def _row(view: RunView, look: Style) -> dict:
    states = {
        "waiting": (_("waiting"), "gray"), "running": (_("running"), "blue"), "done": (_("done"), "green"),
        "undone": (_("undone"), "gray"), "failed": (_("stopped"), "red"),
    }
    word, tone = states[view.state]
    left = _("{n} left out").format(n=format.number(view.rejected, look)) if view.rejected else ""
    return {
        "id": view.id, "href": f"/import?run={view.id}",
        "cells": {
            "file": {"text": view.file_name, "sub": view.by or ""},
            "what": words.kind_word(view.kind),
            "state": {"badges": [{"text": word, "tone": tone}]},
            "rows": {"text": format.number(view.accepted + view.updated, look), "sub": left},
            "when": {"text": format.moment(view.created_at, look), "title": format.moment_full(view.created_at, look)},
        },
    }
