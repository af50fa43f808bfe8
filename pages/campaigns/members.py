"""The Members tab: who is in, where each stands; who registered and who came."""
from functools import partial

import streamlit as st

from crm_core.campaigns.members import (
    PAGE_SIZE,
    add_members,
    count_members,
    list_members,
    mark_members,
    rate_event,
    remove_members,
)
from crm_core.campaigns.schemas import CampaignPage, MemberFilter, MemberRow
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import list_customers
from crm_core.wording import WORDS
from pages.ui import filters, format, forms, layout, links, session
from pages.ui.components import clear_selection, happened, record_table, selection
from pages.ui.format import Style
from pages.ui.run import act, ask
from pages.ui.text import _, ngettext, plain

TABLE, ADD, FEEDBACK, REMOVE = "members_table", "members.add", "members.feedback", "members.remove"
TONES = {"waiting": "gray", "reached": "blue", "skipped": "orange", "invited": "blue", "registered": "violet", "attended": "green",
         "absent": "red"}  # fmt: skip
OUTCOME_TONES = {"yes": "green", "no": "gray", "later": "blue", "no_answer": "orange", "wrong_number": "red"}


def draw(found: CampaignPage, style: Style) -> None:
    """Members with their filters, and what can be done with those that are chosen."""
    opened = happened(TABLE, "open")
    if opened:
        _open(found, opened)
    if not found.counts.all:
        _nobody(found)
    else:
        wanted = _filters(found)
        total = ask(count_members, found.id, wanted)
        _chosen(found)
        pages = -(-total // PAGE_SIZE)
        page = filters.page_number(pages)
        rows = ask(list_members, found.id, wanted, page) if total else ()
        if rows:
            record_table(_columns(found), [_row(found, row, style) for row in rows], TABLE, selectable=found.allowed.edit)
            filters.pagination(pages)
        else:
            filters.nothing_found(_("No member matches these filters."))
    _dialogs(found)


def _nobody(found: CampaignPage) -> None:
    def first() -> None:
        if found.allowed.edit:
            _add_button("member_first")

    layout.empty_state("group", _("Nobody is a member yet"),
                       _("Members are drawn from the audience when the campaign starts. Single customers can be put in by hand."), first)


def _add_button(key: str) -> None:
    st.button(_("Add customers"), icon=":material/person_add:", key=key, on_click=forms.open_dialog, args=(ADD,))


def _filters(found: CampaignPage) -> MemberFilter:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=260):
            filters.search(_("Search by name, address or phone"))
        with st.container(width=210):
            filters.one("member", _("State"), {"": _("All members")} | _groups(found), hide_label=True)
        st.space("stretch")
        if found.allowed.edit and found.state not in ("finished", "cancelled"):
            _add_button("member_add")
    return _wanted()


def _groups(found: CampaignPage) -> dict[str, str]:
    """What the list can be narrowed to, by channel."""
    answers = {"answer.opened": _("Mail opened"), "answer.clicked": _("Clicked"), "answer.replied": _("Answered"), "answer.bounced": _("Came back"),
               "answer.unsubscribed": _("Unsubscribed")}
    by_channel = {
        "email": answers,
        "phone": {f"outcome.{code}": _(word) for code, word in WORDS["outcome"].items()},
        "event": {f"state.{code}": _(WORDS["member_state"][code]) for code in ("invited", "registered", "attended", "absent")},
        "social": {"state.reached": _("Reached"), "answer.replied": _("Answered")},
    }
    return {"state.waiting": _("Waiting"), **by_channel[found.channel], "answer.converted": _("Converted"), "answer.silent": _("Silent"),
            "held_out": _("Held out"), "state.skipped": _("Skipped")}


def _wanted() -> MemberFilter:
    kind, _dot, code = filters.value("member").partition(".")
    narrowed = {"state": {"state": code}, "outcome": {"outcome": code}, "answer": {"answer": code}, "held_out": {"held_out": True}}
    try:
        return MemberFilter(search=filters.value("q")[:200], **narrowed.get(kind, {}))
    except ValueError:  # an address somebody typed
        return MemberFilter(search=filters.value("q")[:200])


def _columns(found: CampaignPage) -> list[dict]:
    how = {"email": _("What came back"), "phone": _("Outcome"), "event": _("State"), "social": _("State")}[found.channel]
    grouped = _halved(found) or found.counts.held_out
    group = [{"id": "group", "label": _("Group"), "wide": True}] if grouped else []
    return [
        {"id": "name", "label": _("Member"), "width": "32%"}, {"id": "state", "label": how, "card": "badge"},
        {"id": "reached", "label": _("Reached"), "card": "note"}, *group,
        {"id": "converted", "label": _("Converted"), "align": "right", "card": "figure"},
    ]


def _row(found: CampaignPage, row: MemberRow, style: Style) -> dict:
    contact = row.phone if found.channel == "phone" else row.email or row.phone
    sub = " · ".join(part for part in (row.customer if row.customer != row.name else None, contact) if part)
    converted = format.money(row.converted_value, style) if row.converted_value else format.day(row.converted_at, style) if row.converted_at else None
    return {
        "id": row.id, "phone": row.phone,
        "cells": {
            "name": {"text": row.name or contact or f"#{row.id}", "sub": sub},
            "state": {"text": "", "badges": _badges(found, row)} if not row.note else {"text": "", "badges": _badges(found, row), "sub": row.note},
            "reached": format.ago(row.reached_at, style) if row.reached_at else None,
            "group": _("Held out") if row.held_out else row.variant.upper() if row.variant and _halved(found) else None,
            "converted": converted,
        },
    }


def _halved(found: CampaignPage) -> bool:
    return any(step.split for step in found.steps)


def _badges(found: CampaignPage, row: MemberRow) -> list[dict]:
    if row.skipped:
        return [{"text": _(WORDS["skipped"].get(row.skipped, row.skipped)), "tone": "orange"}]
    if row.held_out:
        return [{"text": _("Held out"), "tone": "gray"}]
    if found.channel == "phone" and row.outcome:
        return [{"text": _(WORDS["outcome"][row.outcome]), "tone": OUTCOME_TONES[row.outcome]}]
    facts = ((row.unsubscribed_at, _("Unsubscribed"), "red"), (row.bounced_at, _("Came back"), "orange"), (row.replied_at, _("Answered"), "green"),
             (row.clicked_at, _("Clicked"), "green"), (row.opened_at, _("Mail opened"), "blue"))
    if found.channel == "email" and (fact := next((fact for fact in facts if fact[0]), None)):
        return [{"text": fact[1], "tone": fact[2]}]
    stars = [{"text": "★" * row.feedback, "tone": "violet"}] if row.feedback else []
    return [{"text": _(WORDS["member_state"].get(row.state, row.state)), "tone": TONES.get(row.state, "gray")}, *stars]


def _chosen(found: CampaignPage) -> None:
    """The bar above the table: what can be done with the chosen members."""
    ids = selection(TABLE) if found.allowed.edit else []
    if not ids:
        return
    marks = {"event": ("invited", "registered", "attended", "absent"), "social": ("reached", "waiting")}.get(found.channel, ())
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(ngettext("{n} chosen", "{n} chosen", len(ids)).format(n=len(ids)), width="content")
        for state in marks:
            st.button(_(WORDS["member_state"][state]), key=f"mark_{state}", on_click=_mark, args=(found.id, ids, state))
        st.space("stretch")
        st.button(_("Take out"), icon=":material/person_remove:", type="tertiary", key="members_out", on_click=forms.open_dialog, args=(REMOVE,))


def _mark(campaign_id: int, ids: list[int], state: str) -> None:
    done = act(mark_members, campaign_id, ids, state)
    if done.ok:
        clear_selection(TABLE)
        session.notify(ngettext("{n} member changed", "{n} members changed", done.value).format(n=done.value))


def _open(found: CampaignPage, member_id: int) -> None:
    """An event's member is rated; of the others their customer is opened."""
    if found.channel == "event" and found.allowed.edit:
        forms.open_dialog(FEEDBACK, member_id=member_id)
        return
    rows = ask(list_members, found.id, _wanted(), filters.page_number(10**6))
    row = next((row for row in rows if row.id == member_id), None)
    if row is not None and row.customer_id is not None:
        links.leave_for("customer", id=row.customer_id)


def _dialogs(found: CampaignPage) -> None:
    forms.dialog(ADD, _("Add customers"), partial(_add, found))
    forms.dialog(FEEDBACK, _("Feedback"), partial(_feedback, found))
    ids = selection(TABLE)
    question = ngettext("Take {n} member out?", "Take {n} members out?", len(ids)).format(n=len(ids))
    forms.dialog(REMOVE, _("Take out"), partial(
        forms.confirm, question, _("Who was reached already stays in the list."), _("Take out"), partial(_remove, found.id, ids), "members_remove"))


def _remove(campaign_id: int, ids: list[int]) -> None:
    if act(remove_members, campaign_id, ids).ok:
        clear_selection(TABLE)
        session.notify(_("Taken out"))


def _add(found: CampaignPage) -> None:
    words = st.text_input(_("Search customers"), key="members_search", placeholder=_("Name, phone or e-mail"))
    names = {row.id: row.name for row in ask(list_customers, CustomerFilter(text=words), size=30)} if words else {}
    chosen = st.multiselect(_("Customers"), list(names), format_func=lambda key: plain(names.get(key, f"#{key}")), key="members_chosen",
                            placeholder=_("Choose"), disabled=not names)
    if words and not names:
        layout.quiet(_("No customer is called so."))
    if st.button(_("Add"), type="primary", key="members_add_yes", disabled=not chosen):
        done = act(add_members, found.id, chosen)
        if done.ok:
            forms.saved(ngettext("{n} member added", "{n} members added", done.value).format(n=done.value))
        st.rerun()


def _feedback(found: CampaignPage, member_id: int) -> None:
    with forms.form("member_feedback") as form:
        with form.field("feedback"):
            stars = st.feedback("stars", key="member_stars")
        note = form.area("note", _("Note"))
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        done = forms.attempt(lambda: act(rate_event, found.id, member_id, None if stars is None else stars + 1, note, quiet=True))
        form.show(done.error)
        if done.ok:
            session.forget("member_stars")
            forms.saved(_("Feedback kept"))
