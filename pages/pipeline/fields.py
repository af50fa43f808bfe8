"""The fields that several forms of a deal have."""
from typing import Any

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.dictionary import choices
from crm_core.pipeline.offering import possible_contacts, possible_owners
from pages.ui import forms
from pages.ui.format import Style, money_unit
from pages.ui.run import ask
from pages.ui.text import _


def value_field(form: forms.Form, style: Style, minor: int | None, **more: Any) -> int | None:
    """The value in the company's currency; gives minor units."""
    label = _("Value, {currency}").format(currency=money_unit(style, 0)[1])
    return form.money("value", label, minor, get_currency_precision(style.currency), **{"step": 1000.0} | more)


def source_field(form: forms.Form, value: str | None) -> str | None:
    """Where the deal came from."""
    named = ask(choices).get("source", ())
    return form.choice("source", _("Source"), [(c.code, c.label) for c in named if c.active or c.code == value], value)


def owner_field(form: forms.Form, value: int | None) -> int | None:
    """Whom the deal is to belong to."""
    return form.choice("owner_id", _("Owner"), [(person.id, person.name) for person in ask(possible_owners)], value, required=True)


def contacts_field(form: forms.Form, customer_id: int | None, held: tuple[int, ...]) -> tuple[int, ...]:
    """Several of the customer's contacts."""
    people = {person.id: person for person in ask(possible_contacts, customer_id)} if customer_id else {}
    if people:
        hint = _("Choose")
    else:
        hint = _("This customer has no contacts yet") if customer_id else _("Choose the customer first")
    with form.field("contact_ids") as key:
        chosen = st.multiselect(
            _("Contacts"), people, [one for one in held if one in people], key=key, disabled=not people, placeholder=hint,
            format_func=lambda one: " · ".join(part for part in (people[one].name, people[one].note) if part),
        )
    return tuple(chosen)
