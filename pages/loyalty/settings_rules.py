"""What brings how many points, and how long they last."""
import streamlit as st

from crm_core.company.queries import company
from crm_core.loyalty.rules import STATES
from crm_core.loyalty.setting import LoyaltySettings, change_loyalty_settings, loyalty_settings
from crm_core.wording import WORDS
from pages.ui import forms, layout, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _

SEEN = "loyalty_settings_seen"


def draw() -> None:
    """One form."""
    seen: LoyaltySettings = session.get(SEEN) or ask_now(loyalty_settings)
    session.keep(SEEN, seen)
    with st.container(border=True, width=560), forms.form("loyalty_rules") as form:
        values = _fields(form, seen)
        layout.quiet(_("What is booked already stays as it is; the rules hold for what comes."))
        pressed = form.buttons(_("Save"), cancel=False)
    if not pressed.save:
        return
    stored = forms.attempt(lambda: act(change_loyalty_settings, LoyaltySettings(**values), seen, quiet=True))
    form.show(stored.error)
    if stored.ok:
        session.forget(SEEN)
        session.notify(_("The settings are saved") if stored.value else _("Nothing was changed"))
        st.rerun()
    elif stored.error.status == 409:
        session.forget(SEEN)


def _fields(form: forms.Form, seen: LoyaltySettings) -> dict:
    currency = ask(company).currency
    with form.field("loyalty_active") as key:
        values = {"loyalty_active": st.toggle(_("Points are booked and shown"), seen.loyalty_active, key=key)}
    states = [(state, _(WORDS["loyalty_since"][state])) for state in STATES]
    values["loyalty_since"] = form.choice("loyalty_since", _("Orders bring points when they are"), states, seen.loyalty_since, required=True)
    values["loyalty_unit"] = form.number("loyalty_unit", _("One point for so much money, without tax ({currency})").format(currency=currency),
                                         seen.loyalty_unit, min_value=1, max_value=1_000_000)
    with st.grid(2, min_column_width=150):
        values["loyalty_survey"] = form.number("loyalty_survey", _("Points for an answered survey"), seen.loyalty_survey, max_value=1_000_000)
        values["loyalty_event"] = form.number("loyalty_event", _("Points for coming to an event"), seen.loyalty_event, max_value=1_000_000)
    values["loyalty_months"] = form.number("loyalty_months", _("Points last (months)"), seen.loyalty_months, max_value=240,
                                           help=_("0: they never expire."))
    return values
