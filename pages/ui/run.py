"""The pages' way through the core's two doors."""
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from crm_core import run
from crm_core.errors import CrmError, Forbidden, Invalid
from pages.ui import session
from pages.ui.text import _, told

_VERSION, _VERSION_SECONDS = "_data_version", 1.0


@dataclass(frozen=True)
class Attempt:
    """How a command ended. `error` is None when it is stored."""

    value: Any = None
    error: CrmError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None

    def problem(self, field: str) -> str | None:
        """What to show beside `field`, translated."""
        if isinstance(self.error, Invalid) and self.error.field == field:
            return told(self.error)
        return None


def act(command: Callable, *args, batch: str | None = None, quiet: bool = False, **kwargs) -> Attempt:
    """Runs a command for whoever is signed in now, with the rights of now.

    A known error becomes a notice at the next run, unless `quiet` (then the caller shows it).
    """
    actor = session.actor(fresh=True)
    try:
        if actor is None:
            raise Forbidden(_("Please sign in again."))
        return Attempt(run.act(actor, command, *args, batch=batch, **kwargs))
    except CrmError as error:
        if not quiet:
            session.notify(told(error), "error")
        return Attempt(error=error)
    finally:
        look_again()


def ask(query: Callable, *args, **kwargs) -> Any:
    """Runs a query. Its answer is kept until the next write, for people who see the same rows.

    Raises the query's CrmError (NotFound above all).
    """
    actor = session.actor()
    if actor is None:
        raise Forbidden(_("Please sign in again."))
    key = repr((query.operation.name, args, sorted(kwargs.items())))
    return _answer(
        key, actor.access_key, (actor.locale, actor.time_zone), _data_version(), partial(run.ask, actor, query, *args, **kwargs)
    )


def look_again() -> None:
    """The next `ask` looks whether anything was written; at the start of a run and after a command."""
    session.forget(_VERSION)


def _data_version() -> int:
    """The data version, read once in a run of the script (a moment, for what runs in parts)."""
    known: tuple[float, int] | None = session.get(_VERSION)
    if known is None or time.monotonic() - known[0] > _VERSION_SECONDS:
        known = (time.monotonic(), run.data_version())
        session.keep(_VERSION, known)
    return known[1]


def ask_now(query: Callable, *args, **kwargs) -> Any:
    """Runs a query past the cache."""
    actor = session.actor()
    if actor is None:
        raise Forbidden(_("Please sign in again."))
    return run.ask(actor, query, *args, **kwargs)


@st.cache_data(ttl=60, max_entries=500, show_spinner=False)
def _answer(key: str, access: tuple, reader: tuple, version: int, _call: Callable) -> Any:
    return _call()
