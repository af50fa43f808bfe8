"""The answer of a report: its sentence and its figures."""
from collections.abc import Sequence

import streamlit as st

from crm_core.content.model import END, WORRY, Figure
from pages.ui import layout
from pages.ui.layout import Metric
from pages.ui.text import plain


def answer(sentence: str, figures: Sequence[Figure]) -> None:
    """Draws both; texts of users in them stay texts."""
    st.header(marked(sentence), anchor=False)
    layout.metrics([Metric(**vars(figure)) for figure in figures])


def marked(sentence: str) -> str:
    """A sentence as Markdown, with what needs attention in amber."""
    return plain(sentence).replace(WORRY, ":orange[").replace(END, "]")
