"""The contacts of a deal."""
import streamlit as st

from crm_core.dictionary import choices
from crm_core.pipeline.commands import set_contacts
from crm_core.pipeline.reading import DealContactRow, DealView
from pages.pipeline.fields import contacts_field
from pages.ui import components, forms, layout
from pages.ui.format import initials
from pages.ui.run import act, ask
from pages.ui.text import _

CONTACTS = "deal-contacts"


def card(found: DealView) -> None:
    """Who the deal is talked over with."""

    def action() -> None:
        if found.may_edit and found.customer_id:
            layout.text_button(
                _("Edit") if found.contacts else _("Add"), "deal-contacts-open", on_click=forms.open_dialog, args=(CONTACTS,)
            )

    with layout.card(_("Contacts"), action=action):
        if found.contacts:
            roles = {choice.code: choice for choice in ask(choices).get("buying_role", ())}
            components.record_list([_item(person, roles) for person in found.contacts], "deal-contacts-list")
        elif found.customer_id:
            layout.quiet(_("Nobody chosen yet. Who decides, who uses it, who signs?"))
        else:
            layout.quiet(_("First choose the customer; then its contacts."))


def _item(person: DealContactRow, roles: dict) -> dict:
    role = roles.get(person.buying_role)
    return {
        "id": person.id, "title": person.name, "sub": person.title, "initials": initials(person.name), "phone": person.phone,
        "badge": {"text": role.label, "tone": role.tone or "gray"} if role else None,
    }


def draw_dialog(found: DealView) -> None:
    """The dialog, when it is open."""
    forms.dialog(CONTACTS, _("Contacts of this deal"), lambda: _edit(found))


def _edit(found: DealView) -> None:
    with forms.form(CONTACTS) as form:
        chosen = contacts_field(form, found.customer_id, tuple(person.id for person in found.contacts))
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        attempt = act(set_contacts, found.id, chosen, found.version, quiet=True)
        if attempt.ok:
            forms.saved(_("Contacts saved"))
        form.show(attempt.error)
