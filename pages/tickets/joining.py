"""Two tickets that are one, and one that is two."""
from functools import partial
from uuid import uuid4

import streamlit as st

from crm_core.tickets.joining import merge_tickets, split_ticket
from crm_core.tickets.page import MessageRow, TicketPage
from crm_core.undo import undo_batch
from pages.tickets import words
from pages.ui import forms, links, session
from pages.ui.format import Style, moment
from pages.ui.run import act
from pages.ui.text import _, plain

MERGE, SPLIT = "ticket.merge", "ticket.split"
LONGEST = 80


def dialogs(found: TicketPage, style: Style) -> None:
    """Draws whichever of the two is open."""
    forms.dialog(MERGE, _("Merge into another ticket"), partial(_merge, found, style))
    forms.dialog(SPLIT, _("Make a ticket of its own"), partial(_split, found, style))


def can_split(found: TicketPage) -> bool:
    """Whether there is a later message of the customer."""
    return bool(_later(found))


def _later(found: TicketPage) -> list[MessageRow]:
    own = [message for message in found.messages if message.ticket_id == found.ticket.id]
    return [message for message in own[1:] if message.direction == "in"]


def _merge(found: TicketPage, style: Style) -> None:
    others = {row.id: f"#{row.id} {row.subject} · {words.state(row.state)}" for row in found.others}
    st.markdown(_("This ticket is archived, and its conversation is read in the other one."))
    with forms.form("merging") as form:
        if others:
            into = form.choice("into_id", _("Other ticket of this customer"), list(others.items()), required=True)
        else:
            into = form.number("into_id", _("Number of the other ticket"))
        pressed = form.buttons(_("Merge"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not (pressed.save and into):
        return
    batch = uuid4().hex
    stored = act(merge_tickets, found.ticket.id, into, batch=batch, quiet=True)
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        text = _("#{number} merged into #{other}").format(number=found.ticket.id, other=into)
        session.offer_undo(text, lambda: act(undo_batch, batch))
        links.leave_for("ticket", id=into)


def _split(found: TicketPage, style: Style) -> None:
    later = {message.id: f"{moment(message.at, style)} · {' '.join(message.text.split())[:LONGEST]}" for message in _later(found)}
    st.markdown(plain(_("The message moves to a new ticket of the same customer, with its files.")))
    with forms.form("splitting") as form:
        message = form.choice("message_id", _("Message"), list(later.items()), next(reversed(later), None), required=True)
        subject = form.text("subject", _("Subject of the new ticket"), required=True, max_chars=200)
        pressed = form.buttons(_("Split"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not (pressed.save and message):
        return
    stored = act(split_ticket, message, subject, quiet=True)
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        session.notify(_("Ticket #{number} opened").format(number=stored.value))
        links.leave_for("ticket", id=stored.value)
