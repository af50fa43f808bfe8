"""While the worker is at it."""
import streamlit as st

from crm_core.importing.queries import RunView, import_run
from pages.importing import steps
from pages.ui import format
from pages.ui.layout import quiet
from pages.ui.reader import style
from pages.ui.run import ask_now
from pages.ui.text import _


def page(view: RunView) -> None:
    """How far it is; one may leave and come back."""
    steps.top(view, "preview" if view.task == "check" else "result", lambda: None)
    with st.container(border=True):
        _watch(view.id)


@st.fragment(run_every=0.7)
def _watch(run_id: int) -> None:
    view = ask_now(import_run, run_id)
    if not view.busy:
        st.rerun()
    names = {"check": _("Checking the rows"), "import": _("Importing"), "undo": _("Taking the import back")}
    look = style()
    share = min(view.handled / view.total, 1.0) if view.total else 0.0
    st.markdown("**" + names.get(view.task or "", _("Importing")) + "**")
    st.progress(share, text=_("{n} of {total} rows").format(n=format.number(view.handled, look), total=format.number(view.total, look)))
    quiet(_("You can leave this page and come back; it goes on without you."))
