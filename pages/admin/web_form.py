"""The web form for customers, and when they are asked how it was."""
from typing import Any

import streamlit as st

from crm_core.dictionary import choices
from crm_core.errors import Conflict
from crm_core.i18n import locales, words
from crm_core.surveys import settings as surveys
from crm_core.surveys.settings import SurveySettings
from crm_core.web_form.commands import change_web_form
from crm_core.web_form.queries import PRIVACY, web_form
from crm_core.web_form.schemas import LARGEST, SMALLEST, WebForm
from pages.admin.dialog import tried
from pages.ui import forms, layout, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _

SEEN, SURVEYS_SEEN = "web_form_seen", "surveys_seen"


def page() -> None:
    """Both forms, and how customers reach the web form."""
    with layout.header(_("Web form and surveys")):
        pass
    left, right = st.columns([3, 2])
    with left:
        _form()
        _surveys()
    with right:
        _how_to_reach()


def _form() -> None:
    if session.get("web_form.active") is None:  # opened anew
        session.forget(SEEN)
    seen: WebForm = session.get(SEEN) or ask_now(web_form)
    session.keep(SEEN, seen)
    with layout.card(_("Web form")), forms.form("web_form") as form:
        values = _what(form, seen) | _privacy(seen)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = tried(form, lambda: act(change_web_form, WebForm(**values), seen, quiet=True))
        _after(ended, SEEN)


def _what(form: forms.Form, seen: WebForm) -> dict[str, Any]:
    kinds = {choice.code: choice.label for choice in ask(choices)["ticket_kind"] if choice.active or choice.code in seen.kinds}
    values: dict[str, Any] = {"active": _toggle(form, "active", _("The form is open to everybody who has its address"), seen.active)}
    with form.field("kinds") as key:
        values["kinds"] = tuple(st.multiselect(
            _("Kinds of requests"), list(kinds), list(seen.kinds), format_func=lambda code: kinds.get(code, code), key=key, placeholder=_("All")))
    values["offer_products"] = _toggle(form, "offer_products", _("Asks for the product"), seen.offer_products)
    values["offer_files"] = _toggle(form, "offer_files", _("Takes files"), seen.offer_files)
    with st.grid(2, min_column_width=180):
        values["megabytes"] = form.number("megabytes", _("Largest size of all files (MB)"), seen.megabytes, min_value=SMALLEST, max_value=LARGEST)
        values["per_minute"] = form.number(
            "per_minute", _("Requests a minute from one address"), seen.per_minute, min_value=1, max_value=600,
            help=_("More are refused for a while. A web site that sends its visitors' requests counts as one address."))
    values["make_customers"] = _toggle(
        form, "make_customers", _("Unknown people become customers without owner"), seen.make_customers,
        help=_("With the source “Web form”, in the public pool. Otherwise the ticket has no customer."))
    sites = form.area("origins", _("Web sites that may send requests"), "\n".join(seen.origins), placeholder="https://www.example.com",
                      help=_("One a line. Only needed for pages that send requests themselves, as in the example beside."))
    return values | {"origins": tuple(sites.split())}


def _privacy(seen: WebForm) -> dict[str, Any]:
    with st.expander(_("Words that people agree to")):
        return {"privacy": {
            code: st.text_area(name, seen.privacy.get(code, ""), max_chars=2000, key=f"web_form.privacy.{code}", placeholder=words(code).gettext(PRIVACY))
            for code, name in locales().items()
        }}


def _surveys() -> None:
    if session.get("surveys.survey_active") is None:
        session.forget(SURVEYS_SEEN)
    seen: SurveySettings = session.get(SURVEYS_SEEN) or ask_now(surveys.survey_settings)
    session.keep(SURVEYS_SEEN, seen)
    with layout.card(_("Surveys")), forms.form("surveys") as form:
        values: dict[str, Any] = {"survey_active": _toggle(
            form, "survey_active", _("Ask by mail how satisfied people are when their ticket is resolved"), seen.survey_active)}
        labels = {
            "survey_days": _("The link works for (days)"), "survey_reminder_days": _("One reminder after (days)"),
            "survey_low": _("Followed up: a score up to"),
        }
        with st.grid(3, min_column_width=150):
            for name, label in labels.items():
                least, most = surveys.RANGES[name]
                values[name] = form.number(name, label, getattr(seen, name), min_value=least, max_value=most)
        layout.quiet(_("A low score becomes a task of the manager of the agent's team."))
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = tried(form, lambda: act(surveys.change_survey_settings, SurveySettings(**values), seen, quiet=True))
        _after(ended, SURVEYS_SEEN)


def _after(ended: Any, seen: str) -> None:
    if ended.ok:
        session.notify(_("The settings are saved") if ended.value else _("Nothing was changed"))
        session.forget(seen)
        st.rerun()
    elif isinstance(ended.error, Conflict):
        session.forget(seen)


def _how_to_reach() -> None:
    base = session.actor().company.public_url.rstrip("/") or "https://…"
    form: WebForm = session.get(SEEN)
    with layout.card(_("Its address")):
        if not session.actor().company.public_url:
            st.warning(_("Nobody has told yet under which address this program is reached from outside; links in mails and surveys need it."),
                       icon=":material/link_off:")
        if not form.active:
            layout.quiet(_("The form is switched off: whoever opens the address is told to write or call."))
        st.code(f"{base}/p/ticket", language=None, wrap_lines=True)
        st.link_button(_("Look at it"), "/p/ticket", icon=":material/open_in_new:", disabled=not form.active)
        layout.quiet(_("A link for your web site:"))
        st.code(f'<a href="{base}/p/ticket">{_("How can we help?")}</a>', language="html", wrap_lines=True)
    with layout.card(_("From your own page or program"), help=_("It answers 201 with the number, else 422, 413 or 429 with what is wrong.")):
        st.code(_example(base), language="javascript", wrap_lines=True)


def _example(base: str) -> str:
    return (
        f'fetch("{base}/api/tickets", {{\n  method: "POST",\n  headers: {{"Content-Type": "application/json"}},\n'
        '  body: JSON.stringify({\n    subject: "…", text: "…", name: "…", email: "…",\n    kind: "inquiry", consent: true\n  })\n})'
    )


def _toggle(form: forms.Form, field: str, label: str, value: bool, **more: Any) -> bool:
    with form.field(field) as key:
        return st.toggle(label, value, key=key, **more)
