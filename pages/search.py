"""Ctrl+K: a customer, a person, a deal, an order or a ticket from wherever one is."""
from collections.abc import Sequence

import streamlit as st

from crm_core.finding import Found, find_anything
from crm_core.wording import WORDS
from pages.orders import words as order_words
from pages.tickets import words
from pages.ui import format, forms, keys, layout, links, session
from pages.ui.components import record_list
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

NAME = "search"
ICONS = {"customer": "domain", "contact": "person", "deal": "view_kanban", "order": "receipt_long", "ticket": "support_agent"}
PAGES = {"deal": "deal", "order": "order", "ticket": "ticket"}
TONES = {"won": "green", "lost": "red"}
STATUSES = WORDS["status"]
OPENED = "search.opened"


def button() -> None:
    """The button with its shortcut, and the dialog when it is open; once per run, in the sidebar."""
    if not session.actor().may("customers:view", "deals:view", "orders:view", "tickets:view"):
        return
    st.button(
        _("Search"), icon=":material/search:", shortcut="Ctrl+K", width="stretch", key="search_button",
        on_click=forms.open_dialog, args=(NAME,),
    )
    forms.dialog(NAME, _("Search"), _body, width="medium")


def _body() -> None:
    with st.container(key="search_box", gap=None):
        text = st.text_input(
            _("Name, phone, e-mail, deal or ticket"), type="search", live=True, placeholder=_("Name, phone, e-mail, deal or ticket"),
            label_visibility="collapsed", key="search_text",
        )
        keys.focus("search_box")
    found = ask(find_anything, text or "")
    with st.container(height=440 if len(found) > 6 else "content", border=False):
        if found:
            titles = {"customer": _("Customers"), "contact": _("Contacts"), "deal": _("Deals"), "order": _("Orders"), "ticket": _("Tickets")}
            for subject, title in titles.items():
                _group(title, [one for one in found if one.subject == subject])
        elif (text or "").strip():
            layout.quiet(_("Nothing of that name. Fewer letters find more."))
        else:
            layout.quiet(_("Two letters are enough, or the last four digits of a phone number."))
    _leave()


def _group(title: str, found: Sequence[Found]) -> None:
    if found:
        layout.quiet(title)
        record_list([_item(one) for one in found], key=f"search_{found[0].subject}", on_open=_remember)


def _item(one: Found) -> dict:
    url, key = (PAGES[one.subject], one.id) if one.subject in PAGES else ("customer", one.customer_id or one.id)
    item = {
        "id": f"{url}:{key}:{one.id}", "title": one.name, "sub": " · ".join(one.beside), "icon": ICONS[one.subject],
        "href": links.href(url, key), "phone": one.phone,
    }  # fmt: skip
    if one.subject == "deal":
        item |= {"value": format.money(one.value, style()), "note": _(STATUSES[one.status]), "note_tone": TONES.get(one.status)}
    if one.subject == "order":
        item |= {"value": format.money(one.value, style(), one.currency), "note": order_words.state(one.status)}
    if one.subject == "ticket":
        item |= {"note": words.state(one.status), "note_tone": words.STATE_TONES.get(one.status)}
    return item


def _remember(item: str) -> None:
    session.keep(OPENED, item)


def _leave() -> None:
    opened = session.get(OPENED)
    if opened:
        session.forget(OPENED, "search_text")
        forms.close_dialog()
        url, key, *_rest = opened.split(":")
        links.leave_for(url, id=key)
