"""What other pages show of tickets: a customer's, and mine on my day."""
import streamlit as st

from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import TicketRow, list_tickets, tickets_of_customer
from crm_core.tickets.rules import OPEN
from pages.tickets import new, queue, timing, words
from pages.ui import components, layout, links, session
from pages.ui.format import Style, day, number
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain

OF_CUSTOMER, MINE = "customer_tickets", "home_tickets"
SHOWN, MINE_SHOWN = 5, 6


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the ticket that was clicked."""
    for key in (OF_CUSTOMER, MINE):
        if opened := components.happened(key, "open"):
            links.leave_for("ticket", id=opened)


def of_customer(customer_id: int, name: str, style: Style) -> None:
    """A customer's tickets, open ones first, with how satisfied they were; for who may view tickets."""
    actor = session.actor()
    if not actor.may("tickets:view"):
        return
    found = ask(tickets_of_customer, customer_id)

    def add() -> None:
        if actor.may("tickets:edit"):
            layout.text_button(_("New ticket"), "customer_new_ticket", on_click=new.open_new, args=((customer_id, name),))

    with layout.card(_("Tickets"), _note(found, style), action=add):
        if not found:
            layout.quiet(_("No ticket yet."))
            return
        components.record_list([_item(row, style) for row in found[:SHOWN]], OF_CUSTOMER)
        if len(found) > SHOWN:
            st.page_link(links.page("tickets"), label=_("All tickets"), query_params={"box": "all", "customer": str(customer_id)})


def _note(found: tuple[TicketRow, ...], style: Style) -> str | None:
    scores = [row.satisfaction for row in found if row.satisfaction]
    waiting = sum(1 for row in found if row.state in OPEN)
    parts = [ngettext("{n} open", "{n} open", waiting).format(n=number(waiting, style))] if waiting else []
    if scores:
        parts.append(_("satisfaction {score}").format(score=number(sum(scores) / len(scores), style, 1)))
    return " · ".join(parts) or None


def _item(row: TicketRow, style: Style) -> dict:
    is_open = row.state in OPEN
    left, tone = timing.of_row(row, style)
    item = {
        "id": row.id, "title": row.subject, "href": links.href("ticket", row.id),
        "sub": " · ".join(filter(None, [f"#{row.id}", words.state(row.state), row.owner])),
    }
    if is_open:
        return item | {"note": left, "note_tone": tone}
    return item | {"value": "★" * row.satisfaction if row.satisfaction else None, "note": day(row.resolved_at or row.opened_at, style)}


def mine(style: Style) -> None:
    """On my day, for who answers tickets: the most urgent of mine, with the time left."""
    if not session.actor().may("tickets:edit"):
        return
    found = ask(list_tickets, TicketFilter(box="mine"), size=MINE_SHOWN + 1)
    if not found:
        return

    def everything() -> None:
        st.page_link(links.page("tickets"), label=f":green[{plain(_('To the queue'))}]")

    with layout.card(_("My tickets"), action=everything):
        components.record_list([_mine(row, style) for row in found[:MINE_SHOWN]], MINE)


def _mine(row: TicketRow, style: Style) -> dict:
    item = queue.item(row, style)
    left, tone = item.pop("lead"), item.pop("lead_tone")
    tones = words.PRIORITY_TONES
    badge = {"badge": {"text": words.priority(row.priority), "tone": tones[row.priority]}} if row.priority in tones else {}
    return item | badge | {"note": left, "note_tone": tone}
