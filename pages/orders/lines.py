"""The lines of an order and what they come to."""
import streamlit as st

from crm_core.orders.reading import Line, OrderView
from pages.orders import words
from pages.ui import components, layout
from pages.ui.format import Style, money_full
from pages.ui.text import _, plain

KEY = "order_lines"


def card(found: OrderView, style: Style) -> None:
    """Every line, then discount, tax and total."""
    with layout.card(_("Lines")):
        components.record_table(
            _columns(found), [_row(place, line, found, style) for place, line in enumerate(found.lines)], KEY,
            selectable=False, letters=False, dense=True,
        )
        _draw_sums(found, style)


def _columns(found: OrderView) -> list[dict]:
    margin = [{"id": "margin", "label": _("Margin"), "align": "right", "wide": True}] if found.margin is not None else []
    discount = [{"id": "discount", "label": _("Discount"), "align": "right"}] if any(line.discount for line in found.lines) else []
    return [
        {"id": "product", "label": _("Product"), "card": "title", "width": "40%"},
        {"id": "quantity", "label": _("Quantity"), "align": "right", "card": "note"},
        {"id": "price", "label": _("Price"), "align": "right"},
        *discount,
        {"id": "amount", "label": _("Amount"), "align": "right", "card": "figure"},
        *margin,
    ]


def _row(place: int, line: Line, found: OrderView, style: Style) -> dict:
    name = line.text or line.product or ""
    sub = line.product if line.text and line.product else None
    price = words.exact(line.price, found.currency, style)
    cells = {
        "product": {"text": name, "sub": sub, "title": name},
        "quantity": {"text": words.quantity(line.quantity, line.unit), "title": f"{words.quantity(line.quantity, line.unit)} × {price}"},
        "price": price,
        "discount": f"{line.discount:g}%" if line.discount else None,
        "amount": words.exact(line.amount, found.currency, style),
    }
    if line.margin is not None:
        cells["margin"] = money_full(line.margin, style) if found.revenue else None
    return {"id": place, "cells": cells}


def _draw_sums(found: OrderView, style: Style) -> None:
    for label, amount in _sums(found, style):
        with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            st.markdown(f":small[:gray[{plain(label)}]]", width="content")
            st.markdown(amount, width=110, text_alignment="right")


def _sums(found: OrderView, style: Style) -> list[tuple[str, str]]:
    def shown(amount: int) -> str:
        return plain(words.exact(amount, found.currency, style))

    sums = []
    if found.discount or found.tax:
        sums.append((_("Lines together"), shown(sum(line.amount for line in found.lines))))
    if found.discount:
        sums.append((_("Order discount"), shown(-found.discount)))
    if found.tax:
        sums.append((_("Tax"), shown(found.tax)))
    return [*sums, (_("Total"), f"**{shown(found.total)}**")]
