"""The dialog in which one says how much of an order came back."""
from uuid import uuid4

import streamlit as st

from crm_core.orders import rules
from crm_core.orders.moving import move_order
from crm_core.orders.reading import OrderView
from crm_core.orders.returning import return_goods
from pages.orders import words
from pages.ui import forms, layout, links, session
from pages.ui.reader import style as reader
from pages.ui.run import act
from pages.ui.text import _, plain

NAME = "order.return"


def open_for(found: OrderView) -> None:
    """Opens the dialog; for callbacks."""
    forms.open_dialog(NAME, key=f"return_{uuid4().hex[:6]}")


def dialog(found: OrderView) -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Goods come back"), lambda key: _body(found, key), width="medium")


def _body(found: OrderView, key: str) -> None:
    style = reader()
    layout.quiet(_("A return is a document of its own: it takes back revenue, discount and tax in the same proportion."))
    with forms.form(key) as form:
        on = form.day("on", _("Came back on"), style.today, min_value=found.ordered_on, max_value=style.today)
        quantities = {}
        for place, (line, left) in enumerate(zip(found.lines, found.left, strict=True)):
            if left > 0:
                label = _("{product}, at most {n}").format(product=line.text or line.product, n=words.quantity(left, line.unit))
                quantities[place] = form.decimal(f"line{place}", plain(label), left, max_value=left) or 0.0
        with form.field("quantities"):
            pass
        pressed = form.buttons(_("Book the return"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        made = forms.attempt(lambda: act(return_goods, found.id, found.version, quantities, on, quiet=True))
        form.show(made.error)
        if made.ok:
            forms.close_dialog()
            session.offer_undo(_("The return of {number} is booked").format(number=found.number), lambda: _undo(made.value))
            links.leave_for("order", id=made.value)


def _undo(return_id: int) -> None:
    act(move_order, return_id, rules.CANCELLED, 1)
