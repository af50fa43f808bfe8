"""Changing what a ticket says: one form, and two people editing at once."""
from typing import Any
from uuid import uuid4

import streamlit as st

from crm_core.errors import Conflict
from crm_core.tickets.editing import update_ticket
from crm_core.tickets.page import TicketPage, TicketView, ticket_view
from crm_core.tickets.schemas import TicketEdit
from crm_core.undo import undo_batch
from pages.pipeline.picker import customer_picker, forget_picked
from pages.tickets import fields, words
from pages.ui import editing, forms, session
from pages.ui.forms import Form
from pages.ui.run import Attempt, act, ask_now
from pages.ui.text import _

NAME = "ticket.change"


def open_for(ticket: TicketView) -> None:
    """Opens the form; for callbacks."""
    key = f"changing_{uuid4().hex[:6]}"
    forget_picked(key)
    forms.open_dialog(NAME, key=key, ticket=ticket)


def dialog(found: TicketPage) -> None:
    """Draws the form when it is open."""
    customer = (found.customer.id, found.customer.name) if found.customer else None
    forms.dialog(NAME, _("Change ticket"), lambda key, ticket: _body(key, ticket, customer), width="medium")


def _body(key: str, ticket: TicketView, customer: tuple[int, str] | None) -> None:
    ticket = editing.prepare(key, ticket)
    picked = customer_picker(key, customer) if session.actor().may("customers:view") else ticket.customer_id
    with forms.form(key) as form:
        editing.choose(form)
        typed = _fields(form, ticket, picked) | {"customer_id": picked}
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    batch = uuid4().hex
    stored = forms.attempt(lambda: _save(key, ticket, typed, batch))
    if isinstance(stored.error, Conflict):
        now = ask_now(ticket_view, ticket.id)
        if not editing.meet(key, now, editing.changed(key, TicketEdit(**typed).given())):
            st.rerun()
        stored = forms.attempt(lambda: _save(key, now, typed, batch))
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        session.offer_undo(_("#{number} changed").format(number=ticket.id), lambda: act(undo_batch, batch))
        st.rerun()


def _save(key: str, ticket: TicketView, typed: dict[str, Any], batch: str) -> Attempt:
    changed = editing.changed(key, TicketEdit(**typed).given())
    return act(update_ticket, ticket.id, TicketEdit(**changed), ticket.version, batch=batch, quiet=True)


def _fields(form: Form, ticket: TicketView, customer_id: int | None) -> dict[str, Any]:
    typed: dict[str, Any] = {"subject": form.text("subject", _("Subject line"), ticket.subject, required=True, max_chars=200)}
    left, right = st.columns(2)
    with left:
        typed["kind"] = form.choice("kind", _("Type"), fields.kinds(ticket.kind), ticket.kind, required=True)
        typed["channel"] = fields.channel_field(form, ticket.channel)
    with right:
        typed["priority"] = form.choice("priority", _("Priority"), list(words.priorities().items()), ticket.priority, required=True)
        typed["product_id"] = fields.product_field(form, ticket.product_id)
    same = customer_id == ticket.customer_id
    typed["contact_id"] = fields.contact_field(form, customer_id, ticket.contact_id if same else None)
    with st.expander(_("Who asks")):
        typed |= fields.requester_fields(
            form, requester_name=ticket.requester_name, requester_email=ticket.requester_email, requester_phone=ticket.requester_phone)
    return typed
