"""The buttons that move an order, what they ask first, and the way back."""
from collections.abc import Callable
from functools import partial

import streamlit as st

from crm_core.orders import rules
from crm_core.orders.moving import move_order, put_back
from crm_core.orders.reading import OrderView
from pages.orders import returning
from pages.ui import forms, links, session
from pages.ui.format import Style
from pages.ui.forms import open_dialog
from pages.ui.run import act
from pages.ui.text import _

DAY, CANCEL = "order.day", "order.cancel"


def buttons(found: OrderView) -> None:
    """The next steps, and the others behind the dots."""
    if not found.may_edit:
        return
    if found.state == rules.DRAFT:
        st.button(_("Confirm"), type="primary", icon=":material/check:", key="order_confirm", on_click=_move, args=(found, rules.CONFIRMED))
    delivers = found.state == rules.CONFIRMED or found.state == rules.PAID and found.delivered_on is None
    if delivers:
        st.button(_("Deliver"), type="primary", icon=":material/local_shipping:", key="order_deliver",
                  on_click=open_dialog, args=(DAY,), kwargs={"to": rules.DELIVERED})
    if found.state in (rules.CONFIRMED, rules.DELIVERED):
        st.button(_("Paid"), type="secondary" if delivers else "primary", icon=":material/payments:", key="order_pay",
                  on_click=open_dialog, args=(DAY,), kwargs={"to": rules.PAID})
    if found.state == rules.CANCELLED:
        to = rules.RETURNED if found.total < 0 else rules.DRAFT
        if to == rules.DRAFT:
            st.button(_("Take up again"), icon=":material/replay:", key="order_reopen", on_click=_move, args=(found, to))
    if found.open and st.button(_("Edit"), icon=":material/edit:", key="order_edit"):
        links.leave_for("order-edit", id=found.id)
    actions = _actions(found)
    if actions:
        st.menu_button(
            ":material/more_horiz:", list(actions), format_func=lambda name: actions[name][0], key="order_actions",
            on_click=_chosen, args=(actions,),
        )


def _actions(found: OrderView) -> dict[str, tuple[str, Callable[[], None]]]:
    actions = {}
    if found.state in (rules.DELIVERED, rules.PAID) and any(quantity > 0 for quantity in found.left):
        actions["return"] = (_("Goods come back…"), partial(returning.open_for, found))
    back = _step_back(found)
    if back and not found.standing_returns:
        actions["back"] = (_("Take the last step back"), partial(_move, found, back))
    if rules.CANCELLED in rules.FOLLOWS[found.state]:
        label = _("Cancel return…") if found.state == rules.RETURNED else _("Cancel order…")
        actions["cancel"] = (label, partial(open_dialog, CANCEL))
    return actions


def _step_back(found: OrderView) -> str | None:
    """The state before this one."""
    if found.state == rules.PAID:
        return rules.DELIVERED if found.delivered_on else rules.CONFIRMED
    return {rules.CONFIRMED: rules.DRAFT, rules.DELIVERED: rules.CONFIRMED}.get(found.state)


def _chosen(actions: dict) -> None:
    choice = session.get("order_actions")
    if choice in actions:
        actions[choice][1]()


def dialogs(found: OrderView, style: Style) -> None:
    """The day of delivery or payment, and the question before cancelling."""
    forms.dialog(DAY, _("When?"), partial(_ask_day, found, style))
    forms.dialog(CANCEL, _("Cancel this return?") if found.state == rules.RETURNED else _("Cancel this order?"), partial(_ask_cancel, found))


def _ask_day(found: OrderView, style: Style, to: str) -> None:
    label = _("Delivered on") if to == rules.DELIVERED else _("Paid on")
    with forms.form(f"{DAY}.{to}") as form:
        on = form.day("on", label, style.today, min_value=found.ordered_on, max_value=style.today)
        pressed = form.buttons(_("Delivered") if to == rules.DELIVERED else _("Paid"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        moved = forms.attempt(lambda: act(move_order, found.id, to, found.version, on, quiet=True))
        form.show(moved.error)
        if moved.ok:
            forms.close_dialog()
            _offer_back(found, to, moved.value)
            st.rerun()


def _ask_cancel(found: OrderView) -> None:
    if found.state == rules.RETURNED:
        question, follows = _("{number} no longer takes anything back."), _("What came back can be booked again.")
    else:
        question, follows = _("{number} no longer counts as revenue."), _("It stays in the list and can be taken up again.")
    forms.confirm(question.format(number=found.number), follows, _("Yes, cancel it"), partial(_move, found, rules.CANCELLED), CANCEL)


def _move(found: OrderView, to: str) -> None:
    moved = act(move_order, found.id, to, found.version)
    if moved.ok:
        _offer_back(found, to, moved.value)


def _offer_back(found: OrderView, to: str, moved) -> None:
    told = {
        rules.CONFIRMED: _("{number} is confirmed"), rules.DELIVERED: _("{number} is delivered"), rules.PAID: _("{number} is paid"),
        rules.CANCELLED: _("{number} is cancelled"), rules.DRAFT: _("{number} is a draft again"),
    }[to]
    session.offer_undo(told.format(number=found.number), lambda: act(put_back, (moved,)))
