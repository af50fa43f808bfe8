"""What came into the mailbox, and what became of it."""
from functools import partial

import streamlit as st

from crm_core.errors import NotFound
from crm_core.mailbox.handling import try_again
from crm_core.mailbox.queries import COUNTED, PER_PAGE, incoming, original
from crm_core.mailbox.schemas import STATES, IncomingRow, Original
from pages.admin import dialog
from pages.ui import filters, format, layout, session
from pages.ui.components import record_table
from pages.ui.format import Style
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain

TABLE, MOST_TEXT = "incoming_table", 20_000
TONES = {"waiting": "blue", "handled": "green", "ignored": "gray", "failed": "red"}


def draw(look: Style) -> None:
    """The list; a mail opens whole."""
    state, search = filters.value("state") or None, filters.value("q")
    page = filters.number(filters.PAGE, 1) or 1
    total, rows = ask_now(incoming, state, search, page)
    if rows or state or search or page > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width=280):
                filters.search(_("Search by sender"))
            with st.container(width=190):
                filters.one("state", _("State"), {"": _("All states")} | {name: _state(name) for name in STATES}, hide_label=True)
    if rows:
        record_table(_columns(), [_row(row, look) for row in rows], TABLE, selectable=False, on_open=dialog.show)
        filters.pagination(-(-min(total, COUNTED) // PER_PAGE))
    elif state or search:
        filters.nothing_found(_("No mail matches these filters."))
    else:
        layout.empty_state("inbox", _("Nothing came in yet"), _(
            "When a mailbox is entered under “Settings”, mails to it become tickets, and answers join theirs."))  # fmt: skip
    _dialog(look)


def _state(name: str) -> str:
    return {"waiting": _("Waiting"), "handled": _("Handled"), "ignored": _("Left aside"), "failed": _("Not understood")}[name]


def _outcome(row: IncomingRow) -> str:
    known = {
        "ticket": _("New ticket"), "reply": _("Answer to a ticket"), "campaign_reply": _("Answer to a campaign"),
        "bounce": _("Report of a mail that came back"), "automatic": _("Automatic answer"), "own": _("A mail of our own"),
        "flood": _("Too many from this sender"),
    }  # fmt: skip
    found = known.get(row.outcome or "", _(row.outcome) if row.outcome else "")
    return f"{found} #{row.ticket_id}" if row.ticket_id else found


def _columns() -> list[dict]:
    return [
        {"id": "subject", "label": _("Mail subject"), "width": "34%"},
        {"id": "from", "label": _("Sender"), "card": "figure"},
        {"id": "state", "label": _("State"), "width": "13%", "card": "badge"},
        {"id": "outcome", "label": _("What became of it"), "wide": True},
        {"id": "when", "label": _("Time"), "width": "14%", "card": "note"},
    ]


def _row(row: IncomingRow, look: Style) -> dict:
    return {
        "id": row.id,
        "cells": {
            "subject": {"text": row.subject or _("(no subject)")},
            "from": {"text": row.from_name or row.from_email or _("unknown"), "sub": row.from_email if row.from_name else ""},
            "state": {"badges": [{"text": _state(row.state), "tone": TONES[row.state]}]},
            "outcome": {"text": _outcome(row), "title": _outcome(row)},
            "when": {"text": format.moment(row.at, look), "title": format.moment_full(row.at, look)},
        },
    }


def _dialog(look: Style) -> None:
    key = dialog.opened_id()
    if key is None:
        return
    try:
        found = ask_now(original, key)
    except NotFound:
        dialog.close()
        return
    st.dialog(plain(found.row.subject or _("(no subject)")), width="large", on_dismiss=dialog.close)(partial(_mail, found, look))()


def _mail(found: Original, look: Style) -> None:
    row = found.row
    sender = f"{row.from_name} <{row.from_email}>" if row.from_name else row.from_email or _("unknown")
    st.markdown(f"{layout.badge(_state(row.state), TONES[row.state])} {plain(sender)}")
    layout.quiet(" · ".join(filter(None, [format.moment(row.at, look), _outcome(row)])))
    with st.container(border=True, height=360 if len(found.text) > 800 else "content"):
        st.text(found.text[:MOST_TEXT] or _("(no text)"))
    with st.container(horizontal=True):
        if row.state in ("failed", "ignored"):
            label = _("Try again") if row.state == "failed" else _("Handle anyway")
            dialog.button(label, _again, row, icon=":material/refresh:", type="primary", key="incoming_again")
        if found.raw:
            st.download_button(_("As it came (.eml)"), found.raw, f"mail-{row.id}.eml", "message/rfc822", icon=":material/download:",
                               key="incoming_raw", on_click="ignore")  # fmt: skip


def _again(row: IncomingRow) -> None:
    if act(try_again, row.id).ok:
        session.notify(_("The mail is handled again in a few seconds"))
    dialog.close()
