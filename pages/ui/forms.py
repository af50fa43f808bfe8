"""Forms: one column, errors beside their field, Enter saves; and the dialogs they open in.

A dialog is remembered by its name until it is closed, so that the page can draw it from what is known then.
"""
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from crm_core.errors import CrmError, Invalid
from pages.ui import session
from pages.ui.run import Attempt
from pages.ui.text import _, plain, told

_OPEN = "_dialog"
DAYS = {"min_value": date(1900, 1, 1), "max_value": date(2199, 12, 31)}


# Dialogs


def open_dialog(name: str, **about: Any) -> None:
    """Opens a dialog of the page: in a callback, or before the page draws its dialogs."""
    session.keep(_OPEN, (name, about))


def close_dialog() -> None:
    """Closes it; after saving follow with `st.rerun()`."""
    session.forget(_OPEN)


def dialog(name: str, title: str, body: Callable[..., None], *, width: Any = "small") -> None:
    """Draws the dialog `name` when it is open; `body` gets what was given to `open_dialog`."""
    opened, about = session.get(_OPEN) or (None, {})
    if opened == name:
        st.dialog(plain(title), width=width, on_dismiss=close_dialog)(body)(**about)


def confirm(question: str, what_follows: str, label: str, do: Callable[[], Any], key: str) -> None:
    """The body of a dialog that asks before what hurts; `do` runs as the callback of the button `label`."""
    st.markdown(plain(question))
    if what_follows:
        st.markdown(f":small[:gray[{plain(what_follows)}]]")

    def done() -> None:
        close_dialog()
        do()

    with _buttons(key):
        agreed = st.button(label, type="primary", key=f"{key}.yes", on_click=done)
        dropped = st.button(_("Cancel"), type="tertiary", key=f"{key}.no", on_click=close_dialog)
    if agreed or dropped:
        st.rerun()


# Forms


@dataclass(frozen=True)
class Pressed:
    """Which button was pressed."""

    save: bool
    cancel: bool


class Form:
    """The fields of a form; draw them in the order in which they are read. Made by `form()` or `loose_form()`."""

    def __init__(self, key: str, button: Callable[..., bool] = st.form_submit_button) -> None:
        self.key = key
        self._button = button
        self._beside: dict[str, Any] = {}
        self._above = st.container()

    def name(self, field: str) -> str:
        """The key of the widget of a field."""
        return f"{self.key}.{field}"

    @contextmanager
    def field(self, field: str) -> Iterator[str]:
        """Room for a widget of one's own with its errors below; gives the widget's key."""
        with st.container(gap="xxsmall"):
            yield self.name(field)
            self._beside[field] = st.container(gap=None)

    def text(self, field: str, label: str, value: str | None = None, *, required: bool = False, **more: Any) -> str:
        with self.field(field) as key:
            return st.text_input(marked(label, required), **_start(key, value or ""), key=key, **more)

    def area(self, field: str, label: str, value: str | None = None, *, required: bool = False, **more: Any) -> str:
        with self.field(field) as key:
            return st.text_area(marked(label, required), **_start(key, value or ""), key=key, **{"height": 80} | more)

    def choice(
        self, field: str, label: str, options: Sequence[tuple[Any, str]], value: Any = None, *, required: bool = False,
        **more: Any,
    ) -> Any:
        """One of `options` (value, name), or None. A value that is no longer offered stays as it is."""
        names = dict(options)
        if value is not None:
            names.setdefault(value, str(value))
        values = list(names)
        with self.field(field) as key:
            start = {} if session.get(key) is not None else {"index": values.index(value) if value in names else None}
            return st.selectbox(marked(label, required), values, format_func=lambda v: names.get(v, str(v)),
                                placeholder=_("Choose"), key=key, **start, **more)

    def number(self, field: str, label: str, value: int | None = None, **more: Any) -> int | None:
        with self.field(field) as key:
            found = st.number_input(label, key=key, **_start(key, value), **{"step": 1, "min_value": 0} | more)
        return None if found is None else int(found)

    def decimal(self, field: str, label: str, value: float | None = None, **more: Any) -> float | None:
        """A number with decimals where it has some."""
        with self.field(field) as key:
            return st.number_input(label, key=key, format="%g", **_start(key, value), **{"step": 1.0, "min_value": 0.0} | more)

    def money(self, field: str, label: str, minor: int | None, places: int, **more: Any) -> int | None:
        """An amount in the currency named in the label, in minor units; `places` are its decimals."""
        value = None if minor is None else float(Decimal(minor).scaleb(-places))
        with self.field(field) as key:
            found = st.number_input(label, key=key, format=f"%.{places if minor and minor % 10**places else 0}f",
                                    **_start(key, value), **{"step": 1.0, "min_value": 0.0} | more)
        return None if found is None else round(Decimal(str(found)).scaleb(places))

    def day(self, field: str, label: str, value: date | None = None, **more: Any) -> date | None:
        """A day, or none."""
        with self.field(field) as key:
            return st.date_input(label, key=key, format="YYYY-MM-DD", **{"value": None} | _start(key, value), **DAYS | more)

    def note(self, field: str, text: str) -> None:
        """A quiet word below a field, e.g. what a phone number became."""
        with self._beside.get(field, self._above):
            st.markdown(f":small[:gray[{plain(text)}]]")

    def buttons(self, label: str, *, cancel: bool = True) -> Pressed:
        """Save and cancel at the right; Enter saves, but not in a loose form."""
        with _buttons(self.key):
            save = self._button(label, type="primary", key=self.name("save"))
            dropped = cancel and self._button(_("Cancel"), type="tertiary", key=self.name("cancel"))
        return Pressed(save, bool(dropped))

    def show(self, error: CrmError | None) -> None:
        """Tells what went wrong: beside its field, else above the form."""
        if error is None:
            return
        beside = self._beside.get(error.field or "") if isinstance(error, Invalid) else None
        if beside is not None:
            beside.markdown(f":small[:red[:material/error: {plain(told(error))}]]")
        else:
            self._above.error(plain(told(error)))

    def tell(self) -> Any:
        """The room above the fields, for warnings."""
        return self._above


@contextmanager
def form(key: str) -> Iterator[Form]:
    """A form without a frame, as dialogs and cards have them."""
    with st.form(key, border=False):
        yield Form(key)


@contextmanager
def loose_form(key: str) -> Iterator[Form]:
    """Fields that are known as soon as each is left: where rows come and go. Enter takes over a field, no more."""
    yield Form(key, st.button)


def attempt(make: Callable[[], Attempt]) -> Attempt:
    """Runs `make`, which builds a schema and acts; what the schema refuses is an Attempt too."""
    try:
        return make()
    except CrmError as error:
        return Attempt(error=error)


def saved(text: str) -> None:
    """Closes the dialog, tells what happened and draws the page anew."""
    close_dialog()
    session.notify(text)
    st.rerun()


def preset(key: str, values: dict[str, Any]) -> None:
    """Before a form is drawn: puts these values into its fields."""
    for field, value in values.items():
        session.keep(f"{key}.{field}", value)


def _start(key: str, value: Any) -> dict[str, Any]:
    """The first value of a widget; what is in it already stays."""
    return {} if session.get(key) is not None else {"value": value}


def marked(label: str, required: bool = True) -> str:
    """The label of a field, with its star when people must fill it in."""
    return f"{label} *" if required else label


def _buttons(key: str) -> Any:
    """A row that reads from right to left, so that the first button, which Enter presses, stands at the right."""
    return st.container(horizontal=True, vertical_alignment="center", key=f"form_buttons_{key.replace('.', '_')}")
