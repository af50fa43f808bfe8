"""What stands around every page: who are you → menu → notices → the page → undo."""
from itertools import groupby
from pathlib import Path

import streamlit as st

from crm_core.access.actor import Actor
from pages import menu
from pages.ui import session
from pages.ui.text import _

STATIC = Path(__file__).parent / "static"


def draw() -> None:
    """Draws the program for whoever looks at it."""
    actor = session.actor(fresh=True)
    if actor is None:
        _entrance()
        return
    pages = _pages(actor)
    current = st.navigation(list(pages.values()), position="hidden")
    _logo()
    with st.sidebar:
        _sidebar(actor, pages)
    _notices()
    current.run()
    _undo_bar()


def _entrance() -> None:
    from pages import entrance

    page = st.navigation([st.Page(entrance.draw, title="Hutong CRM", url_path="home", default=True)], position="hidden")
    page.run()


def _pages(actor: Actor) -> dict[str, st.Page]:
    return {
        entry.url: st.Page(
            entry.run,
            title=_(entry.title),
            icon=f":material/{entry.icon}:",
            url_path=entry.url,
            default=entry.url == "home",
            visibility="visible" if entry.listed else "hidden",
        )
        for entry in menu.visible(actor)
    }


def _logo() -> None:
    language = "zh" if session.locale().startswith("zh") else "en"
    shade = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(str(STATIC / f"logo-{language}-{shade}.svg"), size="large")


def _sidebar(actor: Actor, pages: dict[str, st.Page]) -> None:
    listed = [entry for entry in menu.visible(actor) if entry.listed]
    for section, entries in groupby(listed, key=lambda entry: entry.section):
        if section:
            st.markdown(f":gray[{_(section)}]")
        for entry in entries:
            st.page_link(pages[entry.url], label=_(entry.title), icon=f":material/{entry.icon}:")


def _notices() -> None:
    for notice in session.take_notices():
        if notice.tone == "success":
            st.toast(notice.text, icon=":material/check:")
        else:
            getattr(st, notice.tone)(notice.text)


def _undo_bar() -> None:
    offer = session.undo_offer()
    if offer is None:
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(offer.text, width="content")
        st.button(_("Undo"), icon=":material/undo:", shortcut="Ctrl+Z", type="tertiary", on_click=_take_back, key="undo")


def _take_back() -> None:
    offer = session.undo_offer()
    session.drop_undo()
    if offer:
        offer.call()
