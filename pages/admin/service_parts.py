"""What the dialogs of the service settings share."""
from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core.dictionary import choices
from pages.admin import dialog
from pages.ui import layout, session
from pages.ui.run import act, ask
from pages.ui.text import _, plain

Options = list[tuple[Any, str]]


def grades(kept: str | None = None) -> Options:
    """The grades of customers."""
    return [(c.code, c.label) for c in ask(choices).get("grade", ()) if c.active or c.code == kept]


def foot(row: Any, delete: Callable, question: str, use: Callable | None = None) -> None:
    """Below the form of something that is there: switching it off or on, and deleting it after asking."""
    st.divider()
    with st.container(horizontal=True):
        if use is not None:
            label, icon = (_("Switch off"), "block") if row.active else (_("Switch on"), "undo")
            dialog.button(label, _use, use, row, icon=f":material/{icon}:", type="tertiary", key="service_use")
        with st.popover(_("Delete"), icon=":material/delete:", type="tertiary"):
            st.markdown(plain(question))
            dialog.button(_("Delete"), _delete, delete, row, type="primary", key="service_delete")


def switched_off(row: Any) -> str:
    """A badge, where it does not count."""
    return "" if row.active else " " + layout.badge(_("switched off"))


def _use(use: Callable, row: Any) -> None:
    if act(use, row.id, not row.active).ok:
        text = _("{name} is switched off") if row.active else _("{name} is switched on")
        session.offer_undo(text.format(name=row.name), lambda: act(use, row.id, row.active))
    dialog.close()


def _delete(delete: Callable, row: Any) -> None:
    if act(delete, row.id).ok:
        session.notify(_("{name} is deleted").format(name=plain(row.name)))
    dialog.close()
