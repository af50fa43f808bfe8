"""My account: language, time zone, password, and where I am signed in."""
import streamlit as st

from crm_core import i18n, regions
from crm_core.access.passwords import LONGEST
from crm_core.people import accounts
from pages.password_field import new_password
from pages.sign_in import enter
from pages.ui import browser, layout, run, session
from pages.ui.text import _, told


def page() -> None:
    """What everybody may change about themselves."""
    actor = session.actor()
    with layout.header(_("My account"), sub=" · ".join(filter(None, (actor.name, actor.email, _(actor.role_name), actor.team_name)))):
        pass
    _told_before()
    with st.container(width=560):
        _preferences()
        _password()
        _sessions()


def _preferences() -> None:
    actor = session.actor()
    languages, zones = i18n.locales(), regions.time_zones(actor.locale)
    with layout.card(_("Language and time")), st.form("account_preferences", border=False):
        with st.grid(2, min_column_width=200):
            language = st.selectbox(_("Language"), list(languages), _place(languages, actor.locale), format_func=languages.get)
            zone = st.selectbox(_("Time zone"), list(zones), _place(zones, regions.known_zone(actor.time_zone)), format_func=zones.get)
        layout.quiet(_("Light or dark follows your device."))
        digest = st.toggle(
            _("Daily mail of what is due"), actor.digest, key="account_digest", disabled=not actor.email,
            help=_("In the morning: next steps, deals past their limit, tickets near theirs, birthdays and contracts. None when there is nothing."),
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            save = st.form_submit_button(_("Save"), type="primary")
    if save and run.act(accounts.set_preferences, locale=language, time_zone=zone, digest=digest).ok:
        session.notify(i18n.words(language).gettext("Saved"))
    if save:
        st.rerun()


def _password() -> None:
    with layout.card(_("Change the password")), st.form("account_password", border=False):
        current = st.text_input(_("Present password"), type="password", autocomplete="current-password", max_chars=LONGEST)
        wrong_current = st.empty()
        new = new_password(_("New password"), "account_new_password")
        wrong_new = st.empty()
        layout.quiet(_("Everywhere else you will be signed out."))
        with st.container(horizontal=True, horizontal_alignment="right"):
            save = st.form_submit_button(_("Change the password"))
    if not save:
        return
    user_id = session.actor().user_id
    attempt = run.act(accounts.change_password, current=current, new=new, address=session.address(), quiet=True)
    if attempt.ok:
        enter(user_id, "/account?done=password")
    elif attempt.problem("current"):
        wrong_current.error(attempt.problem("current"))
    else:
        wrong_new.error(told(attempt.error))


def _sessions() -> None:
    with layout.card(_("Where you are signed in")):
        st.markdown(_("Lost a phone, or used somebody else's computer? This ends every sign-in of yours, here too."))
        with st.container(horizontal=True, horizontal_alignment="right"):
            leave = st.button(_("Sign out everywhere"), icon=":material/logout:")
    if leave and run.act(accounts.sign_out_everywhere).ok:
        browser.go("/session/end?to=/")


def _told_before() -> None:
    if st.query_params.pop("done", None) == "password":
        st.toast(_("Password changed"), icon=":material/check:")


def _place(options: dict[str, str], chosen: str) -> int:
    return list(options).index(chosen) if chosen in options else 0
