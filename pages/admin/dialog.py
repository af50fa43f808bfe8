"""Dialogs that the address opens (`?open=7`), so that a link leads to them and F5 keeps them."""
from collections.abc import Callable

import streamlit as st

from pages.ui import session
from pages.ui.forms import Form, attempt
from pages.ui.run import Attempt

NEW = "new"


def opened(name: str = "open") -> str:
    """What the address says is open: an id, "new" or nothing."""
    return st.query_params.get(name, "")


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


def tried(form: Form, write: Callable[[], Attempt]) -> Attempt:
    """Runs `write`, which fills a schema and acts with it quietly, and tells in the form what was wrong."""
    ended = attempt(write)
    form.show(ended.error)
    return ended


def saved(text: str) -> None:
    """Closes the dialog, tells what happened and draws the page anew."""
    close()
    session.notify(text)
    st.rerun()
