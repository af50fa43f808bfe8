"""One customer: who it is, what is next, what happened. It answers an incoming call."""
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import neighbour
from crm_core.customers.queries import CustomerPage, customer_page
from crm_core.errors import NotFound
from crm_core.wording import WORDS
from pages.activities import kinds
from pages.activities.history import history, history_dialogs
from pages.activities.log_line import log_dialog, log_line
from pages.activities.next_step import next_step_bar, next_step_dialogs
from pages.activities.subject import Subject
from pages.campaigns import customer_card
from pages.churn import cards as churn_cards
from pages.churn import dialogs as churn_dialogs
from pages.customers import cards, consent_card, deeds, list_filters, tones
from pages.customers.contact_forms import contact_dialogs
from pages.customers.forms import edit_dialog
from pages.loyalty import card as loyalty_card
from pages.loyalty import dialogs as loyalty_dialogs
from pages.orders import customer_card as order_card
from pages.pipeline import forms as deal_forms
from pages.tickets import cards as ticket_cards
from pages.tickets import new as new_ticket
from pages.ui import filters, forms, layout, links, session, walking
from pages.ui.format import Style, ago, day, days_away, money, month
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask, ask_now
from pages.ui.text import _, ngettext
from pages.value import could_buy
from pages.value import customer_cards as value_cards


def page() -> None:
    """Draws the customer named in the address."""
    cards.leave_when_opened()
    ticket_cards.leave_when_opened()
    customer_card.leave_when_opened()
    value_cards.leave_when_opened()
    order_card.leave_when_opened()
    key = filters.number("id")
    deeds.leave_when_deleted(key)
    try:
        found = ask(customer_page, key or 0)
    except NotFound:
        _not_found()
        return
    style = reader()
    subject = Subject(customer_id=found.customer.id, contacts=tuple((c.id, c.name) for c in found.contacts))
    _back(found)
    _header(found, style)
    _figures(found, style)
    next_step_bar(found.next_step, subject, found.allowed.log, style)
    left, right = st.columns([2, 3])
    with left:
        _what_it_is(found, style)
    with right, st.container(border=True):
        if found.allowed.log:
            log_line(subject, style)
        history(subject, style)
    _dialogs(found, subject, style)


def _not_found() -> None:
    _back()
    layout.empty_state(
        "domain_disabled", _("There is no such customer"),
        _("It does not exist, was deleted, or belongs to somebody else. Search the list, or ask your manager."),
        lambda: st.page_link(links.page("customers"), label=_("To the customers"), icon=":material/domain:"),
    )


def _back(found: CustomerPage | None = None) -> None:
    query = dict(parse_qsl(session.get("list-customers") or ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(links.page("customers"), label=_("Customers"), icon=":material/arrow_back:", query_params=query or None, width="stretch")
        if found:
            walking.buttons("customer", partial(_beside, found.customer.id))


def _beside(key: int, forward: bool) -> int | None:
    wanted, sort = session.get(list_filters.ORDER) or (CustomerFilter(), ("name", "asc"))
    return ask_now(neighbour, key, wanted, sort, forward=forward)


def _header(found: CustomerPage, style: Style) -> None:
    customer = found.customer
    badges = []
    if customer.grade:
        grade = _("Grade {grade}").format(grade=customer.grade_name or customer.grade)
        badges.append(layout.badge(grade, customer.grade_tone or "gray"))
    lifecycle = WORDS["lifecycle"][customer.lifecycle]
    badges.append(layout.badge(_(lifecycle), tones.LIFECYCLE.get(customer.lifecycle, "gray")))
    owner = _("Owner {name}").format(name=customer.owner) if customer.owner else _("In the public pool")
    sub = " · ".join(filter(None, [owner, customer.industry_name, customer.city or customer.region, _since(found, style)]))
    with layout.header(customer.name, sub=sub, badges=badges):
        _buttons(found)


def _since(found: CustomerPage, style: Style) -> str:
    first = found.figures.first_won_on
    if first:
        return _("customer since {month}").format(month=month(first, style))
    return _("added {day}").format(day=day(found.customer.created_at, style))


def _buttons(found: CustomerPage) -> None:
    phone = next(filter(None, [found.customer.phone, *(c.mobile or c.phone for c in found.contacts)]), None)
    if phone:
        st.link_button(_("Call"), deeds.tel(phone), icon=":material/call:", type="primary")
    if found.allowed.claim:
        st.button(_("Claim"), icon=":material/pan_tool:", type="primary", key="claim",
                  on_click=deeds.claim, args=(found.customer,))
    actor = session.actor()
    if actor.may("deals:edit"):
        st.button(_("New deal"), icon=":material/add:", key="new_deal", on_click=deal_forms.new_deal_dialog,
                  args=(found.customer.id,))
    if found.allowed.log:
        st.button(_("Log"), icon=":material/edit_note:", key="log_more", help=_("Every kind, with contact and time"),
                  on_click=forms.open_dialog, args=(f"log.customer{found.customer.id}",))
    deeds.menu(found)


def _figures(found: CustomerPage, style: Style) -> None:
    figures, customer = found.figures, found.customer
    items = []
    if session.actor().may("deals:view"):
        change = figures.won_year - figures.won_year_before
        items.append(Metric(
            _("Won, 12 months"), money(figures.won_year, style),
            delta=_signed(change, style) if figures.won_year_before and change else None,
            beside=_("on the year before") if figures.won_year_before and change else None,
        ))
        late = sum(1 for d in found.deals if d.limit_days and (style.now - d.stage_since).days > d.limit_days)
        many = ngettext("{n} deal", "{n} deals", figures.open_count).format(n=figures.open_count)
        text = _("{deals}, {n} past the limit").format(deals=many, n=late) if late else many
        items.append(Metric(_("Open deals"), money(figures.open_value, style), delta=text, neutral=True))
    kind = kinds.NAMES.get(customer.last_activity_kind)
    items.append(Metric(
        _("Last contact"), ago(customer.last_activity_at, style) if customer.last_activity_at else _("never"),
        delta=_(kind) if kind else None, neutral=True,
    ))
    since = figures.first_won_on or style.local(customer.created_at).date()
    items.append(Metric(
        _("First won") if figures.first_won_on else _("Added"), days_away(since, style), delta=month(since, style), neutral=True,
    ))
    layout.metrics(items, columns=len(items))


def _signed(change: int, style: Style) -> str:
    return ("+" if change > 0 else "") + money(change, style)


def _what_it_is(found: CustomerPage, style: Style) -> None:
    churn_cards.of_customer(found.customer.id, style)
    if session.actor().may("deals:view"):
        cards.deals(found, style)
    order_card.draw(found.customer.id, style)
    value_cards.draw(found.customer.id, style)
    ticket_cards.of_customer(found.customer.id, found.customer.name, style)
    cards.contacts(found, style)
    cards.details(found, style)
    could_buy.draw(found.customer.id, style)
    loyalty_card.draw(found.customer.id, style)
    customer_card.draw(found.customer.id, style)
    consent_card.draw(found.customer.id, style)
    cards.files(found, style)


def _dialogs(found: CustomerPage, subject: Subject, style: Style) -> None:
    edit_dialog()
    deal_forms.draw_new()
    new_ticket.new_ticket_dialog()
    contact_dialogs(found.customer.id, found.customer.country)
    deeds.dialogs(found)
    consent_card.dialogs()
    churn_dialogs.draw()
    loyalty_dialogs.draw()
    cards.file_dialogs(found, style)
    log_dialog(subject, style)
    next_step_dialogs(found.next_step, subject, style)
    history_dialogs(subject)
