"""What all steps share: title, the row of steps, changing what was decided."""
from collections.abc import Callable

import streamlit as st

from crm_core import jobs
from crm_core.importing import runs
from crm_core.importing.mapping import Mapping
from crm_core.importing.queries import RunView
from pages.importing import words
from pages.ui import filters, session
from pages.ui.layout import header
from pages.ui.reader import style
from pages.ui.run import act
from pages.ui.text import _

ORDER = ("columns", "values", "preview", "result")


def top(view: RunView, step: str, buttons: Callable[[], None]) -> None:
    """Title, what the file is, the step's buttons, and the four steps."""
    with header(words.title(view.kind), sub=words.about(view, style())):
        buttons()
    names = {"columns": _("1 Headings"), "values": _("2 Values"), "preview": _("3 Preview"), "result": _("4 Result")}
    session.keep("import_step", step)
    st.segmented_control(
        _("Step"), ORDER, format_func=names.get, key="import_step", label_visibility="collapsed", required=True,
        on_change=_stepped, args=(view,),
    )


def _stepped(view: RunView) -> None:
    wanted = session.get("import_step")
    if view.state not in ("draft", "checked", "failed"):
        return  # what has run cannot be changed any more
    if wanted == "preview":
        check(view)
    elif wanted in ("columns", "values"):
        go(wanted)


def go(step: str) -> None:
    """Shows a step; for callbacks."""
    filters.put({"step": step})


def check(view: RunView) -> None:
    """Has every row checked and shows the preview; for callbacks."""
    if view.state == "checked" or begin(view, runs.CHECK):
        go("preview")


def begin(view: RunView, task: str) -> bool:
    """Hands the import to the worker."""
    if act(runs.begin, view.id, task).ok:
        jobs.wake("imports")
        return True
    return False


def change(view: RunView, mapping: Mapping, **about: object) -> None:
    """Keeps what was decided; for callbacks."""
    act(runs.change_import, view.id, mapping, **about)


def leave(view: RunView) -> None:
    """Forgets the file; for callbacks."""
    from crm_core.importing import files

    attempt = act(runs.discard_import, view.id)
    if attempt.ok:
        files.remove(attempt.value)
        filters.replace("")
