"""The bell in the menu, with how many notices are new. It looks by itself once a minute."""
import streamlit as st

from crm_core import run
from crm_core.notices.queries import MOST, unread
from pages.ui import layout, session
from pages.ui.text import _, plain

NEW = "bell.new"


@st.fragment(run_every=60)
def draw(page: st.Page) -> None:
    """A line of the menu that leads to the notices."""
    actor = session.looking()
    if actor is None:
        return
    new = run.ask(actor, unread)
    session.keep(NEW, new)
    count = " " + layout.badge(new if new <= MOST else f"{MOST}+", "red") if new else ""
    st.page_link(page, label=plain(_("Notices")) + count, icon=":material/notifications:", width="stretch")


def told(label: str) -> str:
    """The label with the number that the bell showed last, for the bar of the phone."""
    new = session.get(NEW, 0)
    return f"{label} {new if new <= MOST else f'{MOST}+'}" if new else label
