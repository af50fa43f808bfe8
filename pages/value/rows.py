"""The customers behind a mark of the value report."""
from crm_core.value.content import grain_of
from crm_core.value.rows import PAGE, Buyer, BuyerRows, export_value_rows, value_rows
from crm_core.value.rules import SEGMENT_LABELS
from pages.ui import filters, links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day, days, money, money_full, number
from pages.ui.text import _
from pages.value.tones import SEGMENTS


def _draw(found: BuyerRows, part: str, style: Style) -> Shown:
    told = style.count("{n} customer, {value}", "{n} customers, {value}", found.total, value=money_full(found.revenue, style))
    return Shown(summary(told, found.hidden, style), _columns(part), [_row(row, style) for row in found.rows], found.total)


def _columns(part: str) -> list[dict]:
    money_columns = [{"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"}]
    extra = {"id": "room", "label": _("Room to grow"), "align": "right"} if part == "room" else {"id": "margin", "label": _("Margin"), "align": "right", "wide": True}
    return [
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "34%"},
        {"id": "segment", "label": _("Segment"), "card": "badge"},
        {"id": "orders", "label": _("Orders"), "align": "right", "wide": True},
        {"id": "last", "label": _("Last order"), "card": "note"},
        *money_columns, extra,
    ]  # fmt: skip


def _row(row: Buyer, style: Style) -> dict:
    silent = _("silent {days}").format(days=days(row.silent_days, style)) if row.silent_days is not None else None
    usual = _("{silence}, usually every {days}").format(silence=silent, days=days(round(row.cycle_days), style)) if row.cycle_days else silent
    return {
        "id": row.id, "href": links.href("customer", row.id),
        "cells": {
            "customer": {"text": row.name, "sub": row.owner or _("In the public pool")},
            "segment": {"badges": [{"text": _(SEGMENT_LABELS[row.segment]), "tone": SEGMENTS[row.segment]}]} if row.segment else DASH,
            "orders": number(row.orders, style) if row.orders is not None else DASH,
            "last": {"text": day(row.last_ever, style) if row.last_ever else DASH, "sub": silent, "title": usual},
            "revenue": _money(row.revenue, style), "margin": _money(row.margin, style), "room": _money(row.room, style),
        },
    }  # fmt: skip


def _money(value: int | None, style: Style) -> dict | str:
    return DASH if value is None else {"text": money(value, style), "title": money_full(value, style)}


BUYERS = Behind(
    "value", value_rows, export_value_rows, _draw, PAGE, opens="customer", right="customers:export", file="customers",
    more=lambda: (grain_of({"cohort": filters.value("cohort")}),),
)
