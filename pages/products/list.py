"""The list of products."""
from functools import partial

import streamlit as st

from crm_core.products.queries import SORTS, categories, products
from crm_core.products.schemas import ProductPage, ProductRow
from pages.admin import dialog
from pages.products.product_dialog import product_dialog
from pages.ui import filters, format, layout, session
from pages.ui.components import record_table
from pages.ui.format import Style
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _, ngettext

PER_PAGE = 50
OFFERED = {"": True, "no": False, "all": None}


def page() -> None:
    """A page of products; who may change them opens one by clicking it."""
    look, editing = style(), session.actor().may("products:edit")
    order = filters.sort(list(SORTS), ("name", "asc"))
    found = _found(order)
    new = partial(st.button, _("New product"), type="primary", icon=":material/add:", on_click=dialog.show, args=(dialog.NEW,))
    count = ngettext("{n} product", "{n} products", found.total).format(n=format.number(found.total, look))
    with layout.header(_("Products"), count):
        if editing:
            new(shortcut="N", key="product_new")
    filtered = filters.active(("q", "category", "offered"))
    if found.rows or filtered:
        _filters()
    if found.rows:
        record_table(
            _columns(editing), [_row(product, look) for product in found.rows], "products_table", selectable=False,
            sort=order, on_sort=filters.put_sort, on_open=dialog.show if editing else None,
        )
        _pages(found)
    elif filtered:
        filters.nothing_found(_("No product matches these filters."))
    else:
        _empty(new if editing else None)
    if editing and dialog.opened():
        product_dialog(dialog.opened_id())


def _found(order: tuple[str, str]) -> ProductPage:
    return ask(
        products, search=filters.value("q"), category=filters.value("category") or None,
        active=OFFERED.get(filters.value("offered"), True), sort=order[0], descending=order[1] == "desc",
        page=filters.number(filters.PAGE, 1) or 1, per_page=PER_PAGE,
    )


def _filters() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=300):
            filters.search(_("Search by name or code"))
        with st.container(width=210):
            known = {category: category for category in ask(categories)}
            filters.one("category", _("Category"), {"": _("All categories")} | known, hide_label=True)
        with st.container(width=190):
            words = {"": _("Offered"), "no": _("No longer offered"), "all": _("All products")}
            filters.one("offered", _("Offered"), words, hide_label=True)


def _columns(editing: bool) -> list[dict]:
    cost = [{"id": "cost", "label": _("Cost"), "align": "right", "wide": True}] if editing else []
    return [
        {"id": "name", "label": _("Product"), "sortable": True, "width": "30%"},
        {"id": "category", "label": _("Category"), "sortable": True, "card": "badge"},
        {"id": "unit", "label": _("Unit"), "wide": True},
        {"id": "price", "label": _("Price"), "align": "right", "sortable": True, "card": "figure"},
        *cost,
        {"id": "stock", "label": _("Stock"), "align": "right", "sortable": True},
        {"id": "deals", "label": _("Open deals"), "align": "right", "card": "note"},
    ]


def _row(product: ProductRow, look: Style) -> dict:
    name = {"text": product.name, "sub": product.sku}
    if not product.active:
        name["badges"] = [{"text": _("No longer offered"), "tone": "gray"}]
    deals = ngettext("{n} open deal", "{n} open deals", product.open_deals).format(n=format.number(product.open_deals, look))
    return {
        "id": product.id,
        "cells": {
            "name": name,
            "category": product.category,
            "unit": product.unit,
            "price": None if product.price is None else format.money_full(product.price, look),
            "cost": None if product.cost is None else format.money_full(product.cost, look),
            "stock": _stock(product, look),
            "deals": deals if product.open_deals else None,
        },
    }


def _stock(product: ProductRow, look: Style) -> dict | None:
    """How much there is, and as of when somebody told."""
    if product.stock is None:
        return None
    places = 0 if product.stock == int(product.stock) else 2
    amount = format.number(product.stock, look, places)
    return {
        "text": f"{amount} {product.unit}" if product.unit else amount, "tone": "red" if product.stock <= 0 else None,
        "sub": _("as of {when}").format(when=format.ago(product.stock_at, look)) if product.stock_at else None,
        "title": format.moment(product.stock_at, look) if product.stock_at else None,
    }


def _empty(first_step) -> None:
    text = _("Products go into deals, with quantity and price. Enter them here, or bring a list under Import.")
    layout.empty_state("inventory_2", _("No products yet"), text, partial(first_step, key="product_first") if first_step else None)


def _pages(found: ProductPage) -> None:
    count = -(-found.total // PER_PAGE)
    if count > 1:
        st.pagination(count, default=filters.page_number(count), key="products_page", on_change=_turned)


def _turned() -> None:
    filters.put({filters.PAGE: session.get("products_page")})
