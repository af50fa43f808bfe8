"""The body of a dialog that takes a list out as a file: format, columns, download."""
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from crm_core import run
from crm_core.access.actor import Actor
from crm_core.errors import Forbidden
from crm_core.exporting import File
from pages.ui import layout, session
from pages.ui.text import _

FORMATS = {"xlsx": "Excel (XLSX)", "csv": "CSV"}


def body(count: str, columns: Mapping[str, str], shown: Sequence[str], name: str, export: Callable, *args, some: bool) -> None:
    """`count` says how many rows there are (`some`: any); `columns` are named, `shown` chosen at first.

    The command `export(*args, columns, format)` makes the file called `name`.
    """
    st.markdown(count)
    format = st.segmented_control(
        _("Format"), list(FORMATS), default="xlsx", required=True, format_func=FORMATS.get, key="export_format",
        label_visibility="collapsed",
    )
    chosen = st.multiselect(
        _("Columns in their order"), list(columns), list(shown), format_func=columns.get, key="export_columns")
    layout.quiet(_("Every export is noted in the audit trail."))
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            _("Download"), data=_maker(export, *args, tuple(chosen), format), file_name=f"{name}.{format}", type="primary",
            icon=":material/download:", key="export_download", on_click="ignore", disabled=not some or not chosen,
        )


def _maker(export: Callable, *args) -> Callable[[], bytes]:
    """Makes the file when the button is pressed, with the rights of that moment."""
    token = session.token()

    def make() -> bytes:
        actor: Actor | None = session.actor_of(token)
        if actor is None:
            raise Forbidden()
        made: File = run.act(actor, export, *args)
        return made.content

    return make
