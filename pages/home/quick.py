"""One line on the home page: who, what was done, what is next."""
import streamlit as st

from crm_core.home.meaning import Meant, who_is_meant
from crm_core.tasks.phrases import Understood, understand
from pages.activities.log_line import offer, write
from pages.activities.subject import Subject
from pages.ui import forms, layout, session
from pages.ui.format import Style
from pages.ui.run import ask_now
from pages.ui.text import _, plain

TEXT, PROBLEM, CHOICE = "quick.text", "quick.problem", "quick.choice"


def quick_add(style: Style) -> None:
    """The line; asks which customer is meant when several could be."""
    with layout.card(_("Quick add"), help=_("Name a customer or contact. A day at the end becomes the next step.")):
        with st.form("quick", border=False), st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.text_input(_("What happened?"), key=TEXT, label_visibility="collapsed", icon=":material/bolt:", autocomplete="off",
                          placeholder=_("Called Chen Jianguo, wants delivery before May; call again Friday"))
            st.form_submit_button(_("Save"), icon=":material/keyboard_return:", key="quick.save", on_click=_save, args=(style,))
        if session.get(PROBLEM):
            st.markdown(f":small[:red[:material/error: {plain(session.get(PROBLEM))}]]")
        if session.get(CHOICE):
            _ask_which(style)


def _ask_which(style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        layout.quiet(_("Which one?"), width="content")
        for meant in session.get(CHOICE):
            name = f"{meant.contact} · {meant.customer}" if meant.contact else meant.customer
            st.button(plain(name), key=f"quick.{meant.customer_id}.{meant.contact_id}", on_click=_store, args=(meant, style))


def _save(style: Style) -> None:
    session.forget(PROBLEM, CHOICE)
    line = session.get(TEXT) or ""
    if not line.strip():
        session.keep(PROBLEM, _("Write what happened, and with whom."))
        return
    meant = ask_now(who_is_meant, line)
    if not meant:
        session.keep(PROBLEM, _("No customer or contact of yours is named in this line. Write the name as it stands in your list."))
    elif len(meant) > 1:
        session.keep(CHOICE, meant)
    else:
        _store(meant[0], style)


def _store(meant: Meant, style: Style) -> None:
    said: Understood = understand(session.get(TEXT) or "", style.today)
    kind = said.kind or "note"
    subject = Subject(customer_id=meant.customer_id)
    attempt = forms.attempt(lambda: write(subject, kind, said, style, contact_id=meant.contact_id))
    if attempt.ok:
        session.keep(TEXT, "")
        session.forget(CHOICE)
        offer(kind, said, attempt.value, style, about=meant.contact or meant.customer)

