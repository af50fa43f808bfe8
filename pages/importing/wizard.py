"""Where an import stands decides what the page shows."""
import streamlit as st

from crm_core.errors import CrmError
from crm_core.importing.queries import RunView, import_run
from pages.importing import columns, preview, progress, result, start, values
from pages.ui import filters, session
from pages.ui.run import ask_now
from pages.ui.text import told

STEPS = {"columns": columns.page, "values": values.page, "preview": preview.page}


def page() -> None:
    """The wizard."""
    run_id = filters.number("run")
    view = _view(run_id) if run_id else None
    if view is None:
        start.page()
    elif view.busy:
        progress.page(view)
    elif view.state in ("done", "undone") or (view.state == "failed" and view.task != "check"):
        result.page(view)
    elif view.state == "checked" and filters.value("step") in ("", "preview"):
        preview.page(view)
    else:
        STEPS.get(filters.value("step"), columns.page)(view)


def _view(run_id: int) -> RunView | None:
    try:
        return ask_now(import_run, run_id)
    except CrmError as error:
        session.forget("import.table")
        st.warning(told(error))
        return None
