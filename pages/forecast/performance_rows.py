"""The records behind a person's figures: deals, orders, activities or tickets."""
from dataclasses import replace

from crm_core.forecast.performance_rows import (
    ACTIVITIES,
    DEALS,
    EXPORT,
    KIND_OF,
    ORDERS,
    PAGE,
    STATES,
    TICKETS,
    TREND,
    PerformanceRow,
    PerformanceRows,
    export_performance,
    performance_rows,
)
from crm_core.wording import WORDS
from pages.ui import links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import Style, day, days, moment, money, money_full, number
from pages.ui.text import _

_OPENS = {DEALS: "deal", ORDERS: "order", ACTIVITIES: "customer", TICKETS: "ticket"}
_TONES = {"won": "green", "lost": "red"}


def behind(part: str) -> Behind:
    """The rows of a chart."""
    return _BEHIND[KIND_OF[part.removeprefix(TREND)]]


def show_wanted(chosen: object) -> None:
    """Opens the rows of the mark that was clicked."""
    for one in _BEHIND.values():
        one.show_wanted(chosen)


def _draw(found: PerformanceRows, part: str, style: Style) -> Shown:
    kind = KIND_OF[part.removeprefix(TREND)]
    counts = {
        DEALS: lambda: style.count("{n} deal, {value}", "{n} deals, {value}", found.total, value=money_full(found.value, style)),
        ORDERS: lambda: style.count("{n} order, {value}", "{n} orders, {value}", found.total, value=money_full(found.value, style)),
        ACTIVITIES: lambda: style.count("{n} activity", "{n} activities", found.total),
        TICKETS: lambda: style.count("{n} rated ticket", "{n} rated tickets", found.total),
    }
    return Shown(summary(counts[kind](), found.hidden, style), _columns(kind), [_row(row, kind, style) for row in found.rows], found.total)


def _columns(kind: str) -> list[dict]:
    names = {DEALS: (_("Deal"), _("Value")), ORDERS: (_("Order number"), _("Revenue")), ACTIVITIES: (_("Activity"), None), TICKETS: (_("Ticket"), _("Satisfaction"))}
    name, figure = names[kind]
    columns = [
        {"id": "name", "label": name, "card": "title", "width": "40%"}, {"id": "who", "label": _("Person"), "card": "note"},
        {"id": "state", "label": _("Kind") if kind == ACTIVITIES else _("State"), "card": "badge"}, {"id": "at", "label": _("Day"), "wide": True},
    ]
    return [*columns, {"id": "number", "label": figure, "align": "right", "card": "figure"}] if figure else columns


def _row(row: PerformanceRow, kind: str, style: Style) -> dict:
    opens = row.customer_id if kind == ACTIVITIES else row.id
    at = day(row.at, style) if kind in (DEALS, ORDERS) else moment(row.at, style)
    cells = {
        "name": {"text": row.name, "sub": row.customer or (_("No customer yet") if kind == DEALS else None)}, "who": row.owner,
        "state": {"badges": [{"text": _(WORDS[STATES[kind]].get(row.state, row.state)), "tone": _TONES.get(row.state, "blue")}]},
        "at": {"text": at, "sub": days(row.days, style) if row.days is not None and row.days >= 0 else None},
    }
    if kind in (DEALS, ORDERS):
        cells["number"] = {"text": money(row.number, style), "title": money_full(row.number, style)}
    elif kind == TICKETS:
        cells["number"] = number(row.number, style)
    return {"id": row.id, "record": opens, **({"href": links.href(_OPENS[kind], opens)} if opens else {}), "cells": cells}


_DEALS = Behind("performance-deals", performance_rows, export_performance, _draw, PAGE, opens="deal", right=EXPORT[DEALS], file="performance")
_BEHIND = {kind: replace(_DEALS, name=f"performance-{kind}", opens=page, right=EXPORT[kind]) for kind, page in _OPENS.items()}
