"""Behind a cell of the demand report: its orders or its customers; and behind a rhythm: who orders the same again."""
from crm_core.reports.demand_again import Repeater, export_rhythm, rhythm_rows
from crm_core.reports.demand_behind import Behind as Found
from crm_core.reports.demand_behind import BehindRow, demand_rows, export_wanted, export_wanting
from crm_core.reports.demand_cycle import PARTS
from crm_core.reports.demand_scan import PAGE, DemandFilter
from pages.reports.rows import DEALS
from pages.ui import links
from pages.ui.behind import Behind, Shown
from pages.ui.format import DASH, Style, day, days, days_away, money, money_full, number
from pages.ui.text import _


def of(part: str, chosen: DemandFilter) -> Behind:
    """What stands behind the chart `part`."""
    if part in PARTS:
        return DEALS
    return AGAIN if part == "again" else CUSTOMERS if chosen.measure == "customers" else ORDERS


def _orders(found: Found, part: str, style: Style) -> Shown:
    told = style.count("{n} order", "{n} orders", found.total)
    return _shown(found, told, _("Order"), _("Day"), [_row("order", row, _order(row), style) for row in found.rows], style)


def _customers(found: Found, part: str, style: Style) -> Shown:
    told, rows = style.count("{n} customer", "{n} customers", found.total), []
    for row in found.rows:
        name = {"text": row.name or _("Customer of others"), "sub": style.count("{n} order", "{n} orders", row.orders)}
        rows.append(_row("customer", row, name, style))
    return _shown(found, told, _("Customer"), _("Last order"), rows, style)


def _shown(found: Found, told: str, what: str, when: str, rows: list[dict], style: Style) -> Shown:
    summary = _("{count}, {revenue}, quantity {quantity}").format(count=told, revenue=money_full(found.revenue, style), quantity=_quantity(found.quantity, style))
    columns = [
        {"id": "name", "label": what, "card": "title", "width": "40%"},
        {"id": "day", "label": when, "card": "note"},
        {"id": "quantity", "label": _("Quantity"), "align": "right", "wide": True},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
    ]
    return Shown(summary, columns, rows, found.total)


def _order(row: BehindRow) -> dict:
    if not row.name:
        return {"text": _("Order of others")}
    return {"text": row.name, "sub": row.customer or (_("Customer of others") if row.customer_id else _("Over the counter"))}


def _row(page: str, row: BehindRow, name: dict, style: Style) -> dict:
    link = {"href": links.href(page, row.id)} if row.name else {}
    return {"id": row.id, **link, "cells": {
        "name": name, "day": day(row.last_on, style), "quantity": _quantity(row.quantity, style),
        "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)}}}


def _quantity(value: float, style: Style) -> str:
    return number(value, style, 0 if value == int(value) else 2)


def _again(found: tuple[int, tuple[Repeater, ...]], part: str, style: Style) -> Shown:
    total, rows = found
    columns = [
        {"id": "name", "label": _("Customer"), "card": "title", "width": "40%"},
        {"id": "cycle", "label": _("Median days"), "align": "right", "card": "figure"},
        {"id": "last", "label": _("Last order"), "card": "note"},
        {"id": "due", "label": _("Due"), "wide": True},
    ]
    told = style.count("{n} rhythm, who ordered last first", "{n} rhythms, who ordered last first", total)
    return Shown(told, columns, [_repeater(row, style) for row in rows], total)


def _repeater(row: Repeater, style: Style) -> dict:
    link = {"href": links.href("customer", row.id)} if row.name else {}
    return {"id": row.id, **link, "cells": {
        "name": {"text": row.name or _("Customer of others"), "sub": row.what or DASH}, "cycle": days(round(row.median), style), "last": day(row.last_on, style),
        "due": {"text": day(row.due_on, style), "sub": days_away(row.due_on, style)}}}


ORDERS = Behind("demand", demand_rows, export_wanted, _orders, PAGE, opens="order", right="orders:export", file="demand")
CUSTOMERS = Behind("demand-customers", demand_rows, export_wanting, _customers, PAGE, opens="customer", right="customers:export", file="demand")
AGAIN = Behind("demand-again", rhythm_rows, export_rhythm, _again, PAGE, opens="customer", right="customers:export", file="demand")
BEHIND = (ORDERS, CUSTOMERS, AGAIN)
