"""Adding and changing the people at a customer."""
from uuid import uuid4

import streamlit as st

from crm_core.customers.contacts import create_contact, delete_contact, restore_contact, update_contact
from crm_core.customers.queries import contact_row
from crm_core.customers.schemas import ContactEdit, ContactNew, ContactRow
from crm_core.dictionary import choices
from crm_core.errors import Conflict
from pages.customers import becoming
from pages.customers.fields import options
from pages.ui import editing, forms, session
from pages.ui.forms import Form
from pages.ui.run import Attempt, act, ask, ask_now
from pages.ui.text import _, plain

DIALOG, DELETE = "contact.form", "contact.delete"


def open_contact(contact: ContactRow | None = None) -> None:
    """Opens the form: for a new contact, or for this one."""
    forms.open_dialog(DIALOG, contact=contact, key=f"contact_{uuid4().hex[:6]}")


def contact_dialogs(customer_id: int, country: str | None) -> None:
    """Draws whichever of the dialogs is open; `country` is that of the customer."""
    forms.dialog(DIALOG, _("Contact"), lambda contact, key: _form(customer_id, country, contact, key))
    forms.dialog(DELETE, _("Delete contact"), _delete)


def _form(customer_id: int, country: str | None, contact: ContactRow | None, key: str) -> None:
    contact = editing.prepare(key, contact)
    with forms.form(key) as form:
        editing.choose(form)
        typed = _fields(form, contact)
        pressed = form.buttons(_("Save"))
    becoming.tell(form, ["mobile", "phone"], ["email"], country, saving=pressed.save)
    if contact is not None:
        st.button(_("Delete contact"), icon=":material/delete:", type="tertiary", key=f"{key}.delete",
                  on_click=forms.open_dialog, args=(DELETE,), kwargs={"contact": contact})
        if session.get(f"{key}.delete"):
            st.rerun()
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    if contact is None:
        stored = forms.attempt(lambda: act(create_contact, ContactNew(customer_id=customer_id, **typed), quiet=True))
    else:
        stored = _change(form, contact, typed)
    form.show(stored.error)
    if stored.ok:
        forms.saved(_("{name} saved").format(name=plain(typed["name"].strip())))


def _change(form: Form, contact: ContactRow, typed: dict) -> Attempt:
    def change(version: int) -> Attempt:
        changed = editing.changed(form.key, ContactEdit(**typed).given())
        return act(update_contact, contact.id, ContactEdit(**changed), version, quiet=True)

    stored = forms.attempt(lambda: change(contact.version))
    if isinstance(stored.error, Conflict):
        now = ask_now(contact_row, contact.id)
        if not editing.meet(form.key, now, editing.changed(form.key, ContactEdit(**typed).given())):
            st.rerun()
        stored = forms.attempt(lambda: change(now.version))
    return stored


def _fields(form: Form, contact: ContactRow | None) -> dict:
    def was(field: str):
        return getattr(contact, field) if contact else None

    roles = options(ask(choices), "buying_role", was("buying_role"))
    typed = {"name": form.text("name", _("Name"), was("name"), required=True)}
    typed["title"] = form.text("title", _("Job title"), was("title"))
    for field, label in (("mobile", _("Mobile")), ("phone", _("Phone")), ("email", _("E-mail"))):
        typed[field] = form.text(field, label, was(field), autocomplete="off")
    typed["buying_role"] = form.choice("buying_role", _("Role in the decision"), roles, was("buying_role"))
    with form.field("is_primary") as name:
        typed["is_primary"] = st.checkbox(_("Main contact"), bool(was("is_primary")), key=name)
    with st.expander(_("More")):
        typed["birthday"] = form.day("birthday", _("Birthday"), was("birthday"))
        typed["department"] = form.text("department", _("Department"), was("department"))
        typed["social"] = form.text("social", _("Social account"), was("social"))
        typed["notes"] = form.area("notes", _("Notes"), was("notes"))
    return typed


def _delete(contact: ContactRow) -> None:
    def delete() -> None:
        if act(delete_contact, contact.id).ok:
            session.offer_undo(_("{name} deleted").format(name=contact.name), lambda: act(restore_contact, contact.id))

    forms.confirm(_("Delete {name}?").format(name=contact.name), _("What was done with this person stays in the timeline."),
                  _("Delete"), delete, f"contact.delete.{contact.id}")
