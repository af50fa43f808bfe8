"""A settings page of several parts, one at a time; the address says which."""
from collections.abc import Mapping
from types import ModuleType

import streamlit as st

from pages.admin import dialog
from pages.ui import filters, layout, session
from pages.ui.text import _

Tabs = Mapping[str, tuple[str, str | None, ModuleType]]


def draw(name: str, title: str, sub: str, tabs: Tabs) -> None:
    """Draws the part that is chosen. `tabs`: key → (its name, what its new thing is called or None, the module whose `draw` makes it)."""
    chosen = filters.value("tab")
    chosen = chosen if chosen in tabs else next(iter(tabs))
    _title, new, part = tabs[chosen]
    key = f"{name}_tab_{chosen}"
    with layout.header(title, sub=sub):
        if new:
            st.button(_(new), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,), key=f"{name}_new")
    st.segmented_control(
        _("Part"), list(tabs), default=chosen, required=True, format_func=lambda tab: _(tabs[tab][0]), key=key, label_visibility="collapsed",
        on_change=_choose, args=(key,))
    part.draw()


def _choose(key: str) -> None:
    dialog.close()
    filters.put({"tab": session.get(key)})
