"""The page of an invitation or of a link for a forgotten password. Opening it changes nothing."""
import streamlit as st

from crm_core import run
from crm_core.access.actor import SYSTEM
from crm_core.errors import CrmError, Invalid, NotFound
from crm_core.people.links import Link, read_link, use_link
from pages import entrance
from pages.password_field import new_password
from pages.ui import layout, session
from pages.ui.text import _, plain, told


def draw() -> None:
    """Asks for a password (and the name, when invited), sets it and signs in."""
    key = st.query_params.get("key", "")
    with entrance.narrow("one_time_link"):
        try:
            link = run.ask(SYSTEM, read_link, key)
        except NotFound:
            _over()
        else:
            _form(link, key)


def _over() -> None:
    st.title(_("This link is over"), anchor=False)
    st.markdown(_("It works once, and for a limited time. Ask your administrator for a new one."))
    if session.actor() is None:
        st.link_button(_("To the sign-in"), "/", type="primary")


def _form(link: Link, key: str) -> None:
    invited = link.purpose == "invite"
    with st.container(gap=None):
        st.title(_("Welcome") if invited else _("Choose a new password"), anchor=False)
        layout.quiet(f"{link.company} · {link.email}")
    somebody = session.actor()
    if somebody and somebody.user_id != link.user_id:
        text = _("You are signed in as {name}. Going on signs this browser in as {other}.")
        st.warning(text.format(name=plain(somebody.name), other=plain(link.name)))
    with st.form("one_time_link", border=False):
        name = st.text_input(_("Your name"), link.name, autocomplete="name") if invited else link.name
        wrong = {"name": st.empty()}
        password = new_password(_("New password"), "link_password")
        wrong["password"] = st.empty()
        save = st.form_submit_button(_("Save and sign in"), type="primary", width="stretch")
    if save:
        _use(key, name, password, wrong)


def _use(key: str, name: str, password: str, wrong: dict) -> None:
    from pages.sign_in import enter  # brings streamlit-authenticator along

    try:
        user_id = run.act(SYSTEM, use_link, key, name=name, password=password, locale=session.locale())
    except CrmError as error:
        field = error.field if isinstance(error, Invalid) else None
        wrong.get(field, st.empty()).error(told(error))
    else:
        enter(user_id)
