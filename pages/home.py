"""My day."""
import streamlit as st

from pages.ui import session
from pages.ui.text import _, plain


def page() -> None:
    """The first page after signing in."""
    st.title(_("Good morning, {name}").format(name=plain(session.actor().name)))
