"""One ticket: the conversation, the answer, and everything an agent needs beside them."""
from urllib.parse import parse_qsl

import streamlit as st

from crm_core.errors import NotFound
from crm_core.tickets.page import TicketPage, TicketView, ticket_page
from pages.customers.deeds import tel
from pages.tickets import answer, beside, conversation, deeds, presence, queue, timing, words
from pages.ui import components, filters, keys, layout, links, session
from pages.ui.format import Style, clock, moment
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain


def page() -> None:
    """The ticket that the address names (`?id=7`)."""
    queue.leave_when_opened()
    beside.leave_when_opened()
    deeds.leave_when_asked()
    try:
        found = ask(ticket_page, filters.number("id") or 0)
    except NotFound:
        _not_found()
        return
    style, small = reader(), components.narrow()
    if small:
        _on_a_phone(found, style)
    else:
        _at_a_desk(found, style)
    deeds.dialogs(found, style)


def _not_found() -> None:
    _back()
    layout.empty_state(
        "search_off", _("There is no such ticket"),
        _("It does not exist, or is not yours to see. Search the list, or ask your manager."),
        lambda: st.page_link(links.page("tickets"), label=_("To the tickets"), icon=":material/confirmation_number:"),
    )


def _back() -> None:
    seen = dict(parse_qsl(session.get("list-tickets") or ""))
    st.page_link(links.page("tickets"), label=_("Tickets"), icon=":material/arrow_back:", query_params=seen or None)


def _at_a_desk(found: TicketPage, style: Style) -> None:
    ticket = found.ticket
    _back()
    with st.container(horizontal=True, vertical_alignment="center", key="ticket_head"):
        st.markdown(f"# {plain(ticket.subject)} " + " ".join(f":small[{b}]" for b in _badges(ticket)), width="content", anchors=False)
        with st.container(width="content"):
            _countdown(ticket)
        st.space("stretch")
        deeds.buttons(found)
    _sub_line(found, style)
    left, middle, right = st.columns([19, 40, 23], gap="small")
    with left:
        queue.draw(ticket.id, style)
    with middle:
        with st.container(height=430, autoscroll=True, key="conversation"):
            conversation.draw(found.messages, ticket, style)
        presence.draw(found)
        _answer(found)
    with right, st.container(border=True, height="stretch", key="ticket_beside"):
        beside.articles(found, beside.suggestions(found), style)
        beside.customer(found, style)
        beside.happened(found, style)


def _answer(found: TicketPage) -> None:
    if found.allowed.reply or found.allowed.note:
        with st.container(border=True, key="answer_box"):
            answer.draw(found)
            keys.focus_on("r", answer.text_key(found.ticket.id))
    elif found.ticket.state == "archived":
        layout.quiet(_("This ticket is archived. Reopen it to go on."))


def _on_a_phone(found: TicketPage, style: Style) -> None:
    ticket = found.ticket
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        layout.quiet(f"#{ticket.id}", width="content")
        with st.container(width="content"):
            _countdown(ticket)
    st.markdown(f"# {plain(ticket.subject)}", anchors=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="ticket_sub"):
        st.markdown(" ".join([*_badges(ticket), layout.badge(words.kind(ticket.kind))]), width="content")
        _customer_link(found)
    with st.container(horizontal=True):
        phone = ticket.requester_phone or (found.customer.phone if found.customer else None)
        if phone:
            st.link_button(_("Call"), tel(phone), icon=":material/call:", type="primary")
        deeds.buttons(found, calls=bool(phone))
    suggested = beside.suggestions(found)
    talk, articles, about = st.tabs([_("Conversation"), _("Articles {n}").format(n=len(suggested)), _("About")])
    with talk:
        conversation.draw(found.messages, ticket, style)
        presence.draw(found)
    with articles:
        beside.articles(found, suggested, style)
    with about:
        beside.customer(found, style)
        beside.happened(found, style)
    if found.allowed.reply or found.allowed.note:
        with st.bottom, st.container(key="answer_phone", gap="xsmall"):
            answer.draw(found, small=True)


@st.fragment(run_every="15s")
def _countdown(ticket: TicketView) -> None:
    """What is left, counting down."""
    text, tone = timing.of_view(ticket, reader())
    st.markdown(layout.badge(text, tone, "timer"), width="content")


def _badges(ticket: TicketView) -> list[str]:
    found = []
    grade = words.named("grade").get(ticket.grade)
    if grade:
        found.append(layout.badge(grade.label, grade.tone or "gray", "star" if ticket.grade == "vip" else None))
    if ticket.priority in words.PRIORITY_TONES:
        found.append(layout.badge(words.priority(ticket.priority), words.PRIORITY_TONES[ticket.priority]))
    if ticket.state not in ("new", "assigned"):
        found.append(layout.badge(words.state(ticket.state), words.STATE_TONES.get(ticket.state, "gray")))
    return found


def _sub_line(found: TicketPage, style: Style) -> None:
    ticket = found.ticket
    today = style.local(ticket.opened_at).date() == style.today
    when = (clock if today else moment)(ticket.opened_at, style)
    rest = [
        ticket.product,
        _("agent {name}").format(name=ticket.owner) if ticket.owner else _("nobody has it yet"),
        _("{when} by {channel}").format(when=when, channel=words.channel(ticket.channel)),
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="ticket_sub"):
        st.markdown(layout.small(f"#{ticket.id} · {words.kind(ticket.kind)} ·"), width="content")
        _customer_link(found)
        st.markdown(layout.small("· " + " · ".join(filter(None, rest))), width="content")
        if ticket.merged_into_id:
            st.page_link(links.page("ticket"), label=_("merged into #{number}").format(number=ticket.merged_into_id),
                         query_params={"id": str(ticket.merged_into_id)})


def _customer_link(found: TicketPage) -> None:
    facts, ticket = found.customer, found.ticket
    if facts and facts.seen:
        st.page_link(links.page("customer"), label=plain(facts.name), query_params={"id": str(facts.id)})
    else:
        name = facts.name if facts else ticket.requester_name or ticket.requester_email or _("somebody unknown")
        st.markdown(f":small[{plain(name)}]", width="content")
