"""The card on a customer's page: what it ordered, what it likes, and the way to all its orders."""
import streamlit as st

from crm_core.errors import NotFound
from crm_core.orders.of_customer import Ordered, OrderHistory, order_history
from pages.orders import words
from pages.ui import components, layout, links, session
from pages.ui.format import Style, day, days_away, money, number
from pages.ui.run import ask
from pages.ui.text import _

LIST = "customer_orders"


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the order that was clicked."""
    key = components.happened(LIST, "open")
    if key:
        links.leave_for("order", id=key)


def draw(customer_id: int, style: Style) -> None:
    """Orders for who may see any; with the first step where there is none."""
    actor = session.actor()
    if not actor.may("orders:view"):
        return
    try:
        found: OrderHistory = ask(order_history, customer_id)
    except NotFound:
        return

    def add() -> None:
        if actor.may("orders:edit") and layout.text_button(_("New order"), "customer_new_order"):
            links.leave_for("order-edit", customer=customer_id)

    with layout.card(_("Orders"), number(found.count, style) if found.count else None, action=add):
        if not found.newest:
            layout.quiet(_("Nothing was ordered yet."))
            return
        layout.quiet(_told(found, style))
        components.record_list([_item(row, style) for row in found.newest], LIST)
        st.page_link(links.page("orders"), label=_("All orders of this customer"), query_params={"customer": str(customer_id)})


def _told(found: OrderHistory, style: Style) -> str:
    parts = [_("{revenue} in all").format(revenue=money(found.revenue, style))]
    if found.last_on:
        parts.append(_("last {when}").format(when=days_away(found.last_on, style)))
    if found.first_on and found.first_on != found.last_on:
        parts.append(_("first {day}").format(day=day(found.first_on, style)))
    if found.products:
        parts.append(_("mostly {products}").format(products=_(", ").join(found.products)))
    return " · ".join(parts)


def _item(row: Ordered, style: Style) -> dict:
    total = words.amount(row.total, row.currency, style)
    return {
        "id": row.id, "title": row.number, "href": links.href("order", row.id), "sub": day(row.ordered_on, style),
        "badge": words.badge(row.state), "value": total["text"], "value_title": total["title"],
    }
