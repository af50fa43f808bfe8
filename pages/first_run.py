"""The first run: the administrator, the company, and what to begin with."""
import streamlit as st

from crm_core import i18n, regions, run
from crm_core.access import keys, throttle
from crm_core.access.actor import SYSTEM
from crm_core.clock import now
from crm_core.errors import CrmError, Invalid, TooMany
from crm_core.people.setup import check_administrator, check_company, set_up
from pages import entrance
from pages.first_run_end import Done, Making, finish
from pages.password_field import new_password, required
from pages.ui import layout, session
from pages.ui.text import _, told

GIVEN = "first_run_given"
STEP = "first_run_step"
CODE = "first_run_code"
DONE = "first_run_done"


def draw() -> None:
    """The page, as long as there is no account."""
    with st.container(horizontal_alignment="center"), st.container(width=860, key="first_run"):
        st.space("small")
        with st.container(horizontal=True, vertical_alignment="center"):
            entrance.logo()
            st.space("stretch")
            entrance.language_switch()
        st.space("small")
        with st.container(gap=None):
            st.title(_("Set up in three minutes"), anchor=False)
            layout.quiet(_("Everything here can be changed later."))
        st.space("small")
        if session.get(DONE):
            finish(session.get(DONE))
        elif session.is_local() or keys.same(session.get(CODE, ""), keys.setup_code()):
            _steps()
        else:
            _ask_code()


def _ask_code() -> None:
    with layout.card(_("Is this your machine?")), st.form("first_run_code_form", border=False):
        st.markdown(_("You come from another machine. Type the code that the program printed in its terminal when it started."))
        typed = st.text_input(_("Code"), placeholder="ABCD-EFGH", autocomplete="off", width=240)
        if st.form_submit_button(_("Continue"), type="primary"):
            _try_code(typed.strip().upper())


def _try_code(typed: str) -> None:
    try:
        throttle.admit("set-up code", session.address() or "", now())
    except TooMany as error:
        st.error(told(error))
        return
    if keys.same(typed, keys.setup_code()):
        session.keep(CODE, typed)
        st.rerun()
    st.error(_("This is not the code."))


def _steps() -> None:
    step = session.get(STEP, 0)
    titles = (_("The first administrator"), _("Your company"), _("Your data"))
    left, right = st.columns([1, 1.75], gap="medium")
    with left, st.container(gap="small"):
        for number, title in enumerate(titles):
            st.markdown(_step_line(title, number, step))
    with right, layout.card(titles[step]):
        (_administrator, _company, _data)[step]()


def _step_line(title: str, number: int, step: int) -> str:
    if number < step:
        return f":small[:green[:material/check_circle: {title}]]"
    if number == step:
        return f":small[:material/radio_button_checked: **{title}**]"
    return f":small[:gray[:material/radio_button_unchecked: {title}]]"


def _administrator() -> None:
    given = _given()
    with st.form("setup_administrator", border=False):
        name = st.text_input(required(_("Your name")), given.get("name", ""), autocomplete="name")
        wrong = {"name": st.empty()}
        email = st.text_input(
            required(_("E-mail")), given.get("email", ""), autocomplete="username", icon=":material/mail:",
            placeholder="name@company.com",
        )  # fmt: skip
        wrong["email"] = st.empty()
        password = new_password(required(_("Password")), "setup_password")
        wrong["password"] = st.empty()
        with st.container(horizontal=True, horizontal_alignment="right"):
            forward = st.form_submit_button(_("Continue"), type="primary")
    if forward:
        with _told_beside(wrong):
            person = check_administrator(name, email, password)
            _go(1, name=person.name, email=person.email, password=person.password)


def _company() -> None:
    given, locale, zone = _given(), session.locale(), st.context.timezone or ""
    country = given.get("country") or regions.country_of(zone, st.context.headers.get("Accept-Language"))
    currency = given.get("currency") or regions.currency_of(country)
    with st.form("setup_company", border=False, enter_to_submit=False):
        company = st.text_input(required(_("Company name")), given.get("company", ""), autocomplete="organization")
        wrong = {"company": st.empty()}
        with st.grid(2, min_column_width=200):
            values = {
                "locale": _choice(_("Language of new users"), i18n.locales(), given.get("locale", locale)),
                "currency": _choice(_("Currency of reports"), regions.currencies(locale), currency),
                "time_zone": _choice(
                    _("Time zone"), regions.time_zones(locale), given.get("time_zone") or regions.known_zone(zone)
                ),
                "country": _choice(_("Country of phone numbers"), regions.countries(locale), country),
            }
        with st.container(horizontal=True):
            back = st.form_submit_button(_("Back"))
            st.space("stretch")
            forward = st.form_submit_button(_("Continue"), type="primary")
    if back:
        _go(0, company=company, **values)
    if forward:
        with _told_beside(wrong):
            _go(2, **check_company(company, **values).model_dump())


def _data() -> None:
    kinds = {"demo": _("Demo data"), "file": _("My own file"), "empty": _("Empty")}
    begin = st.radio(
        _("Begin with"), list(kinds), format_func=kinds.get, key="setup_begin",
        captions=[
            _("A made-up company with 2,000 customers and 6,000 deals, to look around in"),
            _("Excel or CSV, with preview and undo"),
            _("For those who know what they want"),
        ],
    )
    with st.container(horizontal=True):
        back = st.button(_("Back"))
        st.space("stretch")
        pressed = st.button(_("Finish"), type="primary")
    if back:
        _go(1)
    if pressed:
        _finish(begin)


def _finish(begin: str) -> None:
    given = dict(_given())
    person = {f"admin_{name}": given.pop(name) for name in ("name", "email", "password")}
    try:
        user_id = run.act(SYSTEM, set_up, **given, **person)
    except CrmError as error:
        st.error(told(error))
        return
    session.forget(GIVEN, STEP, CODE)
    session.keep(DONE, Done(user_id, begin, Making() if begin == "demo" else None))
    st.rerun()


class _told_beside:
    """Shows an Invalid of the block beside its field."""

    def __init__(self, places: dict) -> None:
        self._places = places

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> bool:
        if not isinstance(error, Invalid):
            return False
        self._places.get(error.field, st.empty()).error(told(error))
        return True


def _choice(label: str, options: dict[str, str], chosen: str) -> str:
    names = list(options)
    return st.selectbox(label, names, names.index(chosen) if chosen in options else 0, format_func=options.get)


def _given() -> dict:
    return session.get(GIVEN) or {}


def _go(step: int, **values: str) -> None:
    session.keep(GIVEN, {**_given(), **values})
    session.keep(STEP, step)
    st.rerun()
