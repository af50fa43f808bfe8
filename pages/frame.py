"""What stands around every page: who are you → menu → notices → the page → undo."""
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st

from crm_core.access.actor import Actor
from crm_core.columnar.copy import Preparing
from crm_core.errors import NotFound
from crm_core.i18n import N_
from pages import menu, search
from pages.notices import bell
from pages.ui import browser, layout, links, preparing, session
from pages.ui.run import look_again
from pages.ui.text import _, plain, told

STATIC = Path(__file__).parent / "static"
TABS = {"home": N_("Today"), "customers": N_("Customers"), "pipeline": N_("Deals"), "pipeline-report": N_("Report"), "notices": N_("Notices")}


def draw() -> None:
    """Draws the program for whoever looks at it."""
    layout.style()
    look_again()
    actor = session.actor(fresh=True)
    if actor is None:
        from pages import entrance

        entrance.draw()
        return
    pages = _pages(actor)
    current = st.navigation([*pages.values(), *_not_theirs(actor)], position="hidden")
    with st.sidebar:
        _sidebar(actor, pages)
    _logo()
    _notices()
    try:
        current.run()
    except Preparing as wait:
        preparing.draw(wait)
    _undo_bar()
    tabs = {url: _(label) for url, label in TABS.items()} | {"notices": bell.told(_(TABS["notices"]))}
    if not actor.may("deals:view"):
        tabs["tickets"] = _("Tickets")
    layout.tab_bar([(pages[e.url], tabs[e.url], e.icon) for e in menu.visible(actor) if e.url in tabs])


def _pages(actor: Actor) -> dict[str, st.Page]:
    return {
        entry.url: st.Page(
            entry.run,
            title=_(entry.title),
            url_path=entry.url,
            default=entry.url == "home",
            visibility="visible" if entry.listed else "hidden",
        )
        for entry in menu.visible(actor)
    }


def _not_theirs(actor: Actor) -> list[st.Page]:
    """The other addresses, and whichever was typed: they say what a record says that is not there."""
    hidden = [entry.url for entry in menu.MENU if not entry.shown_to(actor)]
    typed = unquote(urlsplit(st.context.url or "").path).rpartition("/")[2]
    if typed and typed not in {entry.url for entry in menu.MENU}:
        hidden.append(typed)
    return [st.Page(_nothing_here, title="Hutong CRM", url_path=url, visibility="hidden") for url in hidden]


def _nothing_here() -> None:
    layout.empty_state(
        "search_off", _("Nothing here"), told(NotFound()), lambda: st.page_link(links.page("home"), label=_("My day"), icon=":material/sunny:")
    )


def _logo() -> None:
    language = "zh" if session.locale().startswith("zh") else "en"
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(STATIC / f"logo-{language}-{shade}.svg", size="large")


def _sidebar(actor: Actor, pages: dict[str, st.Page]) -> None:
    search.button()
    listed = [entry for entry in menu.visible(actor) if entry.listed]
    for section, entries in groupby(listed, key=lambda entry: entry.section):
        with st.container(gap="xxsmall"):
            if section:
                st.markdown(f":small[:gray[{_(section)}]]")
            for entry in entries:
                st.page_link(pages[entry.url], label=_(entry.title), icon=f":material/{entry.icon}:", width="stretch")
            if not section:
                bell.draw(pages["notices"])
    with st.container(key="user_menu"):
        _user_menu(actor, pages)


def _user_menu(actor: Actor, pages: dict[str, st.Page]) -> None:
    choices = {"account": _("My account"), "sign-out": _("Sign out")}
    chosen = st.menu_button(
        plain(actor.name),
        list(choices),
        format_func=choices.get,
        icon=":material/account_circle:",
        type="tertiary",
        key="user_menu_button",
    )
    if chosen == "account":
        st.switch_page(pages["account"])
    elif chosen == "sign-out":
        browser.sign_out()


def _notices() -> None:
    for notice in session.take_notices():
        if notice.tone == "success":
            st.toast(notice.text, icon=":material/check:")
        else:
            getattr(st, notice.tone)(notice.text)


def _undo_bar() -> None:
    offer = session.undo_offer()
    if offer:
        layout.undo_bar(offer.text, _("Undo"), _take_back)


def _take_back() -> None:
    offer = session.undo_offer()
    session.drop_undo()
    if offer:
        offer.call()
