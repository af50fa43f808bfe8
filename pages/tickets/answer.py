"""The box to answer in. What was typed stays until it is stored, whatever happens meanwhile."""
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from crm_core.company.queries import company
from crm_core.errors import N_, Conflict, CrmError
from crm_core.tickets.moving import reopen_ticket, resolve_ticket
from crm_core.tickets.page import TicketPage, TicketView
from crm_core.tickets.schemas import Incoming, NewFile, Note, Reply
from crm_core.tickets.talking import add_incoming, add_note, reply
from pages.tickets import templates
from pages.ui import forms, layout, session
from pages.ui.run import act, ask
from pages.ui.text import _, plain, told

REPLY, NOTE, SAID = "reply", "note", "said"
SENT = {"stay": N_("Answer sent"), "wait": N_("Answer sent, waiting for the customer")}


def text_key(ticket_id: int) -> str:
    """The key of what is being written on a ticket."""
    return f"answer_{ticket_id}"


def insert(ticket_id: int, text: str) -> None:
    """Puts text at the end of what is written, as a reply; for callbacks."""
    written = (session.get(text_key(ticket_id)) or "").rstrip()
    session.keep(text_key(ticket_id), f"{written}\n\n{text}" if written else text)
    if session.get(f"answer_as_{ticket_id}") == NOTE:
        session.keep(f"answer_as_{ticket_id}", REPLY)


def draw(found: TicketPage, *, small: bool = False) -> None:
    """The box, for who may reply or note; `small` where it stands at the foot of a phone."""
    ticket = found.ticket
    if not (found.allowed.reply or found.allowed.note):
        return
    _problem(ticket.id)
    chosen = _top(found, small)
    st.text_area(
        _("Your words"), key=text_key(ticket.id), height=68 if small else 132, label_visibility="collapsed",
        placeholder=_placeholder(chosen, ticket), persist_state="session",
    )
    with st.container(horizontal=True, vertical_alignment="center", wrap=not small, key="answer_foot"):
        _attach(ticket.id, small)
        if small and chosen == REPLY:
            _template(ticket, small)
        st.space("stretch")
        _buttons(found, chosen, small)


def _top(found: TicketPage, small: bool) -> str:
    ticket = found.ticket
    names = {REPLY: _("Reply"), NOTE: _("Internal"), SAID: _("They said")}
    offered = [REPLY] * found.allowed.reply + [NOTE] * found.allowed.note + [SAID] * found.allowed.note
    with st.container(horizontal=True, vertical_alignment="center", key="answer_top"):
        chosen = st.segmented_control(
            _("As"), offered, default=offered[0], required=True, format_func=names.get, key=f"answer_as_{ticket.id}",
            label_visibility="collapsed", persist_state="session",
        )
        if not small and chosen == REPLY:
            _template(ticket, small)
        if not small:
            st.space("stretch")
            layout.quiet(_recipient(chosen, ticket), width="content")
    return chosen or offered[0]


def _template(ticket: TicketView, small: bool) -> None:
    templates.menu(ticket.locale, session.get(text_key(ticket.id)) or "", partial(insert, ticket.id), small=small)


def _recipient(chosen: str, ticket: TicketView) -> str:
    """Who will read it."""
    if chosen == NOTE:
        return _("only colleagues see it")
    if chosen == SAID:
        return _("written down as the customer's words")
    if not ticket.answers_to:
        return _("no e-mail: written down only")
    if ticket.bounced:
        return _("mails to {email} came back").format(email=ticket.answers_to)
    return _("mail to {name}").format(name=ticket.requester_name or ticket.answers_to)


def _placeholder(chosen: str, ticket: TicketView) -> str:
    if chosen == REPLY and ticket.requester_name:
        return _("Reply to {name}").format(name=ticket.requester_name)
    return {REPLY: _("Reply to the customer"), NOTE: _("What colleagues should know"), SAID: _("What the customer said")}[chosen]


def _attach(ticket_id: int, small: bool) -> None:
    key = _files_key(ticket_id)
    count = len(session.get(key) or ())
    label = _("Attachments · {n}").format(n=count) if count else "" if small else _("Attach")
    limit = ask(company).attachment_megabytes
    with st.popover(label, icon=":material/attach_file:", type="tertiary"):
        st.file_uploader(
            _("Files, up to {limit} MB each").format(limit=limit), accept_multiple_files=True, key=key, max_upload_size=limit)


def _files_key(ticket_id: int) -> str:
    """Another key after every sending, so that the files do not go twice."""
    return f"answer_files_{ticket_id}_{session.get(f'answer.round.{ticket_id}', 0)}"


def _buttons(found: TicketPage, chosen: str, small: bool) -> None:
    """What becomes of it, the usual at the right."""
    names = _endings(chosen, small)
    if not found.allowed.resolve:
        names = {"stay": names["stay"]}
    usual = list(names)[-1]
    for then, label in names.items():
        st.button(label, key=f"answer_{then}", type="primary" if then == usual else "secondary", on_click=_send, args=(found, chosen, then))


def _endings(chosen: str, small: bool) -> dict[str, str]:
    if chosen == NOTE:
        return {"resolve": _("Keep and resolve"), "stay": _("Keep note")}
    if chosen == SAID:
        return {"stay": _("Write down")}
    if small:
        return {"stay": _("Send only"), "resolve": _("Solve"), "wait": _("Send, wait")}
    return {"stay": _("Send only"), "resolve": _("Send and resolve"), "wait": _("Send and wait")}


def _send(found: TicketPage, chosen: str, then: str) -> None:
    ticket_id = found.ticket.id
    session.forget(f"answer.problem.{ticket_id}")
    stored = forms.attempt(lambda: _store(found, chosen, then))
    if not stored.ok:
        session.keep(f"answer.problem.{ticket_id}", _why(stored.error))
        return
    session.keep(text_key(ticket_id), "")
    session.keep(f"answer.round.{ticket_id}", session.get(f"answer.round.{ticket_id}", 0) + 1)
    if then == "resolve":
        session.offer_undo(_("#{number} resolved").format(number=ticket_id), lambda: act(reopen_ticket, ticket_id))
    else:
        session.notify(_(SENT[then]) if chosen == REPLY else _("Note kept") if chosen == NOTE else _("Written down"))


def _store(found: TicketPage, chosen: str, then: str) -> Any:
    ticket_id, text, files = found.ticket.id, session.get(text_key(found.ticket.id)) or "", _files(found.ticket.id)
    if chosen == REPLY:
        seen = found.messages[-1].id if found.messages else None
        return act(reply, ticket_id, Reply(text=text, then=then, seen=seen), files, quiet=True)
    if chosen == SAID:
        data = Incoming(text=text, channel="phone", name=found.ticket.requester_name)
        return act(add_incoming, ticket_id, data, files, quiet=True)
    if then == "resolve":
        return act(resolve_ticket, ticket_id, text, files, quiet=True)
    return act(add_note, ticket_id, Note(text=text), files, quiet=True)


def _files(ticket_id: int) -> Sequence[NewFile]:
    return [NewFile(file.name, file.getvalue()) for file in session.get(_files_key(ticket_id)) or ()]


def _why(error: CrmError) -> str:
    if isinstance(error, Conflict):
        return _("{why} Your text is kept: read what is new, then send again.").format(why=told(error))
    return told(error)


def _problem(ticket_id: int) -> None:
    problem = session.get(f"answer.problem.{ticket_id}")
    if problem:
        st.markdown(f":small[:red[:material/error: {plain(problem)}]]")
