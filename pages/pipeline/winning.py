"""The win probability of an open deal, and whether a model has a say in it."""
import streamlit as st

from crm_core.forecast.winning import Win, win_of
from crm_core.pipeline.reading import DealView
from crm_core.pipeline.rules import OPEN
from pages.forecast.deals import about_model
from pages.ui import layout
from pages.ui.format import Style, percent
from pages.ui.run import ask
from pages.ui.text import _


def card(found: DealView, style: Style) -> None:
    """Nothing for closed deals, and before the first night that learned from some."""
    if found.status != OPEN:
        return
    win: Win = ask(win_of, found.id)
    if win.probability is None:
        return
    with layout.card(_("Win probability"), key="deal_win"):
        st.markdown(f"## {percent(win.probability, style)}", anchors=False)
        layout.quiet(about_model(win.trial, style))
