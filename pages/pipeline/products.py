"""The products of a deal: the card and the dialog that edits them, one box for each."""
from dataclasses import replace
from functools import partial
from uuid import uuid4

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.errors import NotFound
from crm_core.orders.prices import price_for
from crm_core.pipeline.commands import set_lines
from crm_core.pipeline.reading import DealView, Line
from crm_core.pipeline.rules import OPEN
from crm_core.pipeline.schemas import LineNew
from crm_core.products.queries import product_choices
from crm_core.products.schemas import ProductChoice
from pages.ui import components, forms, layout, session
from pages.ui.format import Style, money_full, money_unit, number
from pages.ui.forms import Form
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _
from pages.value import could_buy

LINES = "deal-lines"


def card(found: DealView, style: Style) -> None:
    """What the deal is about."""

    def action() -> None:
        if found.may_edit:
            layout.text_button(
                _("Edit") if found.lines else _("Add"), "deal-lines-open", on_click=_open, args=(found,)
            )

    with layout.card(_("Products"), action=action):
        if not found.lines:
            layout.quiet(_("No products yet. With products the value can follow from quantity and price."))
            return
        components.record_list([_item(line, style) for line in found.lines], "deal-lines-list")
        total = sum(line.total for line in found.lines)
        if total != found.value:
            layout.quiet(_("Products together {total}, value of the deal {value}").format(
                total=money_full(total, style), value=money_full(found.value, style)))


def offers(found: DealView, style: Style) -> None:
    """What could be sold with these products, or next to this customer; opened when wanted."""
    if found.status != OPEN or not (found.lines or found.customer_id):
        return
    customer_id = found.customer_id if found.reaches_customer else None
    could_buy.draw(customer_id, style, tuple(line.product_id for line in found.lines), partial(_add, found) if found.may_edit else None,
                   partial(_prices, customer_id, style))


def _prices(customer_id: int | None, style: Style, product_ids: tuple[int, ...]) -> dict[int, int | None]:
    return {key: price.amount for key, price in ask(price_for, customer_id, product_ids, style.today).items()}


def _add(found: DealView, product_id: int) -> None:
    """One more product at the customer's price. The value follows where it was the sum of the products, or nothing yet."""
    customer_id = found.customer_id if found.reaches_customer else None
    price = _prices(customer_id, reader(), (product_id,)).get(product_id)
    before = tuple(LineNew(product_id=line.product_id, quantity=line.quantity, price=line.price, discount=line.discount) for line in found.lines)
    follows = found.value == sum(line.total for line in found.lines)
    made = act(set_lines, found.id, (*before, LineNew(product_id=product_id, price=price)), found.version, value_follows=follows)
    if made.ok:
        session.offer_undo(_("Product added to the deal"), lambda: act(set_lines, found.id, before, made.value, value_follows=follows))


def _item(line: Line, style: Style) -> dict:
    quantity = number(line.quantity, style, 0 if line.quantity == int(line.quantity) else 2)
    parts = [f"{quantity}{' ' + line.unit if line.unit else ''} × {money_full(line.price, style)}"]
    if line.discount:
        parts.append(_("{percent}% off").format(percent=f"{line.discount:g}"))
    return {"id": line.product_id, "title": line.product, "sub": " · ".join(parts), "value": money_full(line.total, style)}


def _open(found: DealView) -> None:
    key = f"lines_{uuid4().hex[:6]}"
    session.keep(f"{key}.rows", list(range(max(1, len(found.lines)))))
    forms.open_dialog(LINES, deal=found, key=key)


def draw_dialog() -> None:
    """The dialog, when it is open."""
    forms.dialog(LINES, _("Products"), _edit, width="medium")


def _edit(deal: DealView, key: str) -> None:
    held = {line.product_id for line in deal.lines}
    offered = {p.id: p for p in ask(product_choices) if p.active or p.id in held}
    if not offered:
        layout.quiet(_("There are no products yet. Whoever may change products adds them on their page."))
        return
    layout.quiet(_("One line for each product. Without a price, that of the customer's price list or the product's own is taken."))
    with forms.loose_form(key) as form:
        lines = _rows(form, deal, _for_customer(deal, offered))
        follows = st.checkbox(_("The value of the deal follows the products"), value=True, key=form.name("follows"))
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        attempt = forms.attempt(lambda: act(
            set_lines, deal.id, tuple(LineNew(**line) for line in lines), deal.version, value_follows=follows, quiet=True))
        if attempt.ok:
            forms.saved(_("Products saved"))
        form.show(attempt.error)


def _for_customer(deal: DealView, offered: dict[int, ProductChoice]) -> dict[int, ProductChoice]:
    """The products at what they cost this customer today."""
    try:
        prices = ask(price_for, deal.customer_id, tuple(offered), reader().today)
    except NotFound:  # the customer is somebody else's
        return offered
    return {key: replace(product, price=prices[key].amount) for key, product in offered.items()}


def _rows(form: Form, deal: DealView, offered: dict[int, ProductChoice]) -> list[dict]:
    """The boxes, and what stands in those that name a product."""
    style, rows = reader(), session.get(form.name("rows"))
    before = dict(enumerate(deal.lines))
    drawn = [_row(form, row, before.get(row), offered, style) for row in rows]
    st.button(_("Add a product"), icon=":material/add:", type="tertiary", key=form.name("add"),
              on_click=lambda: rows.append(max([*rows, len(before) - 1]) + 1))
    return [line for line in drawn if line["product_id"] is not None]


def _row(form: Form, row: int, before: Line | None, offered: dict[int, ProductChoice], style: Style) -> dict:
    rows = session.get(form.name("rows"))
    names = [(product.id, product.name) for product in offered.values()]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
            product = form.choice(f"product{row}", _("Product"), names, before and before.product_id)
            st.button("", icon=":material/delete:", type="tertiary", key=form.name(f"remove{row}"), help=_("Remove"),
                      on_click=partial(rows.remove, row))
        with st.grid(3, min_column_width=80):
            quantity = form.decimal(f"quantity{row}", _("Quantity"), before.quantity if before else 1.0)
            price = form.money(
                f"price{row}", _("Price, {currency}").format(currency=money_unit(style, 0)[1]), before.price if before else None,
                get_currency_precision(style.currency), placeholder=_own_price(offered.get(product), style))
            discount = form.decimal(f"discount{row}", _("Discount, %"), before.discount if before else 0.0, max_value=100.0)
    if price is None and product in offered:
        price = offered[product].price
    return {"product_id": product, "quantity": 1.0 if quantity is None else quantity, "price": price, "discount": discount or 0.0}


def _own_price(product: ProductChoice | None, style: Style) -> str | None:
    return money_full(product.price, style) if product and product.price is not None else None
