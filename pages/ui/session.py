"""The sole owner of `st.session_state`: who is here, in which language, and what to tell them next.

Facts live in the database and filters in the URL; only what belongs to this browser tab is kept here.
"""
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.access.actor import Actor
from crm_core.access.sessions import BROWSER_COOKIE, COOKIE, actor_of, hashed, valid
from crm_core.api.requests import ADDRESS_HEADER, LOCAL_HEADER
from crm_core.i18n import best_locale, locales

_ACTOR_SECONDS = 1.0


def browser() -> str:
    """The secret of this browser, with which it is known before anybody signs in."""
    return st.context.cookies.get(BROWSER_COOKIE, "")


def address() -> str | None:
    """The network address of this browser, as the guard saw it."""
    return st.context.headers.get(ADDRESS_HEADER) or None


def is_local() -> bool:
    """Whether this browser runs on the machine of the program."""
    return st.context.headers.get(LOCAL_HEADER) == "1"


def token() -> str | None:
    """The sign-in token of this browser."""
    return st.context.cookies.get(COOKIE)


def actor(*, fresh: bool = False) -> Actor | None:
    """Who is signed in, with the rights of this moment. `fresh` asks the database whatever we know."""
    known: tuple[float, Actor | None] | None = st.session_state.get("_actor")
    if fresh or known is None or time.monotonic() - known[0] > _ACTOR_SECONDS:
        known = (time.monotonic(), actor_of(token()))
        st.session_state["_actor"] = known
    return known[1]


def looking() -> Actor | None:
    """Who is signed in, for parts of a page that look by themselves: unlike a click, looking does not count as use."""
    when, known = st.session_state.get("_actor") or (0.0, None)
    if time.monotonic() - when > _ACTOR_SECONDS:
        known = known if token() and valid({hashed(token())}) else None
        st.session_state["_actor"] = (time.monotonic(), known)  # so that words and times of this run ask nothing more
    return known


def locale() -> str:
    """The language to speak: the user's, else what was chosen on the sign-in page, else the browser's."""
    somebody = actor()
    if somebody:
        return somebody.locale
    return st.session_state.get("_locale") or best_locale(st.context.headers.get("Accept-Language"))


def choose_locale(name: str) -> None:
    """Before anybody is signed in: speak this language."""
    if name in locales():
        st.session_state["_locale"] = name


@dataclass(frozen=True)
class Notice:
    """Something to tell the user once, at the next run. `tone` is success, info, warning or error."""

    text: str
    tone: str = "success"


@dataclass(frozen=True)
class Undo:
    """What the bar at the bottom offers. `call` reverts; it runs as a callback."""

    text: str
    call: Callable[[], None]
    until: float


def notify(text: str, tone: str = "success") -> None:
    """Tells the user at the next run; `text` is already translated."""
    st.session_state.setdefault("_notices", []).append(Notice(text, tone))


def take_notices() -> list[Notice]:
    """The waiting notices; they are gone afterwards."""
    return st.session_state.pop("_notices", [])


def offer_undo(text: str, call: Callable[[], None], seconds: int = 120) -> None:
    """Offers to take back what was just done, for a while."""
    st.session_state["_undo"] = Undo(text, call, time.monotonic() + seconds)


def undo_offer() -> Undo | None:
    """What can be taken back now."""
    offer: Undo | None = st.session_state.get("_undo")
    return offer if offer and time.monotonic() < offer.until else None


def drop_undo() -> None:
    st.session_state.pop("_undo", None)


def get(key: str, default: Any = None) -> Any:
    """What this tab remembers under `key` (prefix it with the page's name), or a widget's value."""
    return st.session_state.get(key, default)


def keep(key: str, value: Any) -> None:
    """Remembers something for this tab only."""
    st.session_state[key] = value


def forget(*keys: str) -> None:
    for key in keys:
        st.session_state.pop(key, None)

