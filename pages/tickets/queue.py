"""My queue beside the ticket that is open, the most urgent first."""
import streamlit as st

from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import TicketRow, list_tickets, next_ticket
from pages.tickets import timing, words
from pages.ui import components, layout, links
from pages.ui.format import Style, number
from pages.ui.run import ask, ask_now
from pages.ui.text import _

LIST, SHOWN = "ticket_queue", 14
MINE = TicketFilter(box="mine")


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the ticket of the queue that was clicked."""
    if opened := components.happened(LIST, "open"):
        links.leave_for("ticket", id=opened)


def draw(current: int, style: Style) -> None:
    """The queue; the one that is open is marked."""
    found = ask(list_tickets, MINE, size=SHOWN + 1)
    more = len(found) > SHOWN
    count = number(len(found), style) if found and not more else None
    with layout.card(_("My queue"), count, height="stretch", key="ticket_queue_card"):
        if not found:
            layout.quiet(_("Nothing waits for you. Take a ticket that nobody has, or the next one that comes in."))
            return
        components.record_list([item(row, style, current=row.id == current) for row in found[:SHOWN]], LIST, dense=True)
        if more:
            st.page_link(links.page("tickets"), label=_("All of mine"))


def item(row: TicketRow, style: Style, *, current: bool = False) -> dict:
    """A ticket as an item of a short list: what is left, grade and customer below its subject."""
    left, tone = timing.of_row(row, style)
    grade = words.named("grade").get(row.grade) if row.grade == "vip" else None
    found = {
        "id": row.id, "title": row.subject, "href": links.href("ticket", row.id), "lead": left, "lead_tone": tone,
        "sub": " · ".join(filter(None, [grade and grade.label, row.customer or row.requester])), "current": current,
    }
    return found | {"badge": {"text": _("here"), "tone": "green"}} if current else found


def go_to_next(after_id: int | None = None) -> None:
    """Shows the next most urgent ticket of mine, else the list."""
    found = ask_now(next_ticket, after_id)
    if found is None:
        links.leave_for("tickets")
    links.leave_for("ticket", id=found)
