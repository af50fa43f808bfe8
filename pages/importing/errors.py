"""The file of rows that did not come in, to be corrected and imported again."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.errors import Forbidden
from crm_core.importing.queries import RunView, error_file
from pages.ui import session
from pages.ui.text import _


def button(view: RunView) -> None:
    """Hands the file out, with the rights of the moment of the click."""
    token, actor = session.token(), session.actor()

    def made() -> bytes:
        reader = actor_of(token) if token else actor
        if reader is None:
            raise Forbidden()
        return run.ask(reader, error_file, view.id)

    name = view.file_name.rpartition(".")[0] or view.file_name
    st.download_button(_("Error file"), made, file_name=f"{name}-errors.csv", mime="text/csv", icon=":material/download:",
                       on_click="ignore", key="import_errors")
