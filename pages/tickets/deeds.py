"""What can be done with a ticket, by who may: buttons, the menu and their dialogs."""
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import streamlit as st

from crm_core.tickets.giving import claim_ticket
from crm_core.tickets.moving import archive_ticket, reopen_ticket, start_ticket, wait_for_customer
from crm_core.tickets.page import TicketPage
from crm_core.undo import undo_batch
from pages.tickets import change, handover, joining, queue, templates
from pages.ui import forms, session
from pages.ui.format import Style
from pages.ui.run import act
from pages.ui.text import _

NEXT, MENU = "ticket.next", "ticket_menu"
REOPEN = "ticket.reopen"


def leave_when_asked() -> None:
    """Before anything is asked for: goes to the next ticket when that was pressed."""
    after = session.get(NEXT)
    if after is not None:
        session.forget(NEXT)
        queue.go_to_next(after)


def buttons(found: TicketPage, *, calls: bool = False) -> None:
    """Take, transfer, everything else, and the next ticket; where one `calls`, that is the main button."""
    ticket, allowed = found.ticket, found.allowed
    if allowed.claim:
        st.button(_("Take it"), icon=":material/pan_tool:", key="ticket_claim", on_click=_claim, args=(ticket.id,))
    if allowed.assign:
        st.button(_("Transfer"), shortcut="A", key="ticket_transfer", on_click=handover.open_for, args=((ticket.id,),))
    if not ticket.is_open and allowed.reopen:
        st.button(_("Reopen"), icon=":material/replay:", key="ticket_reopen", on_click=forms.open_dialog, args=(REOPEN,))
    actions = _actions(found)
    if actions:
        st.menu_button(
            ":material/more_horiz:", list(actions), format_func=lambda name: actions[name][0], key=MENU, on_click=_chosen,
            args=(actions,), help=_("More"),
        )
    st.button(_("Next"), icon=":material/skip_next:", type="secondary" if calls else "primary", shortcut="J",
              key="ticket_next", on_click=session.keep, args=(NEXT, ticket.id))


def dialogs(found: TicketPage, style: Style) -> None:
    """Draws whichever of the dialogs is open."""
    handover.dialog()
    templates.dialogs()
    change.dialog(found)
    joining.dialogs(found, style)
    forms.dialog(REOPEN, _("Reopen"), partial(_reopen, found.ticket.id))


def _actions(found: TicketPage) -> dict[str, tuple[str, Callable[[], None]]]:
    ticket, allowed = found.ticket, found.allowed
    offered = {
        "change": (allowed.change, _("Change…"), partial(change.open_for, ticket)),
        "start": (allowed.start, _("Begin to work on it"), partial(_step, start_ticket, ticket.id, _("In progress"))),
        "wait": (allowed.wait, _("Wait for the customer"), partial(_step, wait_for_customer, ticket.id, _("Waiting for the customer"))),
        "merge": (allowed.merge, _("Merge into another…"), partial(forms.open_dialog, joining.MERGE)),
        "split": (allowed.split and joining.can_split(found), _("Split a message off…"), partial(forms.open_dialog, joining.SPLIT)),
        "archive": (allowed.archive, _("Archive"), partial(_step, archive_ticket, ticket.id, _("Archived"))),
    }
    return {name: (label, do) for name, (may, label, do) in offered.items() if may}


def _chosen(actions: dict) -> None:
    choice = session.get(MENU)
    if choice in actions:
        actions[choice][1]()


def _step(command: Callable, ticket_id: int, text: str) -> None:
    batch = uuid4().hex
    if act(command, ticket_id, batch=batch).ok:
        session.offer_undo(text, lambda: act(undo_batch, batch))


def _claim(ticket_id: int) -> None:
    _step(claim_ticket, ticket_id, _("#{number} is yours now").format(number=ticket_id))


def _reopen(ticket_id: int) -> None:
    with forms.form("reopening") as form:
        reason = form.text("reason", _("Why"), max_chars=500, placeholder=_("May stay empty"))
        pressed = form.buttons(_("Reopen"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        batch = uuid4().hex
        stored = act(reopen_ticket, ticket_id, reason, batch=batch, quiet=True)
        form.show(stored.error)
        if stored.ok:
            forms.close_dialog()
            session.offer_undo(_("#{number} reopened").format(number=ticket_id), lambda: act(undo_batch, batch))
            st.rerun()
