"""Whether the page is as narrow as a phone, for what no style sheet can arrange."""

import streamlit as st

from pages.ui import session
from pages.ui.components.mount import mount, register, state

KEY = "screen"
_component = register("screen")


def narrow() -> bool:
    """Whether the page is up to 640 pixels wide. The first run on a phone goes by what the browser calls itself.

    Draw it once on a page that asks.
    """
    told = state(KEY, "narrow")
    if told is not None:
        session.keep("screen.narrow", told)
    now = session.get("screen.narrow", "Mobi" in st.context.headers.get("User-Agent", ""))
    mount(_component, KEY, {"most": 640, "narrow": now}, height=1, narrow=None)
    return now
