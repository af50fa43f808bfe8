"""The field for a new password, for forms."""
import streamlit as st

from crm_core.access import passwords
from pages.ui import layout
from pages.ui.text import _


def required(label: str) -> str:
    """The label of a field that must be filled in."""
    return f"{label} :red[*]"


def new_password(label: str, key: str) -> str:
    """Draws the field and, below it, what makes a good password."""
    typed = st.text_input(label, type="password", key=key, autocomplete="new-password", max_chars=passwords.LONGEST)
    layout.quiet(_("Four words that have nothing to do with each other are good."))
    return typed
