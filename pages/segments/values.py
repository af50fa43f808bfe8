"""The value of a condition: a widget for every shape of value."""
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st
from babel.numbers import get_currency_symbol

from crm_core.company.queries import company
from crm_core.money import major_units, minor_units
from crm_core.segments.fields import FIELDS, RuleField
from pages.segments import draft
from pages.ui import session
from pages.ui.run import ask
from pages.ui.text import _

MONEY = ("money", "ranked")


def operator_name(field: RuleField, op: str) -> str:
    """How a field is compared, with its unit where it has one: "at least (¥)"."""
    operator = field.operators[op]
    if field.kind in MONEY and operator.shape in ("number", "numbers"):
        unit = get_currency_symbol(ask(company).currency, session.locale())
        return _("{comparison} ({unit})").format(comparison=_(operator.label), unit="¥" if unit == "CN¥" else unit)
    return _(operator.label)


def draw(key: str, node: draft.Node, options: dict[Any, str]) -> None:
    """The widget for the value of a condition; nothing where its operator takes none."""
    _DRAWN[draft.shape_of(node)](key, node, options)


def _nothing(key: str, node: draft.Node, options: dict) -> None:
    st.space("stretch")


def _several(key: str, node: draft.Node, options: dict) -> None:
    chosen = list(node["value"] or ())
    named = {**options, **{value: str(value) for value in chosen if value not in options}}
    widget = _widget(node, chosen)
    st.multiselect(
        _("Values"), list(named), format_func=lambda value: named.get(value, str(value)), key=widget, placeholder=_("Choose"),
        label_visibility="collapsed", on_change=_took, args=(key, node, widget),
    )


def _text(key: str, node: draft.Node, options: dict) -> None:
    widget = _widget(node, node["value"] or "")
    st.text_input(
        _("Text"), key=widget, placeholder=_("Text"), max_chars=200, label_visibility="collapsed", on_change=_took,
        args=(key, node, widget),
    )


def _number(key: str, node: draft.Node, options: dict) -> None:
    _one_number(key, node, node["value"], 0, 10**12)


def _days(key: str, node: draft.Node, options: dict) -> None:
    _one_number(key, node, node["value"], 1, 36_500, _("days"))


def _percent(key: str, node: draft.Node, options: dict) -> None:
    _one_number(key, node, node["value"], 1, 100, "%")


def _numbers(key: str, node: draft.Node, options: dict) -> None:
    low, high = node["value"] or (None, None)
    _one_number(key, node, low, 0, 10**12, _("from"), part=0)
    _one_number(key, node, high, 0, 10**12, _("to"), part=1)


def _times(key: str, node: draft.Node, options: dict) -> None:
    count, days = node["value"] or (None, None)
    _one_number(key, node, count, 1, 100_000, _("times"), part=0)
    _one_number(key, node, days, 1, 36_500, _("days"), part=1)


def _dates(key: str, node: draft.Node, options: dict) -> None:
    found = tuple(date.fromisoformat(one) if isinstance(one, str) else one for one in node["value"] or ())
    widget = f"rule-value-{node['id']}-{node['field']}-dates"
    st.date_input(
        _("Days"), found, key=widget, label_visibility="collapsed", format="YYYY-MM-DD", on_change=_took,
        args=(key, node, widget, lambda chosen: [one.isoformat() for one in chosen]),
    )


def _one_number(key: str, node: draft.Node, value: int | None, least: int, most: int, unit: str = "", part: int | None = None) -> None:
    is_money = FIELDS[node["field"]].kind in MONEY and draft.shape_of(node) in ("number", "numbers")
    currency = ask(company).currency if is_money else ""
    shown = None if value is None else int(major_units(value, currency)) if is_money else value
    widget = _widget(node, shown, part)

    def stored(chosen: int | None) -> int | None:
        return None if chosen is None else minor_units(chosen, currency) if is_money else int(chosen)

    st.number_input(
        unit or _("A number"), least, most, None, 1, key=widget, placeholder=unit or _("A number"), label_visibility="collapsed",
        on_change=_took, args=(key, node, widget, stored, part),
    )


def _widget(node: draft.Node, value: Any, part: int | None = None) -> str:
    """The key of the widget, filled with what is being built."""
    key = f"rule-value-{node['id']}-{node['field']}-{draft.shape_of(node)}" + ("" if part is None else f"-{part}")
    if session.get(key) != value and value is not None:
        session.keep(key, value)
    return key


def _took(key: str, node: draft.Node, widget: str, stored: Callable[[Any], Any] = lambda chosen: chosen, part: int | None = None) -> None:
    chosen = stored(session.get(widget))
    if part is not None:
        both = list(node["value"] or (None, None))
        both[part] = chosen
        chosen = both
    draft.change(key, node["id"], value=chosen)


_DRAWN = {
    "nothing": _nothing, "values": _several, "text": _text, "number": _number, "numbers": _numbers, "days": _days,
    "percent": _percent, "times": _times, "dates": _dates,
}  # fmt: skip
