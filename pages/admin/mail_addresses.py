"""The addresses from which mail came back."""
import streamlit as st

from crm_core.mail.addresses import MOST, bounced, works_again
from crm_core.mail.schemas import Bounced
from pages.admin import mail_words
from pages.ui import filters, format, layout, session
from pages.ui.format import Style
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain

PER_PAGE = 20


def draw(look: Style) -> None:
    """Each with what the other side said, and the way back."""
    search = filters.value("q")
    total, rows = ask_now(bounced, search)
    if total or search:
        with st.container(width=300):
            filters.search(_("Search by address"))
    if not rows:
        if search:
            filters.nothing_found(_("No such address came back."))
        else:
            layout.empty_state("mark_email_read", _("Every address works"), _(
                "An address from which mail comes back is noted here, and campaigns leave it out."))  # fmt: skip
        return
    layout.quiet(_("Campaigns leave these addresses out."))
    page = filters.page_number(-(-len(rows) // PER_PAGE))
    with st.container(border=True, gap="xsmall"):
        for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]:
            _row(row, look)
    if total > MOST:
        layout.quiet(_("The newest {n} of {total}. Search for others.").format(n=MOST, total=format.number(total, look)))
    filters.pagination(-(-len(rows) // PER_PAGE))


def _row(row: Bounced, look: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"bounced_{row.email}"):
        with st.container(gap=None, width="stretch"):
            st.markdown(plain(row.email))
            why = mail_words.problem_line(row.said) if row.said else ""
            layout.quiet(" · ".join(filter(None, [format.moment(row.at, look), why])))
        st.button(_("Works again"), key=f"works_{row.email}", type="tertiary", icon=":material/check:", on_click=_works, args=(row.email,))


def _works(email: str) -> None:
    if act(works_again, email).ok:
        session.notify(_("Mail may go to {address} again").format(address=plain(email)))
