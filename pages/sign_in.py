"""Signing in: streamlit-authenticator's form, over our own accounts, limits and cookies.

Its class is used without its constructor (which mounts a frame and reads a list of all users), its
credentials are looked up one by one, and its cookie, which a script could read, is replaced by a
ticket that the browser changes for an HttpOnly one. To be imported by the script only.
"""
from urllib.parse import quote

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from crm_core import clock, run
from crm_core.access import sign_in, tickets
from crm_core.access.actor import Actor
from crm_core.errors import TooMany
from crm_core.people.accounts import note_sign_in
from pages.ui import browser, session
from pages.ui.text import _, told


class _Accounts(dict):
    """The authenticator's table of users, looked up one by one."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and sign_in.user_named(name) is not None

    def __getitem__(self, name: str) -> dict:
        user = sign_in.user_named(name)
        if user is None:
            raise KeyError(name)
        return {"email": user.email, "name": user.name, "roles": None}

    def get(self, name: str, default=None):
        try:
            return self[name]
        except KeyError:
            return default


class _Model(AuthenticationModel):
    def __init__(self) -> None:
        super().__init__({"usernames": {}}, auto_hash=False)
        self.credentials["usernames"] = _Accounts()
        self.user_id: int | None = None
        self.too_many: TooMany | None = None

    def check_credentials(self, username: str, password: str) -> bool:
        """Our own check: slowed down, equally long for every name, and for passwords of any script."""
        try:
            self.user_id = sign_in.check(username, password, session.address())
        except TooMany as error:
            self.too_many = error
        return self.user_id is not None


class _Controller(AuthenticationController):
    def __init__(self) -> None:
        self.authentication_model = _Model()


class _Cookies:
    """In place of the authenticator's cookie controller."""

    def __init__(self, model: _Model, wanted: str) -> None:
        self._model, self._wanted = model, wanted

    def get_cookie(self) -> None:
        """Nobody is signed in by this cookie: whoever has one does not see this form."""

    def set_cookie(self) -> None:
        run.act(Actor(self._model.user_id, session.get("name")), note_sign_in)
        enter(self._model.user_id, self._wanted)

    def delete_cookie(self) -> None:
        browser.sign_out()


class _Authenticate(Authenticate):
    def __init__(self, wanted: str) -> None:
        self.authentication_controller = _Controller()
        self.model = self.authentication_controller.authentication_model
        self.cookie_controller = _Cookies(self.model, wanted)
        self.attrs = {"login_sleep_time": 0}
        self.path = None


def form(wanted: str) -> None:
    """The form. Signs in whoever gives the right words, and takes them to `wanted`, a path of ours."""
    session.forget("authentication_status")  # what the last try left must not hide the form
    door = _Authenticate(wanted)
    door.login(
        key="sign_in_form",
        fields={"Form name": _("Sign in"), "Username": _("E-mail"), "Password": _("Password"), "Login": _("Sign in")},
    )
    if door.model.too_many:
        st.error(told(door.model.too_many), icon=":material/hourglass_top:")
    elif session.get("authentication_status") is False:
        st.error(_("This e-mail and password do not belong together."), icon=":material/error:")


def enter(user_id: int, wanted: str = "/") -> None:
    """Signs this browser in as a user who has just proved who they are, and ends the script."""
    ticket = tickets.issue(user_id, session.browser(), clock.now())
    browser.go(f"/session/start?ticket={quote(ticket)}&to={quote(wanted)}")
