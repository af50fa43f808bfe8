"""A new ticket, written down while somebody is on the phone."""
from typing import Any
from uuid import uuid4

import streamlit as st

from crm_core.tickets.creating import create_ticket
from crm_core.tickets.schemas import TicketNew
from pages.pipeline.picker import customer_picker, forget_picked
from pages.tickets import fields, words
from pages.ui import forms, links, session
from pages.ui.forms import Form
from pages.ui.run import act
from pages.ui.text import _, plain

NEW = "ticket-new"
Customer = tuple[int, str]


def open_new(customer: Customer | None = None) -> None:
    """Opens the form, of this customer when given; for callbacks."""
    key = f"ticket_{uuid4().hex[:6]}"
    forget_picked(key)
    forms.open_dialog(NEW, key=key, customer=customer)


def new_ticket_dialog() -> None:
    """Draws the form when it is open; call it once on every page that can open it."""
    forms.dialog(NEW, _("New ticket"), _new, width="medium")


def _new(key: str, customer: Customer | None) -> None:
    picked = _customer(key, customer)
    with forms.form(key) as form:
        typed = _fields(form, picked)
        pressed = form.buttons(_("Create ticket"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    stored = forms.attempt(lambda: act(create_ticket, TicketNew(customer_id=picked, **typed), quiet=True))
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        session.notify(_("Ticket #{number} opened").format(number=stored.value))
        if customer:
            st.rerun()
        links.leave_for("ticket", id=stored.value)


def _customer(key: str, customer: Customer | None) -> int | None:
    if customer:
        st.markdown(f":small[:gray[{_('Customer')}]]  \n**{plain(customer[1])}**")
        return customer[0]
    return customer_picker(key, None) if session.actor().may("customers:view") else None


def _fields(form: Form, customer_id: int | None) -> dict[str, Any]:
    typed: dict[str, Any] = {
        "subject": form.text("subject", _("Subject line"), required=True, max_chars=200, autocomplete="off"),
        "text": form.area("text", _("What do they need?"), required=True, height=100),
    }
    kinds = fields.kinds()
    left, right = st.columns(2)
    with left:
        typed["kind"] = fields.segments(form, "kind", _("Type"), kinds, kinds[0][0])
    with right:
        typed["priority"] = fields.segments(form, "priority", _("Priority"), list(words.priorities().items()), "normal")
    left, right = st.columns(2)
    with left:
        typed["channel"] = fields.channel_field(form)
    with right:
        typed["product_id"] = fields.product_field(form)
    typed["contact_id"] = fields.contact_field(form, customer_id)
    if customer_id is None:
        typed |= fields.requester_fields(form)
    else:
        with st.expander(_("Answer to somebody else")):
            typed |= fields.requester_fields(form)
    return typed
