"""The orders behind a bar, a cell or a week of the sales report."""
from crm_core.reports.sales_rows import PAGE, TURN, SoldRow, SoldRows, export_sales_rows, sales_rows
from pages.orders import words
from pages.ui import links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.text import _


def _draw(found: SoldRows, part: str, style: Style) -> Shown:
    told = style.count("{n} order, {value}", "{n} orders, {value}", found.total, value=money_full(found.value, style))
    two = any(row.before for row in found.rows)
    return Shown(summary(told, found.hidden, style), _columns(), [_row(row, place, part, two, style) for place, row in enumerate(found.rows)], found.total)


def _columns() -> list[dict]:
    return [
        {"id": "number", "label": _("Order number"), "width": "16%"},
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "28%"},
        {"id": "state", "label": _("State"), "card": "badge"},
        {"id": "ordered", "label": _("Ordered on"), "card": "note"},
        {"id": "owner", "label": _("Sold by"), "wide": True},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
        {"id": "margin", "label": _("Margin"), "align": "right", "wide": True},
    ]


def _row(row: SoldRow, place: int, part: str, two: bool, style: Style) -> dict:
    """`place` is the row's id: the same order can lie in both spans. `two` spans are told apart."""
    order = row.order
    names = (_("The weeks after"), _("The weeks before")) if part in TURN else (_("Period"), _("Compared days"))
    amounts = {name: {"text": money(value, style), "title": money_full(value, style)} for name, value in (("revenue", row.revenue), ("margin", row.margin))}
    return {
        "id": place + 1, "record": order.id, "href": links.href("order", order.id),
        "cells": {
            "number": {"text": order.number, "title": order.number},
            "customer": {"text": order.customer or _("over the counter"), "title": order.customer},
            "owner": order.owner or DASH,
            "state": {"badges": [words.badge(order.state)]},
            "ordered": {"text": day(order.ordered_on, style), "sub": names[row.before] if two else None},
            **amounts,
        },
    }


SOLD = Behind("sales", sales_rows, export_sales_rows, _draw, PAGE, opens="order", right="orders:export", file="orders")
