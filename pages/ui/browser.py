"""Sending the browser to another address of ours, by loading it anew."""
import streamlit as st

from crm_core import run
from crm_core.access import sessions
from crm_core.people.accounts import note_sign_out
from pages.ui import session

_GO = "export default function ({ data }) { window.location.replace(data.url) }"


def go(url: str) -> None:
    """Leaves for `url`, a path of ours, and ends the script."""
    st.components.v2.component("hutong_go", js=_GO)(key="go", data={"url": url})
    st.stop()


def sign_out() -> None:
    """Signs this browser out, in all its tabs, and shows the door."""
    actor, token = session.actor(fresh=True), session.token()
    if actor and token:
        run.act(actor, note_sign_out)
        sessions.end(token)
    go("/session/end?to=/")
