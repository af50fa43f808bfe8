"""Says who else has the ticket open, and when somebody wrote meanwhile."""
import streamlit as st

from crm_core import run
from crm_core.errors import NotFound
from crm_core.tickets.page import TicketPage
from crm_core.tickets.presence import Others, look_at, others
from pages.ui import layout, session
from pages.ui.run import ask_now
from pages.ui.text import _, plain


@st.fragment(run_every="15s")
def draw(found: TicketPage) -> None:
    """One line, only when there is something to say; looks again every 15 seconds."""
    ticket = found.ticket
    try:
        if session.actor().may("tickets:edit"):
            run.act(session.actor(), look_at, ticket.id)  # nothing to draw anew for
        now = ask_now(others, ticket.id)
    except NotFound:
        return
    if now.looking:
        names = _(", ").join(now.looking)
        st.markdown(layout.badge(_("{names} looks at this too").format(names=names), "blue", "visibility"))
    if now.version != ticket.version or _wrote(found, now):
        with st.container(horizontal=True, vertical_alignment="center", key="ticket_meanwhile"):
            said = _("{name} wrote meanwhile.").format(name=now.last_writer) if _wrote(found, now) else _("This ticket changed meanwhile.")
            st.markdown(f":orange[:material/sync_problem: {plain(said)}]", width="content")
            if st.button(_("Show"), key="ticket_show_new", type="tertiary"):
                st.rerun()


def _wrote(found: TicketPage, now: Others) -> bool:
    known = max((message.id for message in found.messages), default=0)
    return (now.last_message or 0) > known
