"""From one record to the next, in the order of the list one came from."""
from collections.abc import Callable

import streamlit as st

from pages.ui import links, session
from pages.ui.text import _


def buttons(url: str, find: Callable[[bool], int | None]) -> None:
    """Previous and next, also with K and J. `find(forward)` gives the id of the record to show at `/url`."""
    with st.container(horizontal=True, gap="small", width="content"):
        back = st.button(_("Previous record"), icon=":material/keyboard_arrow_up:", shortcut="K", type="tertiary", key="walk_back")
        on = st.button(_("Next record"), icon=":material/keyboard_arrow_down:", shortcut="J", type="tertiary", key="walk_on")
    if not back and not on:
        return
    found = find(bool(on))
    if found is not None:
        links.leave_for(url, id=found)
    session.notify(_("The list ends here") if on else _("The list begins here"), "info")
    st.rerun()
