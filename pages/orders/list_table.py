"""The columns of the list of orders and what stands in their cells."""
from typing import Any

from crm_core.access.rights import Scope
from crm_core.orders.listing import NEWEST, SORTS, ListedOrder
from pages.orders import words
from pages.ui import filters, links, session
from pages.ui.format import Style, day, initials, money, money_full
from pages.ui.text import _

GREATEST_FIRST = ("number", "ordered", "total", "revenue")


def sort() -> tuple[str, str]:
    """As the address says, else the newest first."""
    return filters.sort(tuple(SORTS), NEWEST)


def put_sort(chosen: dict[str, str]) -> None:
    """As the heading says; amounts and days begin with the greatest."""
    now, _direction = sort()
    if chosen["column"] != now and chosen["column"] in GREATEST_FIRST:
        chosen = {"column": chosen["column"], "direction": "desc"}
    filters.put_sort(chosen)


def columns() -> list[dict[str, Any]]:
    """What `record_table` is to draw."""
    others = session.actor().scope("orders:view") > Scope.OWN
    owner = [{"id": "owner", "label": _("Sold by"), "wide": True, "width": "14%"}] if others else []
    return [
        {"id": "number", "label": _("Order number"), "sortable": True, "width": "15%"},
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "27%"},
        {"id": "state", "label": _("State"), "sortable": True, "card": "badge", "width": "10%"},
        {"id": "ordered", "label": _("Ordered on"), "sortable": True, "card": "note", "width": "12%"},
        *owner,
        {"id": "total", "label": _("Total"), "sortable": True, "align": "right", "card": "figure", "width": "11%"},
        {"id": "revenue", "label": _("Revenue"), "sortable": True, "align": "right", "wide": True, "width": "11%"},
    ]


def rows(found: tuple[ListedOrder, ...], style: Style) -> list[dict[str, Any]]:
    """The orders as `record_table` takes them."""
    return [{"id": row.id, "href": links.href("order", row.id), "cells": _cells(row, style)} for row in found]


def _cells(row: ListedOrder, style: Style) -> dict[str, Any]:
    mine = row.owner_id == session.actor().user_id
    return {
        "number": {"text": row.number, "title": row.number},
        "customer": {"text": row.customer or _("over the counter"), "title": row.customer},
        "state": {"badges": [words.badge(row.state)]},
        "ordered": f"{day(row.ordered_on, style)}",
        "owner": {"text": row.owner, "initials": initials(row.owner), "mine": mine, "owner": row.owner} if row.owner else None,
        "total": words.amount(row.total, row.currency, style),
        "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)} if row.revenue else None,
    }
