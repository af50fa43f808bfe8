"""What if: the win rate were another, deals came later, some did not come at all."""
import streamlit as st

from crm_core.forecast.filters import WhatIf
from crm_core.forecast.outlook import Forecast
from pages.forecast import words
from pages.ui import layout, session
from pages.ui.format import Style
from pages.ui.text import _, plain

WIN, WEEKS, WITHOUT = "forecast.win", "forecast.weeks", "forecast.without"


def asked() -> WhatIf:
    """What the panel asks now."""
    return WhatIf(session.get(WIN, 0), session.get(WEEKS, 0), tuple(session.get(WITHOUT, ())))


def panel(found: Forecast, style: Style) -> None:
    """Sliders, deals to leave out, and what would come of it."""
    with layout.card(_("What if"), height="stretch", key="card-what-if"):
        st.slider(_("Win rate"), -50, 50, 0, 5, format="%+d%%", key=WIN)
        st.slider(_("Everything later by (weeks)"), 0, 26, 0, 1, key=WEEKS)
        kept = [key for key in session.get(WITHOUT, ()) if key in found.choices]
        if kept != list(session.get(WITHOUT, ())):
            session.keep(WITHOUT, kept)
        st.multiselect(_("Without these deals"), list(found.choices), format_func=lambda key: plain(found.choices[key]), key=WITHOUT,
                       placeholder=_("All come"))
        if found.changed is not None:
            with st.container(border=True, gap="xxsmall", key="what-if-answer"):
                st.markdown(words.changed(found, style))
                layout.quiet(words.changed_below(found, style))
        st.button(_("Reset"), icon=":material/restart_alt:", type="tertiary", on_click=_reset, key="what-if-reset", disabled=found.changed is None)


def _reset() -> None:
    session.keep(WIN, 0)
    session.keep(WEEKS, 0)
    session.keep(WITHOUT, [])
