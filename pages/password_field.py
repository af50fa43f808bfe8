"""The field for a new password, which says how good it is."""
import streamlit as st

from crm_core.access import passwords
from pages.ui import layout
from pages.ui.text import _


def required(label: str) -> str:
    """The label of a field that must be filled in."""
    return f"{label} :red[*]"


def new_password(label: str, key: str, about: tuple[str, ...]) -> str:
    """Draws the field and, below, what to take or how strong it is. `about` is what others know of the user."""
    typed = st.text_input(label, type="password", key=key, autocomplete="new-password", max_chars=passwords.LONGEST)
    if typed:
        score = passwords.strength(typed, about) if len(typed.strip()) >= passwords.SHORTEST else 0
        tone, icon, verdict = _verdict(score)
        st.markdown(f":small[:{tone}[:material/{icon}: {verdict}]]")
    else:
        layout.quiet(_("Four words that have nothing to do with each other are good."))
    return typed


def _verdict(score: int) -> tuple[str, str, str]:
    if score >= 4:
        return "green", "check_circle", _("Strong")
    if score == 3:
        return "green", "check_circle", _("Good")
    return "orange", "warning", _("Easy to guess")
