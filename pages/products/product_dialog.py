"""One product: name, code, price; and whether it is still offered."""
from functools import partial

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.company.queries import company
from crm_core.money import major_units, minor_units
from crm_core.products.commands import change_product, create_product, offer_product
from crm_core.products.queries import categories, product
from crm_core.products.schemas import ProductForm, ProductRow
from pages.admin import dialog
from pages.ui import forms, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain


def product_dialog(product_id: int | None) -> None:
    """Opens the dialog for this product, or for a new one."""
    row = dialog.as_opened(ask_now(product, product_id)) if product_id else None
    st.dialog(plain(row.name) if row else _("New product"), on_dismiss=dialog.close)(partial(_draw, row))()


def _draw(row: ProductRow | None) -> None:
    with forms.form("product") as form:
        values = _fields(form, row)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(row, values, form)
    if row:
        word, icon = (_("No longer offer"), "block") if row.active else (_("Offer again"), "undo")
        dialog.button(word, _offer, row, not row.active, icon=f":material/{icon}:", key="product_offer")


def _fields(form: forms.Form, row: ProductRow | None) -> dict:
    currency = ask(company).currency
    values = {"name": form.text("name", _("Name"), row.name if row else None, required=True, max_chars=200)}
    values["sku"] = form.text("sku", _("Product code"), row.sku if row else None, max_chars=100)
    known = [(category, category) for category in ask(categories)]
    values["category"] = form.choice(
        "category", _("Category"), known, row.category if row else None, accept_new_options=True,
        help=_("Choose one, or type a new one."),
    )
    with st.grid(3, min_column_width=110):
        price, cost = (row.price, row.cost) if row else (None, None)
        values["price"] = _money(form, "price", _("Price ({currency})").format(currency=currency), price, currency)
        values["cost"] = _money(form, "cost", _("Cost ({currency})").format(currency=currency), cost, currency)
        values["unit"] = form.text("unit", _("Unit"), row.unit if row else None, max_chars=40, placeholder=_("piece"))
    return values


def _money(form: forms.Form, field: str, label: str, minor: int | None, currency: str) -> int | None:
    """A price, with cents also where it has none yet; minor units."""
    start = None if minor is None else float(major_units(minor, currency))
    shown = f"%.{get_currency_precision(currency)}f"
    with form.field(field) as key:
        found = st.number_input(label, 0.0, None, start, 1.0, format=shown, key=key)
    return None if found is None else minor_units(found, currency)


def _save(row: ProductRow | None, values: dict, form: forms.Form) -> None:
    def write():
        data = ProductForm(**values)
        return act(change_product, row.id, row.version, data, quiet=True) if row else act(create_product, data, quiet=True)

    if dialog.tried(form, write, row, lambda: ask_now(product, row.id)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _offer(row: ProductRow, active: bool) -> None:
    if act(offer_product, row.id, active).ok:
        text = _("{name} is offered again") if active else _("{name} is no longer offered")
        session.offer_undo(text.format(name=plain(row.name)), partial(_offer_back, row, not active))
    dialog.close()


def _offer_back(row: ProductRow, active: bool) -> None:
    act(offer_product, row.id, active)
