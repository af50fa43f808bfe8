"""What was said on a ticket: customers at the left, colleagues at the right, notes across."""
from collections.abc import Sequence

import streamlit as st

from crm_core.i18n import N_
from crm_core.tickets.page import FileOfMessage, MessageRow, TicketView
from pages.customers.cards import file_reader
from pages.tickets import words
from pages.ui import layout
from pages.ui.format import Style, clock, moment, size
from pages.ui.text import _, plain

MAIL = {
    "waiting": ("gray", N_("mail waits to be sent")), "sending": ("gray", N_("mail is being sent")),
    "bounced": ("red", N_("mail came back")), "unknown": ("orange", N_("nobody knows whether the mail left")),
    "cancelled": ("gray", N_("mail was not sent")),
}


def draw(messages: Sequence[MessageRow], ticket: TicketView, style: Style) -> None:
    """All messages, the oldest first."""
    for message in messages:
        if message.direction == "note":
            _note(message, style)
        else:
            _said(message, ticket, style)


def _said(message: MessageRow, ticket: TicketView, style: Style) -> None:
    ours = message.direction == "out"
    who = plain(message.who or (_("Colleague") if ours else ticket.requester_name or _("Customer")))
    name = f":green[**{who}**]" if ours else f"**{who}**"
    side = st.container(horizontal=True, horizontal_alignment="right" if ours else "left")
    with side, st.container(border=True, width="content", gap="xsmall", key=f"message_{message.id}"):
        st.markdown(f"{name} {layout.small(_about(message, style))}{_mail(message)}")
        st.text(message.text)
        _files(message.files, style)


def _note(message: MessageRow, style: Style) -> None:
    with st.container(gap="xsmall", key=f"message_{message.id}"):
        badge = layout.badge(_("internal note"), "orange", "lock")
        st.markdown(f"{badge} **{plain(message.who or '')}** {layout.small(_when(message, style))}")
        st.text(message.text)
        _files(message.files, style)


def _about(message: MessageRow, style: Style) -> str:
    return f"{words.channel(message.channel)} · {_when(message, style)}"


def _when(message: MessageRow, style: Style) -> str:
    today = style.local(message.at).date() == style.today
    return clock(message.at, style) if today else moment(message.at, style)


def _mail(message: MessageRow) -> str:
    tone, text = MAIL.get(message.mail or "", (None, None))
    return f" {layout.badge(_(text), tone, 'mail')}" if text else ""


def _files(files: Sequence[FileOfMessage], style: Style) -> None:
    for file in files:
        st.download_button(
            f"{plain(file.name)} {layout.small(size(file.size, style))}", file_reader(file.id), file.name, file.content_type,
            key=f"ticket_file_{file.id}", type="tertiary", icon=":material/attach_file:", on_click="ignore",
        )
