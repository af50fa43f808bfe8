"""The answer of a report: its sentence and its figures."""
from collections.abc import Sequence

import streamlit as st

from crm_core.content.model import END, WORRY, Content, Figure
from crm_core.content.words import as_of
from pages.reports import handing
from pages.ui import filters, layout, session
from pages.ui.format import Style
from pages.ui.layout import Metric
from pages.ui.text import _, plain


def header(content: Content, style: Style, *, actions: bool = True) -> None:
    """The report's title with its days, up to when its figures reach, and what can be done with it."""
    with layout.header(content.title, content.span, as_of(content, style)):
        if actions:
            handing.actions(content.report)


def answer(sentence: str, figures: Sequence[Figure], below: str = "") -> None:
    """Draws both, with one quiet line between them; texts of users in them stay texts."""
    st.header(marked(sentence), anchor=False)
    if below:
        layout.quiet(below)
    layout.metrics([Metric(**vars(figure)) for figure in figures])


def marked(sentence: str) -> str:
    """A sentence as Markdown, with what needs attention in amber."""
    return plain(sentence).replace(WORRY, ":orange[").replace(END, "]")


def nothing_sold(narrow: bool, text: str) -> None:
    """What a report of sales is for where there are none: the way to all time, or to the first ones."""
    def first_step() -> None:
        if narrow:
            st.button(_("Show all time"), icon=":material/history:", on_click=filters.replace, args=("period=all",))
        elif session.actor().may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    layout.empty_state("receipt_long", _("Nothing sold yet"), text, first_step)
