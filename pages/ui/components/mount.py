"""Registers a component from NAME.js and NAME.css, and mounts it with typed events."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui import session

HERE = Path(__file__).parent
Handler = Callable[[Any], None] | None
_runs = count(1)


def register(name: str):
    """Register the component once per process and return its mounting command."""
    css, js = (
        "\n".join((HERE / f"{part}.{kind}").read_text("utf-8") for part in ("shared", name))
        for kind in ("css", "js")
    )
    return st.components.v2.component(f"hutong_{name}", html="<div class='root'></div>", css=css, js=js)


def mount(component, key: str, data: dict, *, height="content", **handlers: Handler):
    """Show the component and return its result.

    Every name in `handlers` becomes an attribute of the result: None, or what the browser sent in
    this run. A handler, when given, is called with that value before the script runs: write there,
    so that the page is drawn from the new facts.
    """
    callbacks = {f"on_{name}_change": _callback(key, name, handler) for name, handler in handlers.items()}
    # The number makes every run reach the browser, also one that refused what was tried there.
    return component(key=key, data={**data, "run": next(_runs)}, height=height, **callbacks)


def state(key: str, name: str, default: Any = None) -> Any:
    """What the browser last said of `name` in the component `key`; for use before it is mounted."""
    return (session.get(key) or {}).get(name, default)


def happened(key: str, event: str) -> Any:
    """What the component `key` reports in this run, known before it is drawn; None when nothing.

    Leave the page before asking for its rows: `if opened := happened("customers", "open"): st.switch_page(…)`.
    """
    return state(key, event)


def put(key: str, name: str, value: Any) -> None:
    """Set a state of the component `key`; only in a callback or before it is mounted."""
    held = session.get(key)
    if held is not None:
        held[name] = value


def _callback(key: str, name: str, handler: Handler):
    def called() -> None:
        if handler is not None:
            value = state(key, name)
            if value is not None:
                handler(value)

    return called
