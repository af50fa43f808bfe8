"""What stands beside a conversation: articles that may answer it, who the customer is, what happened."""
import streamlit as st

from crm_core.happenings import Happened
from crm_core.knowledge.schemas import Suggestion
from crm_core.knowledge.suggesting import FIRST_MESSAGES, suggest
from crm_core.knowledge.uses import use_article
from crm_core.tickets.page import CustomerFacts, TicketPage
from pages.tickets import answer, queue, words
from pages.ui import components, layout, links, session
from pages.ui.changes import change_text
from pages.ui.format import Style, ago, clock, day, money, number, percent
from pages.ui.run import act, ask
from pages.ui.text import _, ngettext, plain

OTHERS, SHOWN, LONGEST = "ticket_others", 12, 90


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the customer's other ticket that was clicked."""
    if opened := components.happened(OTHERS, "open"):
        links.leave_for("ticket", id=opened)


def suggestions(found: TicketPage) -> tuple[Suggestion, ...]:
    """Articles that fit what was asked; none for who may not read them."""
    if not session.actor().may("knowledge:view", "knowledge:edit"):
        return ()
    asked = [message.text for message in found.messages if message.direction == "in"][:FIRST_MESSAGES]
    return ask(suggest, text="\n".join([found.ticket.subject, *asked]), product_id=found.ticket.product_id, most=3)


def articles(found: TicketPage, suggested: tuple[Suggestion, ...], style: Style) -> None:
    """Each with its beginning, how many found it useful, and a button that puts it into the answer."""
    st.subheader(_("Suggested articles"), anchor=False)
    if not suggested:
        layout.quiet(_("No article fits this yet."))
    for one in suggested:
        with st.container(gap="xxsmall"):
            st.markdown(f"[{plain(one.title)}](/article?id={one.id})")
            layout.quiet(_short(one.excerpt))
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                if found.allowed.reply:
                    st.button(_("Insert"), icon=":material/add:", type="tertiary", key=f"insert_{one.id}",
                              on_click=_insert, args=(found.ticket.id, one))
                layout.quiet(_useful(one, style), width="content")


def _short(excerpt: str) -> str:
    if len(excerpt) <= LONGEST:
        return excerpt
    cut = excerpt[:LONGEST]
    return (cut.rpartition(" ")[0] or cut).rstrip(" …") + "…"


def _insert(ticket_id: int, article: Suggestion) -> None:
    answer.insert(ticket_id, article.text)
    act(use_article, article.id, ticket_id)


def _useful(article: Suggestion, style: Style) -> str:
    voices = article.helpful + article.unhelpful
    if voices:
        return _("{share} found it useful").format(share=percent(article.helpful / voices, style))
    used = ngettext("used {n} time", "used {n} times", article.used)
    return used.format(n=number(article.used, style)) if article.used else _("not used yet")


def customer(found: TicketPage, style: Style) -> None:
    """Who asks: value, open complaints, last contact, named agent, other tickets."""
    st.subheader(_("Customer"), anchor=False)
    facts = found.customer
    if facts is None:
        _requester(found)
        return
    if facts.seen:
        st.page_link(links.page("customer"), label=plain(facts.name), query_params={"id": str(facts.id)})
    else:
        st.markdown(f"**{plain(facts.name)}**")
    st.markdown("  \n".join(plain(line) for line in _facts(facts, style)))
    if found.others:
        components.record_list([queue.item(row, style) | {"sub": words.state(row.state)} for row in found.others[:3]], OTHERS, dense=True)


def _requester(found: TicketPage) -> None:
    ticket = found.ticket
    known = [ticket.requester_name, ticket.requester_email, ticket.requester_phone]
    for line in filter(None, known):
        st.markdown(plain(line))
    layout.quiet(_("Not a customer we know. Change the ticket to say who it is."))


def _facts(facts: CustomerFacts, style: Style) -> list[str]:
    lines = []
    if facts.seen:
        lines.append(_("won {value} · open {open}").format(value=money(facts.won_value, style), open=money(facts.open_value, style)))
    tickets = ngettext("{n} open ticket", "{n} open tickets", facts.open_tickets).format(n=number(facts.open_tickets, style))
    if facts.satisfaction is not None:
        tickets = _("{tickets} · satisfaction {score}").format(tickets=tickets, score=number(facts.satisfaction, style, 1))
    lines.append(tickets)
    if facts.last_activity_at:
        lines.append(_("last contact {when}").format(when=ago(facts.last_activity_at, style)))
    if facts.agent:
        lines.append(_("named agent {name}").format(name=facts.agent))
    elif facts.owner:
        lines.append(_("owner {owner}").format(owner=facts.owner))
    return lines


def happened(found: TicketPage, style: Style) -> None:
    """What was done with the ticket, the oldest first as the conversation."""
    st.subheader(_("What happened"), anchor=False)
    shown = list(reversed(found.events[:SHOWN]))
    st.markdown("  \n".join(_event(event, style) for event in shown))


def _event(event: Happened, style: Style) -> str:
    at = style.local(event.at)
    when = clock(event.at, style) if at.date() == style.today else day(event.at, style)
    changes = ", ".join(change_text(change, style) for change in event.changes[:2]) if event.kind == "ticket.changed" else ""
    what = f"{_(event.what)} {changes}".strip()
    who = layout.small(f"· {event.who}") if event.who else ""
    return f":gray[{plain(when)}] {plain(what)} {who}"
