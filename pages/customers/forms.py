"""Making and changing a customer: one form, warnings of duplicates, and two people editing at once."""
from typing import Any
from uuid import uuid4

import streamlit as st

from crm_core import normalise
from crm_core.activities.queries import timeline
from crm_core.company.queries import company
from crm_core.customers.commands import create_customer, update_customer
from crm_core.customers.duplicates import find_duplicates
from crm_core.customers.queries import CustomerView, customer_view
from crm_core.customers.schemas import CustomerEdit, CustomerNew, Duplicate
from crm_core.dictionary import choices
from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from crm_core.undo import undo_batch
from pages.customers import becoming
from pages.customers.fields import draw_fields
from pages.ui import editing, forms, links, session
from pages.ui.forms import Form, Pressed
from pages.ui.run import Attempt, act, ask, ask_now
from pages.ui.text import _, plain

NEW, EDIT = "customer.new", "customer.edit"
CHECKED = ("name", "phone", "email")
SAME = {
    "name": N_("This name is known already: {customer}"),
    "phone": N_("This phone number is known already: {customer}"),
    "email": N_("This e-mail address is known already: {customer}"),
}


def open_new() -> None:
    """Opens the form for a new customer; a callback of the button."""
    forms.open_dialog(NEW, key=f"customer_{uuid4().hex[:6]}")


def open_edit(customer: CustomerView) -> None:
    """Opens the form with the customer as it is now."""
    forms.open_dialog(EDIT, customer=customer, key=f"customer_{uuid4().hex[:6]}")


def new_customer_dialog() -> None:
    """Draws the form for a new customer when it is open; call it once on every page that can open it."""
    forms.dialog(NEW, _("New customer"), _new, width="medium")


def edit_dialog() -> None:
    """Draws the form of a customer when it is open."""
    forms.dialog(EDIT, _("Edit customer"), _edit, width="medium")


def _new(key: str) -> None:
    with forms.form(key) as form:
        typed = draw_fields(form, None, _dictionaries(), ask(company))
        pressed = form.buttons(_("Save anyway") if session.get(f"{key}.warned") else _("Save"))
    _tell_kept(form, typed, pressed)
    if pressed.cancel:
        _leave()
    if not pressed.save or _warns(form, typed):
        return
    stored = forms.attempt(lambda: act(create_customer, CustomerNew(**typed), quiet=True))
    _tell(form, typed, stored)
    if stored.ok:
        forms.close_dialog()
        session.notify(_("{name} is in the list now").format(name=plain(typed["name"].strip())))
        links.leave_for("customer", id=stored.value)


def _edit(customer: CustomerView, key: str) -> None:
    customer = editing.prepare(key, customer)
    with forms.form(key) as form:
        editing.choose(form)
        typed = draw_fields(form, customer, _dictionaries(), ask(company))
        pressed = form.buttons(_("Save anyway") if session.get(f"{key}.warned") else _("Save"))
    _tell_kept(form, typed, pressed)
    if pressed.cancel:
        _leave()
    if not pressed.save:
        return
    try:
        changed = editing.changed(key, CustomerEdit(**typed).given())
    except Invalid as refused:
        form.show(refused)
        return
    if any(field in changed for field in CHECKED) and _warns(form, typed, customer.id):
        return
    _save(form, customer, typed, changed)


def _save(form: Form, customer: CustomerView, typed: dict[str, Any], changed: dict[str, Any]) -> None:
    batch = uuid4().hex
    stored = forms.attempt(
        lambda: act(update_customer, customer.id, CustomerEdit(**changed), editing.version(form.key), batch=batch, quiet=True))
    if isinstance(stored.error, Conflict):
        now = ask_now(customer_view, customer.id)
        if not editing.meet(form.key, now, changed, _who(customer.id)):
            st.rerun()
        stored = forms.attempt(
            lambda: act(update_customer, customer.id, CustomerEdit(**changed), now.version, batch=batch, quiet=True))
        if stored.ok:
            session.notify(_("Somebody changed other fields meanwhile; both changes are kept."), "info")
    _tell(form, typed, stored)
    if stored.ok:
        forms.close_dialog()
        if changed:
            session.offer_undo(_("{name} changed").format(name=changed.get("name") or customer.name), lambda: act(undo_batch, batch))
        st.rerun()


def _who(customer_id: int) -> str | None:
    found = ask_now(timeline, customer_id=customer_id, what="changes", limit=1).entries
    return found[0].who if found else None


def _warns(form: Form, typed: dict[str, Any], exclude_id: int | None = None) -> bool:
    """Whether the form has to be saved a second time, because there is such a customer already."""
    now = tuple(typed[field] for field in CHECKED)
    if session.get(f"{form.key}.warned") == now:
        return False
    found = ask_now(find_duplicates, *now, kind=typed["kind"], country=typed.get("country"), exclude_id=exclude_id)
    if not found:
        return False
    session.keep(f"{form.key}.warned", now)
    session.keep(f"{form.key}.found", found)
    st.rerun()
    return True


def show_duplicates(form: Form) -> None:
    """Above the fields: which customers are known already."""
    for duplicate in session.get(f"{form.key}.found") or ():
        form.tell().warning(duplicate_told(duplicate), icon=":material/content_copy:")


def duplicate_told(found: Duplicate) -> str:
    """Who this customer is as far as the reader may know."""
    if found.customer_id is not None:
        name = f"[{plain(found.name)}](/customer?id={found.customer_id})"
        who = _("owner {owner}").format(owner=plain(found.owner)) if found.owner else _("in the public pool")
        return _(SAME[found.reason]).format(customer=f"{name} · {who}")
    team, owner = plain(found.team or _("no team")), plain(found.owner or _("your manager"))
    return _(SAME[found.reason]).format(customer=_("already a customer of {team}, ask {owner}").format(team=team, owner=owner))


def _tell(form: Form, typed: dict[str, Any], stored: Attempt) -> None:
    """Errors beside their fields, and what the phone number becomes."""
    if stored.ok:
        return
    form.show(stored.error)
    home = ask(company).country
    try:
        phone = normalise.phone(typed["phone"], typed.get("country") or home) if typed["phone"] else None
    except Invalid:
        return
    if phone and phone != typed["phone"]:
        form.note("phone", _("will be {value}").format(value=phone))


def _tell_kept(form: Form, typed: dict[str, Any], pressed: Pressed) -> None:
    becoming.tell(form, ["phone"], ["email", "website"], typed.get("country"), saving=pressed.save)


def _dictionaries() -> dict:
    return ask(choices)


def _leave() -> None:
    forms.close_dialog()
    st.rerun()
