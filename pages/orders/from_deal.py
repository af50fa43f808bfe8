"""From a deal that is won to its order, in one click."""
import streamlit as st

from crm_core.orders.commands import order_from_deal
from crm_core.orders.of_deal import orders_of_deal
from crm_core.pipeline.reading import DealView
from crm_core.pipeline.rules import WON
from pages.orders import words
from pages.ui import components, layout, links, session
from pages.ui.format import Style, day
from pages.ui.run import act, ask
from pages.ui.text import _

LIST = "deal_orders"


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the order that was clicked."""
    key = components.happened(LIST, "open")
    if key:
        links.leave_for("order", id=key)


def button(found: DealView) -> None:
    """Among the buttons of a won deal that has no order yet."""
    if found.status == WON and found.customer_id and session.actor().may("orders:edit") and not _standing(found.id) and st.button(
        _("Create order"), type="primary", icon=":material/receipt_long:", key="deal_order"
    ):
        made = act(order_from_deal, found.id)
        if made.ok:
            session.notify(_("A draft with what the deal is about. Confirm it when all is right."))
            links.leave_for("order", id=made.value)
        st.rerun()


def card(found: DealView, style: Style) -> None:
    """The orders of a deal, when there are any."""
    if found.status != WON or not session.actor().may("orders:view"):
        return
    orders = ask(orders_of_deal, found.id)
    if orders:
        with layout.card(_("Orders")):
            components.record_list([
                {"id": one.id, "title": one.number, "href": links.href("order", one.id), "sub": day(one.ordered_on, style),
                 "badge": words.badge(one.state), "value": words.amount(one.total, one.currency, style)["text"]}
                for one in orders
            ], LIST)


def _standing(deal_id: int) -> bool:
    return session.actor().may("orders:view") and any(one.state != "cancelled" for one in ask(orders_of_deal, deal_id))
