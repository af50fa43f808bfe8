"""Buttons that hand out a file, made with the rights of the moment of the click."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.errors import Forbidden
from pages.ui import session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(label: str, call: tuple, name: str, key: str, mime: str = XLSX) -> None:
    """`call` is an export command and what it takes; it runs when the button is pressed."""
    token = session.token()
    command, *args = call

    def made() -> bytes:
        actor = actor_of(token)
        if actor is None:
            raise Forbidden()
        return run.act(actor, command, *args).content

    st.download_button(label, made, file_name=name, icon=":material/download:", type="tertiary", on_click="ignore", key=key, mime=mime)
