"""The members behind a bar of a campaign's report: looked at in a dialog, opened, taken along as Excel."""
from functools import partial

import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.campaigns.behind import PAGE, export_behind, members_behind
from crm_core.campaigns.schemas import MemberRow
from crm_core.errors import Forbidden
from crm_core.wording import WORDS
from pages.ui import format, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "campaign.rows", "campaign-rows-page", "campaign-rows"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACTS = (("converted_at", "green"), ("replied_at", "blue"), ("clicked_at", "blue"), ("attended_at", "green"), ("registered_at", "blue"),
         ("unsubscribed_at", "red"), ("bounced_at", "red"), ("opened_at", "gray"), ("reached_at", "gray"))  # fmt: skip


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the members behind a bar; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(campaign_id: int) -> None:
    """Opens the dialog when a bar was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_members)(campaign_id, part, key)


def excel(campaign_id: int, part: str, key: str | None = None, place: str = "card") -> None:
    """The button that hands out the members behind a chart, for those who may export."""
    if not session.actor().may("campaigns:export"):
        return
    st.download_button(
        "", partial(_made, session.token(), campaign_id, part, key), file_name=f"campaign-{part}.xlsx", icon=":material/download:",
        type="tertiary", on_click="ignore", key=f"excel-{place}-{part}", mime=XLSX, help="Excel",
    )


def _made(token: str | None, campaign_id: int, part: str, key: str | None) -> bytes:
    actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
    if actor is None:
        raise Forbidden()
    return run.act(actor, export_behind, campaign_id, part, key).content


def _members(campaign_id: int, part: str, key: str | None) -> None:
    opened = happened(_TABLE, "open")
    style = reader()
    found = ask(members_behind, campaign_id, part, key, session.get(_PAGE, 1))
    if opened:
        customer = next((row.customer_id for row in found.rows if row.id == int(opened)), None)
        if customer:
            links.leave_for("customer", id=customer)
    with st.container(horizontal=True, vertical_alignment="center"):
        layout.quiet(style.count("{n} member", "{n} members", found.total))
        excel(campaign_id, part, key, place="rows")
    columns = [
        {"id": "name", "label": _("Member"), "width": "34%"},
        {"id": "address", "label": _("Address"), "card": "note"},
        {"id": "state", "label": _("What happened"), "card": "badge"},
        {"id": "value", "label": _("Value"), "align": "right", "card": "figure"},
    ]
    record_table(columns, [_row(row, style) for row in found.rows], _TABLE, selectable=False)
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=_PAGE)


def _row(row: MemberRow, style: Style) -> dict:
    fact = next(((name, tone) for name, tone in FACTS if getattr(row, name)), None)
    state = {"badges": [{"text": _("Held out"), "tone": "gray"}]} if row.held_out else None
    if fact:
        words = {"reached_at": _("Reached"), "opened_at": _("Mail opened"), "clicked_at": _("Clicked"), "replied_at": _("Replied"),
                 "converted_at": _("Converted"), "attended_at": _("Came"), "registered_at": _("Registered"),
                 "bounced_at": _("Came back"), "unsubscribed_at": _("Unsubscribed")}
        state = {"badges": [{"text": words[fact[0]], "tone": fact[1]}], "sub": format.moment(getattr(row, fact[0]), style)}
    if row.outcome:
        state = {"badges": [{"text": _(WORDS["outcome"][row.outcome]), "tone": "green" if row.outcome == "yes" else "gray"}]}
    return {
        "id": row.id,
        "href": links.href("customer", row.customer_id) if row.customer_id else None,
        "cells": {
            "name": {"text": row.customer or row.name, "sub": row.name if row.customer and row.name != row.customer else None},
            "address": row.email or row.phone,
            "state": state,
            "value": format.money(row.converted_value, style) if row.converted_value else None,
        },
    }
