"""How articles are told: states, languages, whether they help."""
import streamlit as st

from crm_core.i18n import locales
from crm_core.knowledge import marks
from crm_core.wording import WORDS
from pages.ui import format
from pages.ui.format import Style
from pages.ui.text import _

TONES = {"draft": "orange", "published": "green", "archived": "gray"}


def state(code: str) -> str:
    """A state in words."""
    return _(WORDS["state"].get(code, code))


def states() -> dict[str, str]:
    return {code: state(code) for code in TONES}


def language(code: str) -> str:
    """A language by its own name."""
    return locales().get(code, code)


def helped(helpful: int, unhelpful: int, style: Style) -> str | None:
    """ "7 of 9" found it helpful; None when nobody said."""
    if not helpful + unhelpful:
        return None
    return _("{n} of {total}").format(n=format.number(helpful, style), total=format.number(helpful + unhelpful, style))


def show(text: str) -> None:
    """The text of an article with its marks. Nothing else of it becomes markup, see crm_core/knowledge/marks.py."""
    found = marks.html(text)
    if found.strip():
        st.html(found)
