"""The form of an order: a new one, of a customer when the address says so, or one that is there."""
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.customers.queries import customer_view
from crm_core.errors import Conflict, NotFound
from crm_core.orders import rules
from crm_core.orders.commands import change_order, create_order
from crm_core.orders.offering import order_choices, rate_on
from crm_core.orders.prices import price_for
from crm_core.orders.reading import OrderView, order
from crm_core.orders.schemas import LineForm, OrderForm
from pages.orders import buyer, edit_lines, words
from pages.orders.detail import not_found
from pages.pipeline.picker import forget_picked
from pages.ui import filters, forms, layout, links, session
from pages.ui.format import Style, money_unit
from pages.ui.forms import Form
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain
from pages.value import could_buy

KEY = "order_form"


@dataclass(frozen=True)
class Head:
    """What stands above the lines."""

    customer_id: int | None
    over_counter: bool
    ordered_on: date | None
    currency: str
    rate: float | None
    owner_id: int | None


def page() -> None:
    """What is typed stays until it is saved or left."""
    number = filters.number("id")
    try:
        known: OrderView | None = ask_now(order, number) if number else None
    except NotFound:
        not_found()
        return
    key = f"{KEY}.{number or 'new'}"
    if session.get(f"{key}.ordered_on") is None:  # opened anew: whatever was left here before is old
        _begin(key, known)
    with layout.header(_("Edit order {number}").format(number=known.number) if known else _("New order")):
        pass
    if known and not (known.may_edit and known.open):
        layout.empty_state("lock", _("This order is not changed any more"), _("It is cancelled, a return, goods of it came back, or it is not yours."),
                           lambda: st.page_link(links.page("order"), label=_("To the order"), query_params={"id": str(known.id)}))
        return
    _draw(key, known)


def _begin(key: str, known: OrderView | None) -> None:
    forget_picked(key)
    buyer.forget(key)
    session.keep(f"{key}.rows", list(range(max(1, len(known.lines) if known else 1))))
    session.keep(f"{key}.version", known.version if known else None)


@st.fragment
def _draw(key: str, known: OrderView | None) -> None:
    """Fields and sums; typing draws only this."""
    if session.actor() is None:
        st.rerun()
    style = reader()
    with forms.loose_form(key) as form:
        head = _head(form, known, style)
        typed = edit_lines.draw(form, known.lines if known else (), edit_lines.Pricing(
            head.customer_id, head.ordered_on or style.today, head.currency, head.rate or 1.0), style)
        could_buy.offer(head.customer_id, edit_lines.products(typed), partial(edit_lines.add, form, known.lines if known else ()), partial(_prices, head, style), style)
        places = get_currency_precision(head.currency)
        unit = money_unit(style, 0, head.currency)[1]
        with st.grid(2, min_column_width=150):
            discount = form.money("discount", _("Order discount, {currency}").format(currency=unit), known.discount if known else None, places)
            tax = form.money("tax", _("Tax, {currency}").format(currency=unit), known.tax if known else None, places)
        notes = form.area("notes", _("Notes"), known.notes if known else None)
        _total(typed, discount or 0, tax or 0, head, style)
        pressed = _buttons(known)
    if pressed == "leave":
        _leave(key, known.id if known else None)
    elif pressed:
        _save(form, known, pressed, head, typed, discount=discount or 0, tax=tax or 0, notes=notes)


def _head(form: Form, known: OrderView | None, style: Style) -> Head:
    customer_id, over_counter = _customer(form.key, known)
    offered = ask(order_choices)
    with st.grid(4, min_column_width=150):
        day = form.day("ordered_on", forms.marked(_("Ordered on")), known.ordered_on if known else style.today, max_value=style.today)
        currency = form.choice("currency", _("Currency"), [(code, code) for code in offered.currencies],
                               known.currency if known else style.currency, required=True) or style.currency
        rate = _rate(form, known, currency, day or style.today, style)
        owner = known.owner_id if known else session.actor().user_id
        people = list(offered.sellers)
        if known and known.owner_id and known.owner_id not in dict(people):
            people.append((known.owner_id, known.owner))
        owner_id = form.choice("owner_id", _("Sold by"), people, owner) if len(people) > 1 else owner
    return Head(customer_id, over_counter, day, currency, rate, owner_id)


def _prices(head: Head, style: Style, product_ids: tuple[int, ...]) -> dict[int, int | None]:
    """What products cost this customer on the day of the order."""
    found = ask(price_for, head.customer_id, product_ids, head.ordered_on or style.today)
    return {key: price.amount for key, price in found.items()}


def _customer(key: str, known: OrderView | None) -> tuple[int | None, bool]:
    """Who buys, and whether it is nobody in particular."""
    if known:
        current = (known.customer_id, known.customer if known.customer_id else _("Over the counter"))
    else:
        asked = filters.number("customer")
        try:
            current = (asked, ask(customer_view, asked).name) if asked else None
        except NotFound:
            current = None
    with Form(key).field("customer_id"):
        if session.actor().may("customers:view"):
            return buyer.buyer(key, current)
        return (current[0], current[0] is None) if current else (None, True)


def _rate(form: Form, known: OrderView | None, currency: str, day: date, style: Style) -> float | None:
    """The rate for one unit; that of the day unless another is typed."""
    if currency == style.currency:
        return 1.0
    same = known and (known.currency, known.ordered_on) == (currency, day)
    usual = known.rate if same else ask(rate_on, currency, day)
    label = _("Rate: {company} for one {currency}").format(company=style.currency, currency=currency)
    with form.field("rate") as key:
        typed = st.number_input(label, key=f"{key}.{currency}", value=None, format="%g", min_value=0.0, step=0.01,
                                placeholder=f"{usual:g}" if usual else _("Please enter"))
    return typed or usual


def _total(typed: edit_lines.Typed, discount: int, tax: int, head: Head, style: Style) -> None:
    """What it comes to as it stands."""
    together = sum(line.amount for line in typed)
    total = words.exact(together - discount + tax, head.currency, style)
    more = []
    if discount or tax:
        more.append(_("lines {amount}").format(amount=words.exact(together, head.currency, style)))
    if head.currency != style.currency and head.rate:
        worth = rules.worth(together - discount, head.rate, head.currency, style.currency)
        more.append(_("revenue {amount}").format(amount=words.exact(worth, style.currency, style)))
    beside = f" :small[:gray[{plain(' · '.join(more))}]]" if more else ""
    st.markdown(f"### {plain(_('Total {amount}').format(amount=total))}{beside}", anchors=False)


def _buttons(known: OrderView | None) -> str | None:
    """What was pressed: "save", "draft", "confirmed", "leave" or None."""
    offered = {"save": _("Save")} if known else {"confirmed": _("Confirm order"), "draft": _("Keep as draft")}
    kinds = {"save": "primary", "confirmed": "primary"}
    with st.container(horizontal=True):
        pressed = {
            name: st.button(label, key=f"order_{name}", type=kinds.get(name, "secondary"), shortcut="Ctrl+Enter" if name in kinds else None)
            for name, label in offered.items()
        }
        pressed["leave"] = st.button(_("Cancel"), key="order_leave", type="tertiary")
    return next((name for name, was in pressed.items() if was), None)


def _save(form: Form, known: OrderView | None, how: str, head: Head, typed: edit_lines.Typed, **more) -> None:
    def write():
        lines = tuple(LineForm(**line.values) for line in typed)
        rate = None if head.currency == reader().currency else head.rate
        data = OrderForm(customer_id=head.customer_id, over_counter=head.over_counter, ordered_on=head.ordered_on, currency=head.currency, rate=rate,
                         owner_id=head.owner_id, lines=lines, **more)
        if known:
            return act(change_order, known.id, data, session.get(f"{form.key}.version"), quiet=True)
        return act(create_order, data, confirmed=how == "confirmed", quiet=True)

    made = forms.attempt(write)
    if isinstance(made.error, Conflict) and made.error.current is not None:
        now = ask_now(order, known.id)
        session.keep(f"{form.key}.version", now.version)
        form.tell().warning(_("Somebody changed this order while you were typing: it now comes to {total}. Save again to keep yours.").format(
            total=plain(words.exact(now.total, now.currency, reader()))))
        return
    form.show(made.error)
    if made.ok:
        session.notify(_("Order saved") if known or how == "draft" else _("Order confirmed"))
        _leave(form.key, known.id if known else made.value)


def _leave(key: str, order_id: int | None) -> None:
    session.forget(f"{key}.ordered_on", f"{key}.rows", f"{key}.version")
    if order_id:
        links.leave_for("order", id=order_id)
    links.leave_for("orders")
