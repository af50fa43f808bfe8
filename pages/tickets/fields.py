"""The fields that several forms of a ticket have."""
from typing import Any

import streamlit as st

from crm_core.dictionary import choices
from crm_core.pipeline.offering import possible_contacts
from crm_core.products.queries import product_choices
from pages.tickets import words
from pages.ui import session
from pages.ui.forms import Form
from pages.ui.run import ask
from pages.ui.text import _

Options = list[tuple[Any, str]]


def kinds(kept: str | None = None) -> Options:
    """The types that can be chosen, with one that is `kept` though it is no longer offered."""
    return [(c.code, c.label) for c in ask(choices).get("ticket_kind", ()) if c.active or c.code == kept]


def products(kept: int | None = None) -> Options:
    """The products that can be chosen; none for who may not see them."""
    if not session.actor().may("products:view", "deals:view"):
        return []
    return [(p.id, p.name) for p in ask(product_choices) if p.active or p.id == kept]


def contacts(customer_id: int | None) -> Options:
    """The people at a customer."""
    if customer_id is None or not session.actor().may("customers:view"):
        return []
    return [(p.id, " · ".join(filter(None, (p.name, p.note)))) for p in ask(possible_contacts, customer_id)]


def segments(form: Form, field: str, label: str, options: Options, value: str) -> str:
    """One of a few, all in sight."""
    names = dict(options)
    with form.field(field) as key:
        start = {} if session.get(key) is not None else {"default": value}
        return st.segmented_control(label, list(names), required=True, format_func=names.get, key=key, **start)


def product_field(form: Form, value: int | None = None) -> int | None:
    offered = products(value)
    return form.choice("product_id", _("Product"), offered, value) if offered else value


def contact_field(form: Form, customer_id: int | None, value: int | None = None) -> int | None:
    """Who of the customer's people asks."""
    offered = contacts(customer_id)
    return form.choice("contact_id", _("Contact"), offered, value) if offered else None


def requester_fields(form: Form, **was: str | None) -> dict[str, str]:
    """Whoever asks and is no contact: name, e-mail, phone."""
    labels = {"requester_name": _("Who asks"), "requester_email": _("E-mail for the answer"), "requester_phone": _("Phone")}
    with st.grid(3, min_column_width=180):
        return {field: form.text(field, label, was.get(field), autocomplete="off") for field, label in labels.items()}


def channel_field(form: Form, value: str = "phone") -> str:
    return form.choice("channel", _("Channel"), list(words.channels().items()), value, required=True)
