"""My own goals that run now, and their pace."""
import streamlit as st

from crm_core.goals.measures import MEASURES
from crm_core.goals.schemas import OwnGoal
from pages.goals import words
from pages.ui import layout, links
from pages.ui.format import Style
from pages.ui.text import _, plain


def goals(found: tuple[OwnGoal, ...], style: Style) -> None:
    """A bar for each goal: how much of it is reached, beside how much of the time is gone."""

    def all_goals() -> None:
        st.page_link(links.page("goals"), label=f":green[{plain(_('All goals'))}]")

    with layout.card(_("My goals"), action=all_goals, key="card-my-goals"):
        for goal in found:
            pace, (word, tone) = goal.pace, words.STATES[goal.pace.state]
            amounts = _("{actual} of {target}").format(
                actual=words.figure(goal.measure, pace.actual, style), target=words.figure(goal.measure, pace.target, style))
            name = f"**{plain(_(MEASURES[goal.measure].label))}** {layout.small(words.span_name(goal.period, goal.span, style))}"
            st.markdown(f"{name} · {plain(amounts)} {layout.badge(_(word), tone)}")
            if pace.reached is not None:
                st.progress(min(max(pace.reached, 0.0), 1.0), text=layout.small(words.gone(pace, goal.period, style)))
