"""Short lists whose order people choose: what it is, up and down, change."""
from collections.abc import Callable

import streamlit as st

from pages.admin import dialog
from pages.ui.text import _


def ordered_row(key: int, text: str, sub: str, move: Callable[[int, bool], None], *, first: bool, last: bool) -> None:
    """One row; `text` and `sub` are Markdown. Change opens the dialog of this key."""
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"row_{key}"):
        with st.container(gap=None, width="stretch"):
            st.markdown(text)
            if sub:
                st.markdown(f":small[:gray[{sub}]]")
        st.button(
            "", icon=":material/arrow_upward:", type="tertiary", disabled=first, on_click=move, args=(key, True),
            key=f"up_{key}", help=_("Move up"),
        )
        st.button(
            "", icon=":material/arrow_downward:", type="tertiary", disabled=last, on_click=move, args=(key, False),
            key=f"down_{key}", help=_("Move down"),
        )
        st.button(
            "", icon=":material/edit:", type="tertiary", on_click=dialog.show, args=(key,), key=f"change_{key}",
            help=_("Edit"),
        )
