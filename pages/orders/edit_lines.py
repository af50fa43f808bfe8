"""The lines of an order's form: a product or words, how many, the price, the discount, and what that comes to."""
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.orders import rules
from crm_core.orders.prices import Price, price_for
from crm_core.orders.reading import Line
from crm_core.products.queries import product_choices
from crm_core.products.schemas import ProductChoice
from pages.orders import words
from pages.ui import layout, session
from pages.ui.format import Style, money_unit
from pages.ui.forms import Form
from pages.ui.run import ask
from pages.ui.text import _, plain


@dataclass(frozen=True)
class Pricing:
    """What prices depend on."""

    customer_id: int | None
    day: date
    currency: str
    rate: float


@dataclass(frozen=True)
class TypedLine:
    """A line as it stands, and its amount."""

    values: dict
    amount: int


Typed = list[TypedLine]


def draw(form: Form, before: tuple[Line, ...], pricing: Pricing, style: Style) -> Typed:
    """The boxes, one row for each line, and those that name something."""
    rows = session.get(form.name("rows"))
    held = {line.product_id for line in before}
    offered = {p.id: p for p in ask(product_choices) if p.active or p.id in held} if session.actor().may("products:view") else {}
    chosen = {session.get(form.name(f"product{row}"), _held(before, row)) for row in rows}
    ids = tuple(sorted(one for one in chosen if isinstance(one, int)))
    prices = ask(price_for, pricing.customer_id, ids, pricing.day) if ids else {}
    with st.container(gap="small", key="order_rows"):
        drawn = [_row(form, row, before, offered, prices, pricing, style) for row in rows]
        with form.field("lines"):
            st.button(_("Add a line"), icon=":material/add:", type="tertiary", key=form.name("add"), shortcut="Alt+L",
                      on_click=lambda: rows.append(max([*rows, len(before) - 1]) + 1))
    return [line for line in drawn if line is not None]


def products(typed: Typed) -> tuple[int, ...]:
    """The products among the lines."""
    return tuple(sorted({line.values["product_id"] for line in typed if line.values.get("product_id")}))


def add(form: Form, before: tuple[Line, ...], product_id: int) -> None:
    """A line more with this product, or the last one where that is empty; for callbacks."""
    rows = session.get(form.name("rows"))
    if not rows or session.get(form.name(f"product{rows[-1]}"), _held(before, rows[-1])) is not None:
        rows.append(max([*rows, len(before) - 1]) + 1)
    session.keep(form.name(f"product{rows[-1]}"), product_id)


def _held(before: tuple[Line, ...], row: int) -> int | str | None:
    if row >= len(before):
        return None
    line = before[row]
    return line.product_id if line.product_id is not None and not line.text else line.text or line.product_id


def _row(
    form: Form, row: int, before: tuple[Line, ...], offered: dict[int, ProductChoice], prices: dict[int, Price], pricing: Pricing, style: Style
) -> TypedLine | None:
    was = before[row] if row < len(before) else None
    places, unit = get_currency_precision(pricing.currency), money_unit(style, 0, pricing.currency)[1]
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
            names = [(product.id, product.name) for product in offered.values()]
            product = form.choice(f"product{row}", _("Product, or what it is in words"), names, _held(before, row), accept_new_options=True)
            st.button("", icon=":material/delete:", type="tertiary", key=form.name(f"remove{row}"), help=_("Remove"),
                      on_click=partial(session.get(form.name("rows")).remove, row))
        usual, note = _usual(product, prices, pricing, style)
        with st.grid(4, min_column_width=90):
            quantity = form.decimal(f"quantity{row}", _("Quantity"), was.quantity if was else 1.0)
            price = form.money(f"price{row}", _("Price, {currency}").format(currency=unit), was.price if was else None, places,
                               placeholder=words.exact(usual, pricing.currency, style) if usual is not None else None)
            discount = form.decimal(f"discount{row}", _("Discount, %"), was.discount if was else 0.0, max_value=100.0)
            price = usual if price is None and usual is not None else price or 0
            amount = rules.line_amount(quantity or 0, price, discount or 0)
            with st.container(gap="xxsmall"):
                layout.quiet(_("Amount"))
                st.markdown(f"**{plain(words.exact(amount, pricing.currency, style))}**")
        if note:
            layout.quiet(note)
    if product is None:
        return None
    named = {"product_id": product} if isinstance(product, int) else {"text": product}
    if was is not None and was.product_id is not None and named.get("text") == was.text:
        named["product_id"] = was.product_id
    return TypedLine(named | {"quantity": quantity or 0, "price": price, "discount": discount or 0.0}, amount)


def _usual(product: int | str | None, prices: dict[int, Price], pricing: Pricing, style: Style) -> tuple[int | None, str | None]:
    """The price that is taken when none is typed, in the order's currency, and which list it is from."""
    found = prices.get(product) if isinstance(product, int) else None
    if found is None or found.amount is None:
        return None, None
    amount = rules.price_in(found.amount, pricing.rate, pricing.currency, style.currency)
    return amount, _("Price by the list “{name}”").format(name=found.list_name) if found.list_name else None
