"""The customers behind a bar of the contribution report."""
from crm_core.reports.contribution import PAGE, SOLD, ContributorRow, contribution_rows, export_contributors
from pages.ui import links
from pages.ui.behind import Behind, Shown
from pages.ui.format import Style, money, money_full, number
from pages.ui.text import _


def _draw(found: tuple[int, tuple[ContributorRow, ...]], part: str, style: Style) -> Shown:
    total, rows = found
    return Shown(style.count("{n} customer", "{n} customers", total), [column for column in _columns() if part != SOLD or column["id"] != "before"], [_row(row, style) for row in rows], total)


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Customer"), "card": "title", "width": "40%"},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
        {"id": "margin", "label": _("Margin"), "align": "right", "card": "note"},
        {"id": "before", "label": _("Period before"), "align": "right", "wide": True},
        {"id": "orders", "label": _("Orders"), "align": "right", "wide": True},
    ]


def _row(row: ContributorRow, style: Style) -> dict:
    name = row.name or (_("Without customer") if row.id is None else _("Customer of others"))
    amounts = {field: {"text": money(getattr(row, field), style), "title": money_full(getattr(row, field), style)} for field in ("revenue", "margin", "before")}
    link = {"href": links.href("customer", row.id)} if row.name else {}
    return {"id": row.id or 0, **link, "cells": {"name": name, "orders": number(row.orders, style), **amounts}}


CONTRIBUTORS = Behind(
    "contribution", contribution_rows, export_contributors, _draw, PAGE, opens="customer", right="customers:export", file="contribution",
    records=("top",),
)
