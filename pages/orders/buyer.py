"""Who buys: a customer that is found or made on the spot, or nobody in particular."""
import streamlit as st

from crm_core.customers.commands import create_customer
from crm_core.customers.duplicates import find_duplicates
from crm_core.customers.schemas import CustomerNew, Duplicate
from pages.customers.forms import duplicate_told
from pages.pipeline.picker import Picked, customer_picker
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _


def buyer(key: str, current: Picked) -> tuple[int | None, bool]:
    """The id of the customer, and whether it is sold over the counter. Not inside a form."""
    held, adding = f"{key}.customer", f"{key}.adding"
    customer_id = customer_picker(key, current)
    if picked := session.get(held, current):
        session.forget(adding)
        if picked[0] is None:
            layout.quiet(_("It counts in all sales; figures about customers, their rhythm and churn leave it out."))
        return customer_id, picked[0] is None
    if session.get(adding):
        _new(adding, held)
        return None, False
    with st.container(horizontal=True):
        if session.actor().may("customers:edit"):
            st.button(_("New customer"), icon=":material/person_add:", key=f"{key}.new-customer", type="tertiary", on_click=session.keep, args=(adding, True))
        st.button(_("Over the counter"), icon=":material/storefront:", key=f"{key}.counter", type="tertiary", on_click=session.keep,
                  args=(held, (None, _("Over the counter"))), help=_("A sale to somebody who leaves no name"))
    return None, False


def forget(key: str) -> None:
    """Begins anew: call it where the form is opened."""
    session.forget(f"{key}.adding", *(f"{key}.adding.{name}" for name in ("kind", "name", "phone", "warned", "found")))


def _new(key: str, held: str) -> None:
    """Name and phone, no more: the rest can be filled in later on the customer's page."""
    typed = (session.get(f"{held}-text") or "").strip()
    is_phone = bool(typed) and not any(letter.isalpha() for letter in typed)
    with st.container(border=True, gap="small"):
        form = forms.Form(key, st.button)
        kinds = {"person": _("Individual"), "company": _("Company")}
        with form.field("kind") as widget:
            kind = st.segmented_control(_("Kind"), list(kinds), default="person", format_func=kinds.get, key=widget, required=True, label_visibility="collapsed")
        with st.grid(2, min_column_width=150):
            name = form.text("name", _("Name"), "" if is_phone else typed, required=True)
            phone = form.text("phone", _("Phone"), typed if is_phone else "")
        for place, found in enumerate(session.get(f"{key}.found") or ()):
            _known(found, held, place)
        pressed = form.buttons(_("Add anyway") if session.get(f"{key}.warned") == (kind, name, phone) else _("Add customer"))
    if pressed.cancel:
        forget(key.removesuffix(".adding"))
        st.rerun()
    if pressed.save:
        _add(form, kind or "person", name, phone, held)


def _known(found: Duplicate, held: str, place: int) -> None:
    """A customer that is there already, to take instead."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(duplicate_told(found), icon=":material/content_copy:")
        if found.customer_id is not None:
            st.button(_("Take this one"), key=f"{held}-take-{place}", on_click=session.keep, args=(held, (found.customer_id, found.name)))


def _add(form: forms.Form, kind: str, name: str, phone: str, held: str) -> None:
    now = (kind, name, phone)
    if session.get(f"{form.key}.warned") != now:
        found = ask_now(find_duplicates, name, phone, kind=kind)
        session.keep(f"{form.key}.found", found)
        session.keep(f"{form.key}.warned", now if found else None)
        if found:
            st.rerun()
    made = forms.attempt(lambda: act(create_customer, CustomerNew(name=name, phone=phone, kind=kind), quiet=True))
    form.show(made.error)
    if made.ok:
        session.keep(held, (made.value, name.strip()))
        forget(form.key.removesuffix(".adding"))
        st.rerun()
