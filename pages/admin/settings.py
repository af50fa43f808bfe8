"""Settings of the whole company."""
import streamlit as st

from crm_core import regions
from crm_core.company.commands import change_settings, currency_is_free
from crm_core.company.queries import company
from crm_core.company.rules import RANGES
from crm_core.company.schemas import SettingsForm
from crm_core.errors import Conflict
from crm_core.i18n import locales
from crm_core.settings import Settings
from pages.admin.dialog import tried
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _

SEEN = "settings_seen"


def page() -> None:
    """One form; what it was filled with is remembered, so that nobody overwrites somebody else's change."""
    with layout.header(_("Company settings")):
        pass
    seen: Settings = session.get(SEEN) or ask_now(company)
    session.keep(SEEN, seen)
    with st.container(width=640), forms.form("settings") as form:
        with layout.card(_("Company")):
            values = _company(form, seen)
        with layout.card(_("Customers")):
            values |= _silence(form, seen)
        with layout.card(_("Reminders")):
            values |= _reminders(form, seen)
        with layout.card(_("Files and signing in")):
            values |= _limits(form, seen)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(form, values, seen)


def _save(form: forms.Form, values: dict, seen: Settings) -> None:
    ended = tried(form, lambda: act(change_settings, SettingsForm(**values), seen, quiet=True))
    if ended.ok:
        session.notify(_("The settings are saved") if ended.value else _("Nothing was changed"))
        session.forget(SEEN)
        st.rerun()
    elif isinstance(ended.error, Conflict):
        session.forget(SEEN)


def _company(form: forms.Form, seen: Settings) -> dict:
    locale, free = session.locale(), ask_now(currency_is_free)
    fixed = None if free else _("Fixed: amounts are stored already, they would change their meaning.")
    values = {"company": form.text("company", _("Company name"), seen.company, required=True, max_chars=120)}
    with st.grid(2, min_column_width=220):
        values |= {
            "locale": form.choice("locale", _("Language of new users"), list(locales().items()), seen.locale),
            "time_zone": form.choice("time_zone", _("Time zone"), list(regions.time_zones(locale).items()), seen.time_zone),
            "currency": form.choice(
                "currency", _("Currency"), list(regions.currencies(locale).items()), seen.currency, disabled=not free, help=fixed
            ),
            "country": form.choice(
                "country", _("Country of phone numbers"), list(regions.countries(locale).items()), seen.country,
                help=_("For numbers typed without a country code."),
            ),
        }
    return values


def _silence(form: forms.Form, seen: Settings) -> dict:
    layout.quiet(_("A customer who bought and of whom nothing is heard becomes at risk, then dormant."))
    with st.grid(2, min_column_width=220):
        return {
            "at_risk_days": _number(form, _("At risk after (days)"), seen, "at_risk_days"),
            "dormant_days": _number(form, _("Dormant after (days)"), seen, "dormant_days"),
        }


def _reminders(form: forms.Form, seen: Settings) -> dict:
    with st.grid(2, min_column_width=220):
        return {
            "digest_hour": _number(form, _("Daily mail from (hour, on each person's clock)"), seen, "digest_hour"),
            "contract_days": _number(form, _("Remind of the end of a contract (days before)"), seen, "contract_days"),
        }


def _limits(form: forms.Form, seen: Settings) -> dict:
    with st.grid(2, min_column_width=220):
        return {
            "attachment_megabytes": _number(form, _("Largest file (MB)"), seen, "attachment_megabytes"),
            "idle_minutes": _number(form, _("Signed out when unused for (minutes)"), seen, "idle_minutes"),
            "session_days": _number(form, _("Signed out at the latest after (days)"), seen, "session_days"),
        }


def _number(form: forms.Form, label: str, seen: Settings, field: str) -> int | None:
    least, most = RANGES[field]
    return form.number(field, label, getattr(seen, field), min_value=least, max_value=most)
