"""What the dialogs of the service settings share."""
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from crm_core.dictionary import choices
from pages.admin import dialog
from pages.admin.rows import ordered_row
from pages.ui import layout, session
from pages.ui.forms import Form
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain

Options = list[tuple[Any, str]]


def grades(kept: str | None = None) -> Options:
    """The grades of customers."""
    return [(c.code, c.label) for c in ask(choices).get("grade", ()) if c.active or c.code == kept]


def ordered(found: Sequence[Any], facts: Callable[[Any], str], move: Callable[[int, bool], None], empty: str) -> None:
    """The rows in their order, each with what it says; `empty` stands there when there is none."""
    with st.container(border=True, gap="xsmall", width=860, key="service_rows"):
        for place, row in enumerate(found):
            text = f"**{plain(_named(row))}**{_switched_off(row)}"
            ordered_row(row.id, text, plain(facts(row)), move, first=place == 0, last=place == len(found) - 1)
        if not found:
            layout.quiet(empty)


def opened(found: Sequence[Any], new: str, body: Callable[[Any], None], *, width: Any = "small") -> None:
    """The dialog of the row that the address opens, or of a `new` one; `body` draws it (None: new)."""
    if not dialog.opened():
        return
    row = next((one for one in found if one.id == dialog.opened_id()), None)
    row = dialog.as_opened(row) if row else None
    st.dialog(plain(_named(row)) if row else new, width=width, on_dismiss=dialog.close)(partial(body, row))()


def save(form: Form, row: Any, name: str, make: Callable[[], Any], add: Callable, change: Callable, query: Callable) -> None:
    """Adds what was typed, or changes `row`; `make` gives the core's form, `query` all rows again where somebody else was quicker."""
    def write():
        data = make()
        return act(change, row.id, data, row.version, quiet=True) if row else act(add, data, quiet=True)

    if dialog.tried(form, write, row, lambda: next(one for one in ask_now(query) if one.id == row.id)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(name)))


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


def _named(row: Any) -> str:
    """What it is called in the reader's language, where it has names in several."""
    return getattr(row, "label", row.name)


def _switched_off(row: Any) -> str:
    return "" if row.active else " " + layout.badge(_("switched off"))


def _use(use: Callable, row: Any) -> None:
    if act(use, row.id, not row.active).ok:
        text = _("{name} is switched off") if row.active else _("{name} is switched on")
        session.offer_undo(text.format(name=_named(row)), lambda: act(use, row.id, row.active))
    dialog.close()


def _delete(delete: Callable, row: Any) -> None:
    if act(delete, row.id).ok:
        session.notify(_("{name} is deleted").format(name=plain(_named(row))))
    dialog.close()
