"""One campaign: plan, audience, message and report as tabs."""
from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from crm_core.campaigns.commands import copy_campaign, delete_campaign, restore_campaign
from crm_core.campaigns.queries import campaign_page
from crm_core.campaigns.running import (
    cancel_campaign,
    finish_campaign,
    pause_campaign,
    resume_campaign,
    schedule_campaign,
    start_campaign,
)
from crm_core.campaigns.schemas import CampaignPage
from crm_core.errors import NotFound
from pages.campaigns import audience, members, message, plan, report
from pages.campaigns.words import TONES, span, word
from pages.ui import filters, format, forms, layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, told

SCHEDULE, START, CANCEL, FINISH, DELETE = (f"campaign.{name}" for name in ("schedule", "start", "cancel", "finish", "delete"))


def tabs(found: CampaignPage) -> dict[str, tuple[str, Callable[[CampaignPage, Style], None]]]:
    """The tabs of a campaign: key in the address → name, what draws it."""
    offered = {"plan": (_("Plan"), plan.draw), "audience": (_("Audience"), audience.draw)}
    if found.channel == "email" or any(step.kind == "email" for step in found.steps):
        offered["message"] = (_("Mail text"), message.draw)
    return offered | {"members": (_("Members"), members.draw), "report": (_("Report"), report.draw)}


def page() -> None:
    """The campaign that the address names (`?id=7&tab=audience`)."""
    _leave()
    try:
        found: CampaignPage = ask(campaign_page, filters.number("id") or 0)
    except NotFound as error:
        layout.empty_state("search_off", _("Nothing here"), told(error))
        return
    style = reader()
    st.page_link(links.page("campaigns"), label=_("Campaigns"), icon=":material/arrow_back:")
    with layout.header(found.name, badges=[layout.badge(word("campaign_state", found.state), TONES[found.state])], sub=_sub(found, style)):
        _buttons(found)
    offered = tabs(found)
    offered[_tab(offered)][1](found, style)
    _dialogs(found)


def _tab(offered: dict) -> str:
    shown = _chosen_tab(offered)
    key = f"campaign-tab-{shown}"
    st.segmented_control(
        _("Part"), list(offered), default=shown, format_func=lambda name: offered[name][0], required=True, key=key,
        label_visibility="collapsed", on_change=lambda: filters.put({"tab": session.get(key)}),
    )
    return shown


def _chosen_tab(offered: dict) -> str:
    return filters.value("tab") if filters.value("tab") in offered else "plan"


def _sub(found: CampaignPage, style: Style) -> str:
    parts = [
        word("channel", found.channel),
        style.count("{n} step", "{n} steps", len(found.steps)) if found.steps else "",
        _("owner {name}").format(name=found.owner) if found.owner else _("nobody's yet"),
        span(found.starts_on, found.ends_on, style),
    ]
    return " · ".join(part for part in parts if part)


def _leave() -> None:
    """Where a callback wants to go."""
    url, query = session.get(report.LEAVING) or (None, {})
    session.forget(report.LEAVING)
    if url:
        links.leave_for(url, **query)


def _buttons(found: CampaignPage) -> None:
    may = found.allowed
    if _chosen_tab(tabs(found)) == "report" and found.counts.reached:
        report.next_audience(found)
    if may.resume:
        st.button(_("Resume"), type="primary", icon=":material/play_arrow:", key="campaign_resume", on_click=_do, args=(resume_campaign, found, _("It runs again")))
    if may.pause:
        st.button(_("Pause"), icon=":material/pause:", key="campaign_pause", on_click=_do, args=(pause_campaign, found, _("Paused: nothing goes out until you resume it")))
    if may.schedule:
        st.button(_("Schedule"), type="primary", icon=":material/schedule_send:", key="campaign_schedule", on_click=forms.open_dialog, args=(SCHEDULE,))
    if may.finish:
        st.button(_("Finish"), icon=":material/flag:", key="campaign_finish", on_click=forms.open_dialog, args=(FINISH,))
    offered = _offered(found)
    if offered:
        st.menu_button("", list(offered), format_func=offered.get, icon=":material/more_horiz:", key="campaign_menu", help=_("More"), on_click=_chosen, args=(found,))


def _offered(found: CampaignPage) -> dict[str, str]:
    may = found.allowed
    some = {"start": (may.start, _("Start now…")), "copy": (session.actor().may("campaigns:edit"), _("Duplicate")),
            "cancel": (may.cancel, _("Cancel the campaign…")), "delete": (may.delete, _("Delete…"))}
    return {name: label for name, (allowed, label) in some.items() if allowed}


def _chosen(found: CampaignPage) -> None:
    choice = session.get("campaign_menu")
    if choice == "copy":
        done = act(copy_campaign, found.id, _("Copy of {name}").format(name=found.name)[:200])
        if done.ok:
            session.notify(_("Copied. This is the copy."))
            session.keep(report.LEAVING, ("campaign", {"id": done.value}))
    else:
        forms.open_dialog({"start": START, "cancel": CANCEL, "delete": DELETE}.get(choice, ""))


def _do(command: Callable, found: CampaignPage, text: str) -> None:
    if act(command, found.id).ok:
        session.notify(text)


def _dialogs(found: CampaignPage) -> None:
    count = reader().count("It goes to {n} member.", "It goes to {n} members.", found.counts.active) if found.drawn_at else _(
        "Its members are drawn from the audience then.")
    forms.dialog(SCHEDULE, _("Schedule the campaign"), partial(_schedule, found))
    for name, title, question, label, command, text in (
        (START, _("Start now?"), count, _("Start"), start_campaign, _("It runs")),
        (CANCEL, _("Cancel the campaign?"), _("What has not gone out will not go out. This cannot be taken back."), _("Cancel the campaign"), cancel_campaign, _("Cancelled")),
        (FINISH, _("Finish the campaign?"), _("Nothing more goes out. Conversions still count until the window ends."), _("Finish"), finish_campaign, _("Finished")),
    ):
        forms.dialog(name, title, partial(forms.confirm, found.name, question, label, partial(_do, command, found, text), name.replace(".", "_")))
    forms.dialog(DELETE, _("Delete this campaign?"), partial(
        forms.confirm, found.name, _("It leaves every list. You can take this back."), _("Delete"), partial(_delete, found), "campaign_delete"))


def _schedule(found: CampaignPage) -> None:
    """When the first step goes out; steps with dates of their own keep them."""
    style = reader()
    dated = [step for step in found.steps if step.at]
    st.markdown(_("Every step goes out at its date.") if dated else _("The first step goes out at this moment."))
    for step in dated:
        layout.quiet(_("{step}: {moment}").format(step=step.name, moment=format.moment(step.at, style)))
    at = None if dated else st.datetime_input(_("Moment"), style.local(style.now).replace(tzinfo=None), key="campaign_at", format="YYYY-MM-DD")
    room = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(_("Cancel"), type="tertiary", key="schedule_no"):
            forms.close_dialog()
            st.rerun()
        go = st.button(_("Schedule"), type="primary", key="schedule_yes")
    if go:
        moment = at.replace(tzinfo=style.zone) if isinstance(at, datetime) else None
        done = forms.attempt(lambda: act(schedule_campaign, found.id, moment, quiet=True))
        if done.ok:
            forms.saved(_("Scheduled"))
        room.error(told(done.error))


def _delete(found: CampaignPage) -> None:
    if act(delete_campaign, found.id).ok:
        session.offer_undo(_("Campaign deleted"), lambda: act(restore_campaign, found.id))
        session.keep(report.LEAVING, ("campaigns", {}))
