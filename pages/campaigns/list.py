"""The list of campaigns."""
import streamlit as st

from crm_core.campaigns.commands import create_campaign
from crm_core.campaigns.queries import PAGE_SIZE, count_campaigns, list_campaigns
from crm_core.campaigns.schemas import CampaignNew, CampaignRow
from crm_core.people.queries import colleagues
from pages.campaigns.words import ICONS, TONES, named, span, target, word
from pages.ui import filters, format, forms, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _

TABLE, NEW = "campaigns_table", "campaign.new"
ME = "me"


def page() -> None:
    """Campaigns, the last changed first."""
    opened = happened(TABLE, "open")
    if opened:
        links.leave_for("campaign", id=opened)
    style, wanted = reader(), _wanted()
    total = ask(count_campaigns, **wanted)
    with layout.header(_("Campaigns"), format.number(total, style) if total else None):
        if session.actor().may("campaigns:edit"):
            st.button(_("New campaign"), type="primary", icon=":material/add:", shortcut="N", key="campaign_new", on_click=forms.open_dialog, args=(NEW,))
    filtered = filters.active(("q", "state", "channel", "owner"))
    if total or filtered:
        _filters()
    if total:
        _table(wanted, total, style)
    elif filtered:
        filters.nothing_found(_("No campaign matches these filters."))
    else:
        layout.empty_state(
            "campaign", _("No campaigns yet"),
            _("A campaign goes to many customers at once, with a goal, and shows in the end what it brought."), _first_step,
        )
    forms.dialog(NEW, _("New campaign"), _new)


def _first_step() -> None:
    if session.actor().may("campaigns:edit"):
        st.button(_("New campaign"), icon=":material/add:", key="campaign_first", on_click=forms.open_dialog, args=(NEW,))


def _wanted() -> dict:
    owner = filters.value("owner")
    return {
        "search": filters.value("q")[:200], "states": filters.values("state"), "channels": filters.values("channel"),
        "owner_id": session.actor().user_id if owner == ME else filters.number("owner"),
    }


def _filters() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=300):
            filters.search(_("Search by name"))
        filters.compact("state", _("State"), named("campaign_state"), nothing=_("all"))
        filters.compact("channel", _("Channel"), named("channel"), nothing=_("all"))
        with st.container(width=190):
            people = {str(person.id): person.name for person in ask(colleagues) if person.id != session.actor().user_id}
            filters.one("owner", _("Owner"), {"": _("All owners"), ME: _("Mine")} | people, hide_label=True)


def _table(wanted: dict, total: int, style: Style) -> None:
    pages = -(-total // PAGE_SIZE)
    found = ask(list_campaigns, **wanted, page=filters.page_number(pages))
    columns = [
        {"id": "name", "label": _("Campaign"), "width": "20%"},
        {"id": "state", "label": _("State"), "card": "badge", "width": "10%"},
        {"id": "channel", "label": _("Channel"), "width": "11%"},
        {"id": "dates", "label": _("Dates"), "wide": True, "width": "15%"},
        {"id": "goal", "label": _("Goal"), "card": "note"},
        {"id": "reached", "label": _("Reached"), "align": "right", "card": "figure"},
        {"id": "spent", "label": _("Spent"), "align": "right"},
        {"id": "owner", "label": _("Owner"), "wide": True},
    ]
    record_table(columns, [_row(row, style) for row in found], TABLE, selectable=False)
    filters.pagination(pages)


def _row(row: CampaignRow, style: Style) -> dict:
    budget = _("of {budget}").format(budget=format.money(row.budget, style)) if row.budget else None
    return {
        "id": row.id,
        "href": links.href("campaign", row.id),
        "cells": {
            "name": row.name,
            "state": {"badges": [{"text": word("campaign_state", row.state), "tone": TONES[row.state]}]},
            "channel": {"text": word("channel", row.channel), "icon": ICONS[row.channel]},
            "dates": span(row.starts_on, row.ends_on, style) or None,
            "goal": {"text": target(row, style), "sub": _progress(row, style)},
            "reached": _reached(row, style),
            "spent": {"text": format.money(row.spent, style), "sub": budget} if row.spent or row.budget else None,
            "owner": row.owner,
        },
    }


def _progress(row: CampaignRow, style: Style) -> str | None:
    """How far it is, where members themselves are what is counted."""
    if row.goal in ("deals_won", "deals_opened", "tickets"):
        return style.count("{n} so far", "{n} so far", row.converted)
    if row.goal == "replies":
        return style.count("{n} responded", "{n} responded", row.responded)
    return style.count("{n} converted", "{n} converted", row.converted) if row.converted else None


def _reached(row: CampaignRow, style: Style) -> dict | None:
    if not row.members:
        return None
    return {"text": format.number(row.reached, style), "sub": _("of {n}").format(n=format.number(row.members, style))}


def _new() -> None:
    with forms.form("campaign") as form:
        name = form.text("name", _("Name"), required=True, max_chars=200)
        channel = form.choice("channel", _("Channel"), list(named("channel").items()), "email", required=True)
        goal = form.choice("goal", _("Goal"), list(named("goal").items()), "deals_won", required=True)
        goal_target = form.number("goal_target", _("Target"), min_value=1, help=_("For won value in whole units of the currency."))
        pressed = form.buttons(_("Create"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        done = forms.attempt(lambda: act(
            create_campaign, CampaignNew(name=name, channel=channel, goal=goal, goal_target=goal_target, holdout_percent=10), quiet=True))
        form.show(done.error)
        if done.ok:
            forms.close_dialog()
            links.leave_for("campaign", id=done.value)
