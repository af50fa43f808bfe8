"""The doors of the program: the first run, signing in, and links that work once."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from crm_core import run
from crm_core.access import sign_in as accounts
from crm_core.access.actor import SYSTEM
from crm_core.company.queries import company
from crm_core.i18n import locales
from pages import menu
from pages.ui import layout, session
from pages.ui.text import _

HERE = Path(__file__).parent
LINK = "set-password"


def draw() -> None:
    """Whatever somebody who is not signed in has to see, at every address of ours."""
    entries = [st.Page(door, title="Hutong CRM", url_path=e.url, default=e.url == "home") for e in menu.MENU]
    here = st.navigation(entries, position="hidden")
    st.html(HERE / "entrance.css")
    if not accounts.is_set_up() or session.get("first_run_done"):
        from pages import first_run

        first_run.draw()
    elif here.url_path == LINK:
        from pages import one_time_link

        one_time_link.draw()
    else:
        _sign_in(_address(here.url_path))


@contextmanager
def narrow(key: str) -> Iterator[None]:
    """The column in the middle of the page, below our name."""
    with st.container(horizontal_alignment="center"), st.container(width=360, key=key):
        st.space("xlarge")
        logo()
        st.space("small")
        yield


def door() -> None:
    """Stands in for every page until somebody is signed in."""


def logo() -> None:
    """Our name, in the language and shade of the page."""
    language = "zh" if session.locale().startswith("zh") else "en"
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.html(f'<img class="entrance-logo" alt="Hutong CRM" src="/app/static/logo-{language}-{shade}.svg">', width="content")


def language_switch() -> None:
    """Chooses the language before anybody is signed in."""
    names = locales()
    st.segmented_control(
        _("Language"), sorted(names, reverse=True), format_func=names.get, default=session.locale(), required=True,
        key="entrance_language", label_visibility="collapsed", on_change=_choose_language,
    )


def _choose_language() -> None:
    session.choose_locale(session.get("entrance_language"))


def _sign_in(wanted: str) -> None:
    from pages import sign_in  # brings streamlit-authenticator along

    with narrow("sign_in"):
        with st.container(gap=None):
            st.title(_("Sign in"), anchor=False)
            layout.quiet(run.ask(SYSTEM, company).company)
        sign_in.form(wanted)
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.popover(_("Forgot your password?"), type="tertiary"):
                st.markdown(_("Ask your administrator for a link with which you choose a new one. It works once, for a day."))
            st.space("stretch")
            language_switch()


def _address(url_path: str) -> str:
    query = urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)
    return f"/{url_path}" + (f"?{query}" if query else "")
