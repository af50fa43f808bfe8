"""Dialogs that the address opens (`?open=7`), so that a link leads to them and F5 keeps them."""
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import streamlit as st

from crm_core.errors import N_, Conflict, CrmError
from crm_core.wording import FIELDS, field_label
from pages.ui import session
from pages.ui.format import DASH
from pages.ui.forms import Form, attempt
from pages.ui.run import Attempt
from pages.ui.text import _

NEW = "new"
SEEN = "dialog_seen"


def opened(name: str = "open") -> str:
    """What the address says is open: an id, "new" or nothing."""
    found = st.query_params.get(name, "")
    if not found:
        session.forget(SEEN)
    return found


def opened_id(name: str = "open") -> int | None:
    """The number that is open."""
    found = opened(name)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


def show(what: object, name: str = "open") -> None:
    """Opens a dialog at the next run; for callbacks."""
    st.query_params[name] = str(what)


def close(name: str = "open") -> None:
    """Closes it; for callbacks, or before a rerun."""
    st.query_params.pop(name, None)
    session.forget(SEEN)


def as_opened(row: Any) -> Any:
    """The row (with `id`) as it was when its dialog opened, whatever was drawn since: its version goes to the command."""
    held = session.get(SEEN)
    if type(held) is not type(row) or held.id != row.id:
        session.keep(SEEN, row)
        return row
    return held


def tried(form: Form, write: Callable[[], Attempt], row: Any = None, again: Callable[[], Any] | None = None) -> Attempt:
    """Runs `write`, which fills a schema and acts with it quietly, and tells in the form what was wrong.

    When somebody changed `row` meanwhile, says what of it (`again` reads it anew); saving once more
    then keeps what was typed.
    """
    ended = attempt(write)
    if isinstance(ended.error, Conflict) and ended.error.current is not None and row and again:
        form.show(_changed_meanwhile(row, again()))
    else:
        form.show(ended.error)
    return ended


def _changed_meanwhile(row: Any, now: Any) -> CrmError:
    session.keep(SEEN, now)
    names = [_(field_label(f.name)) for f in fields(row) if f.name in FIELDS and getattr(row, f.name) != getattr(now, f.name)]
    message = N_("Somebody changed this meanwhile: {fields}. Save again to keep what you typed, or close to look at it.")
    return CrmError(message, fields=_(", ").join(names) or DASH)


def saved(text: str) -> None:
    """Closes the dialog, tells what happened and draws the page anew."""
    close()
    session.notify(text)
    st.rerun()


def button(label: str, do: Callable[..., None], *args: Any, **more: Any) -> None:
    """A button of a dialog that does something and draws the whole page anew, not only the dialog."""
    if st.button(label, on_click=do, args=args, **more):
        st.rerun()
