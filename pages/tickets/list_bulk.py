"""What can be done with many tickets: the bar above the table."""
import streamlit as st

from crm_core.tickets.filtering import TicketFilter
from pages.tickets import handover, list_export
from pages.ui import session
from pages.ui.components import clear_selection, selection
from pages.ui.format import number
from pages.ui.reader import style
from pages.ui.text import _

MOST_PICKED = 1000


def offered() -> bool:
    """Whether this person can do anything with several tickets."""
    return session.actor().may("tickets:assign", "tickets:export")


def bar(table: str, total: int) -> None:
    """The bar, when something is selected; and its dialogs."""
    picked = [int(key) for key in selection(table)][:MOST_PICKED]
    if picked and offered():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="bulk_bar"):
            n, all_of_them = number(len(picked), style()), number(total, style())
            st.markdown(_("**{n} selected** :gray[of {total}]").format(n=n, total=all_of_them), width="content")
            st.space("stretch")
            _actions(picked, table)
    handover.dialog(lambda: clear_selection(table))


def _actions(picked: list[int], table: str) -> None:
    may = session.actor().may
    if may("tickets:assign"):
        st.button(_("Transfer"), icon=":material/person:", key="bulk_assign", on_click=handover.open_for, args=(picked,))
    if may("tickets:export"):
        wanted = TicketFilter(ids=tuple(picked))
        st.button(_("Export"), icon=":material/download:", key="bulk_export", on_click=list_export.open_for, args=(wanted,))
    st.button("", icon=":material/close:", type="tertiary", help=_("Select nothing"), key="bulk_close",
              on_click=clear_selection, args=(table,))
