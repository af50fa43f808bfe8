"""The outbox as a list, and what can be done with a mail."""
from functools import partial

import streamlit as st

from crm_core.errors import NotFound
from crm_core.mail.commands import AGAIN, STOPPABLE, cancel, resend, try_now
from crm_core.mail.queries import COUNTED, PER_PAGE, MailFilter, mail_row, outbox_page
from crm_core.mail.schemas import PURPOSES, STATES, Counts, MailRow
from pages.admin import dialog, mail_words
from pages.ui import filters, format, forms, layout, session
from pages.ui.components import clear_selection, record_table, selection
from pages.ui.format import Style
from pages.ui.layout import Metric
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain

TABLE, CANCEL = "mail_table", "mail.cancel"
MOST_TEXT = 4000


def draw(known: Counts, look: Style) -> None:
    """Figures, filters, the list; a mail opens with what can be done."""
    _figures(known, look)
    wanted = MailFilter(filters.value("state") or None, filters.value("purpose") or None, filters.value("q"))
    page = filters.number(filters.PAGE, 1) or 1
    found = ask_now(outbox_page, wanted, page)
    filtered = filters.active(("q", "state", "purpose"))
    if found.rows or filtered or page > 1:
        _filters()
    if found.rows:
        _bar()
        record_table(_columns(), [_row(mail, look) for mail in found.rows], TABLE, on_open=dialog.show)
        filters.pagination(-(-min(found.total, COUNTED) // PER_PAGE))
    elif filtered:
        filters.nothing_found(_("No mail matches these filters."))
    else:
        layout.empty_state(
            "outgoing_mail", _("No mail yet"),
            _("Answers to tickets, surveys, campaigns and digests stand here, with what became of them."))
    _dialogs(look)


def _figures(known: Counts, look: Style) -> None:
    layout.metrics([
        Metric(_("Waiting"), format.number(known.waiting, look)),
        Metric(_("Sent in 24 hours"), format.number(known.sent, look)),
        Metric(_("Unknown"), format.number(known.unknown, look),
               help=_("The connection broke while the mail was handed over. It is never sent again by itself.")),
        Metric(_("Came back"), format.number(known.bounced, look)),
    ])  # fmt: skip


def _filters() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=280):
            filters.search(_("Search by recipient"))
        with st.container(width=170):
            states = {name: mail_words.state(name) for name in STATES}
            filters.one("state", _("State"), {"": _("All states")} | states, hide_label=True)
        with st.container(width=170):
            purposes = {name: mail_words.purpose(name) for name in PURPOSES}
            filters.one("purpose", _("Purpose"), {"": _("All purposes")} | purposes, hide_label=True)


def _columns() -> list[dict]:
    return [
        {"id": "subject", "label": _("Mail subject"), "width": "25%"},
        {"id": "to", "label": _("Recipient"), "width": "21%", "card": "figure"},
        {"id": "state", "label": _("State"), "width": "11%", "card": "badge"},
        {"id": "why", "label": _("Why"), "wide": True},
        {"id": "when", "label": _("Time"), "width": "14%", "card": "note"},
    ]


def _row(mail: MailRow, look: Style) -> dict:
    when = mail.sent_at or mail.created_at
    why = None
    if mail.problem:
        words, said = mail_words.problem(mail.problem)
        why = {"text": words, "sub": said, "title": mail_words.problem_line(mail.problem)}
    elif mail.state == "waiting" and mail.next_at > look.now:
        why = {"text": _("from {time}").format(time=format.moment(mail.next_at, look))}
    return {
        "id": mail.id,
        "cells": {
            "subject": {"text": mail.subject or _("(no subject)"), "sub": mail_words.purpose(mail.purpose)},
            "to": {"text": mail.to_name or mail.to_email, "sub": mail.to_email if mail.to_name else ""},
            "state": {"badges": [{"text": mail_words.state(mail.state), "tone": mail_words.STATE_TONES[mail.state]}]},
            "why": why,
            "when": {"text": format.moment(when, look), "title": format.moment_full(when, look)},
        },
    }


def _bar() -> None:
    """What can be done with several mails."""
    picked = [int(key) for key in selection(TABLE)][:1000]
    if not picked:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="bulk_bar"):
        st.markdown(ngettext("{n} selected", "{n} selected", len(picked)).format(n=len(picked)), width="content")
        st.space("stretch")
        st.button(_("Try now"), icon=":material/send:", key="mail_now", on_click=_now, args=(picked,))
        st.button(_("Do not send…"), icon=":material/cancel_schedule_send:", key="mail_stop", on_click=forms.open_dialog,
                  args=(CANCEL,), kwargs={"ids": picked})  # fmt: skip
        st.button("", icon=":material/close:", type="tertiary", help=_("Select nothing"), key="bulk_close",
                  on_click=clear_selection, args=(TABLE,))  # fmt: skip


def _dialogs(look: Style) -> None:
    forms.dialog(CANCEL, _("Do not send"), _confirm)
    key = dialog.opened_id()
    if key is None:
        return
    try:
        mail, text = ask_now(mail_row, key)
    except NotFound:
        dialog.close()
        return
    st.dialog(plain(mail.subject or _("(no subject)")), width="medium", on_dismiss=dialog.close)(partial(_mail, mail, text, look))()


def _confirm(ids: list[int]) -> None:
    question = ngettext("Do not send {n} mail?", "Do not send {n} mails?", len(ids)).format(n=len(ids))
    forms.confirm(question, _("What was sent already stays sent."), _("Do not send"), partial(_cancel, ids), CANCEL)


def _mail(mail: MailRow, text: str, look: Style) -> None:
    to = f"{mail.to_name} <{mail.to_email}>" if mail.to_name else mail.to_email
    st.markdown(layout.badge(mail_words.state(mail.state), mail_words.STATE_TONES[mail.state]) + f" {plain(to)}")
    times = [_("written {time}").format(time=format.moment(mail.created_at, look))]
    if mail.sent_at:
        times.append(_("sent {time}").format(time=format.moment(mail.sent_at, look)))
    elif mail.attempts:
        times.append(ngettext("{n} try", "{n} tries", mail.attempts).format(n=mail.attempts))
    if mail.state == "waiting" and mail.next_at > look.now:
        times.append(_("next try {time}").format(time=format.moment(mail.next_at, look)))
    layout.quiet(" · ".join(times))
    if mail.problem:
        words, said = mail_words.problem(mail.problem)
        st.warning("  \n".join(filter(None, [plain(words), plain(said)])))
    if text:
        with st.container(border=True, height=260 if len(text) > 500 else "content"):
            st.text(text[:MOST_TEXT])
    elif mail.purpose == "campaign":
        layout.quiet(_("The words of sent campaign mails are not kept; the campaign shows them."))
    _actions(mail, text, look)


def _actions(mail: MailRow, text: str, look: Style) -> None:
    with st.container(horizontal=True):
        if mail.state in AGAIN and text:
            label = _("Send again") if mail.state != "cancelled" else _("Send after all")
            dialog.button(label, _again, mail, icon=":material/send:", type="primary", key="mail_again")
        if mail.state == "waiting" and mail.next_at > look.now:
            dialog.button(_("Try now"), _now_one, mail, icon=":material/send:", type="primary", key="mail_now_one")
        if mail.state in STOPPABLE:
            dialog.button(_("Do not send"), _cancel_one, mail, icon=":material/cancel_schedule_send:", key="mail_cancel")


def _again(mail: MailRow) -> None:
    if act(resend, mail.id).ok:
        session.notify(_("The mail to {address} is sent again").format(address=plain(mail.to_email)))
    dialog.close()


def _now_one(mail: MailRow) -> None:
    _now([mail.id])
    dialog.close()


def _now(ids: list[int]) -> None:
    done = act(try_now, ids)
    if done.ok:
        session.notify(ngettext("{n} mail is tried now", "{n} mails are tried now", done.value).format(n=done.value))
        clear_selection(TABLE)


def _cancel_one(mail: MailRow) -> None:
    _cancel([mail.id])
    dialog.close()


def _cancel(ids: list[int]) -> None:
    done = act(cancel, ids)
    if done.ok:
        clear_selection(TABLE)
        text = ngettext("{n} mail is not sent", "{n} mails are not sent", len(done.value)).format(n=len(done.value))
        if done.value:
            session.offer_undo(text, partial(_uncancel, done.value))
        else:
            session.notify(_("None of them waits any more"), "warning")


def _uncancel(ids: list[int]) -> None:
    for key in ids:
        act(resend, key)
