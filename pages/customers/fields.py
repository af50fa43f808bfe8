"""The fields of the customer form."""
from typing import Any

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core import regions
from crm_core.access.rights import Scope
from crm_core.customers.queries import CustomerView
from crm_core.dictionary import Choice
from crm_core.i18n import locales
from crm_core.people.queries import colleagues, ticket_agents
from crm_core.settings import Settings
from pages.ui import session
from pages.ui.forms import Form
from pages.ui.run import ask
from pages.ui.text import _

POOL = 0  # stands for nobody where an owner is chosen

Dictionaries = dict[str, tuple[Choice, ...]]


def draw_fields(form: Form, customer: CustomerView | None, dictionaries: Dictionaries, company: Settings) -> dict[str, Any]:
    """Seven fields, and the others behind "more"; returns what stands in them."""
    from pages.customers.forms import show_duplicates

    show_duplicates(form)
    values = _first(form, customer, dictionaries)
    with st.expander(_("More")):
        values |= _where(form, customer)
        values |= _relation(form, customer)
        values |= _what(form, customer, company)
        if customer is None:
            values["grade"] = form.choice("grade", _("Grade"), options(dictionaries, "grade"))
            values |= _owner(form)
    return values


def options(dictionaries: Dictionaries, name: str, kept: str | None = None) -> list[tuple[str, str]]:
    """The values of a dictionary that can be chosen, with one that is `kept` though it is no longer offered."""
    return [(c.code, c.label) for c in dictionaries.get(name, ()) if c.active or c.code == kept]


def owners(reach: Scope) -> list[tuple[int, str]]:
    """The colleagues to whom a right with this reach can give something."""
    actor = session.actor()
    found = [c for c in ask(colleagues) if c.active]
    if reach is not Scope.ALL:
        team = reach is Scope.TEAM and actor.team_id is not None
        found = [c for c in found if c.id == actor.user_id or team and c.team_id == actor.team_id]
    return [(c.id, c.name) for c in found]


def _first(form: Form, customer: CustomerView | None, dictionaries: Dictionaries) -> dict[str, Any]:
    def was(field: str) -> Any:
        return getattr(customer, field) if customer else None

    values = {"name": form.text("name", _("Name"), was("name"), required=True, max_chars=200)}
    kinds = [("company", _("Company")), ("person", _("Individual"))]
    with form.field("kind") as name:
        values["kind"] = st.segmented_control(
            _("Kind"), [k for k, _name in kinds], default=was("kind") or "company", required=True, key=name,
            format_func=dict(kinds).get, label_visibility="collapsed")
    values["phone"] = form.text("phone", _("Phone"), was("phone"), autocomplete="off")
    values["email"] = form.text("email", _("E-mail"), was("email"), autocomplete="off")
    values["city"] = form.text("city", _("City"), was("city"))
    for field, label in (("industry", _("Industry")), ("source", _("Source"))):
        values[field] = form.choice(field, label, options(dictionaries, field, was(field)), was(field))
    return values


def _where(form: Form, customer: CustomerView | None) -> dict[str, Any]:
    def was(field: str) -> Any:
        return getattr(customer, field) if customer else None

    countries = list(regions.countries(session.locale()).items())
    languages = list(locales().items())
    return {
        "website": form.text("website", _("Website"), was("website")),
        "address": form.area("address", _("Address"), was("address")),
        "region": form.text("region", _("Region"), was("region")),
        "postal_code": form.text("postal_code", _("Postal code"), was("postal_code")),
        "country": form.choice("country", _("Country"), countries, was("country")),
        "locale": form.choice("locale", _("Language to write in"), languages, was("locale"), help=_("Left empty: that of the country.")),
    }


def _relation(form: Form, customer: CustomerView | None) -> dict[str, Any]:
    def was(field: str) -> Any:
        return getattr(customer, field) if customer else None

    people = [(c.id, c.name) for c in ask(ticket_agents)]
    if was("agent_id") and was("agent_id") not in dict(people):
        people.append((customer.agent_id, customer.agent or ""))
    return {
        "contract_ends_on": form.day("contract_ends_on", _("Contract ends"), was("contract_ends_on")),
        "agent_id": form.choice("agent_id", _("Named agent"), people, was("agent_id"),
                                help=_("Gets this customer's new tickets.")),
        "birthday": form.day("birthday", _("Birthday, of an individual"), was("birthday")),
    }


def _what(form: Form, customer: CustomerView | None, company: Settings) -> dict[str, Any]:
    def was(field: str) -> Any:
        return getattr(customer, field) if customer else None

    revenue = _("Annual revenue, {currency}").format(currency=company.currency)
    places = get_currency_precision(company.currency)
    values = {
        "employees": form.number("employees", _("Employees"), was("employees")),
        "annual_revenue": form.money("annual_revenue", revenue, was("annual_revenue"), places),
        "founded_year": form.number("founded_year", _("Founded"), was("founded_year")),
        "notes": form.area("notes", _("Notes"), was("notes")),
        "external_id": form.text("external_id", _("Number in another system"), was("external_id")),
    }
    tags = list(customer.tags) if customer else []
    with form.field("tags") as name:
        values["tags"] = tuple(st.multiselect(_("Tags"), tags, tags, accept_new_options=True, key=name, placeholder=_("Type a tag")))
    return values


def _owner(form: Form) -> dict[str, Any]:
    actor = session.actor()
    reach = actor.scope("customers:assign")
    if reach < Scope.TEAM:
        return {}
    owner = form.choice("owner_id", _("Owner"), [*owners(reach), (POOL, _("Public pool"))], actor.user_id)
    return {"owner_id": owner or None} if owner is not None else {}
