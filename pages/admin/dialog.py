"""Dialogs that the address opens (`?open=7`), so that a link leads to them and F5 keeps them; errors beside fields."""
from collections.abc import Callable

import streamlit as st

from crm_core.errors import CrmError, Invalid
from pages.ui.run import Attempt
from pages.ui.text import plain, told

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


class Problems:
    """The places beside fields where it is told what is wrong with them."""

    def __init__(self) -> None:
        self._places: dict[str | None, st.delta_generator.DeltaGenerator] = {}

    def beside(self, field: str | None) -> None:
        """Call right after drawing the field; None is the place for everything else."""
        self._places[field] = st.empty()

    def saved(self, write: Callable[[], Attempt]) -> Attempt:
        """Runs `write`, which fills a schema and acts with it quietly, and tells what is wrong where it is."""
        try:
            attempt = write()
        except CrmError as error:
            attempt = Attempt(error=error)
        if attempt.error is not None:
            field = attempt.error.field if isinstance(attempt.error, Invalid) else None
            place = self._places.get(field) or self._places[None]
            place.markdown(f":red[:material/error: {plain(told(attempt.error))}]")
        return attempt


def required(label: str) -> str:
    """The label of a field that must be filled."""
    return f"{label} :red[*]"


def place(options: list, chosen: object) -> int:
    """Where `chosen` stands in `options`; the first when it is not there."""
    return options.index(chosen) if chosen in options else 0
