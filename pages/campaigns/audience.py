"""Whom a campaign is for: a segment or a rule of its own, who can be mailed, and whether the hold-out is large enough."""
import streamlit as st

from crm_core.campaigns.commands import change_campaign
from crm_core.campaigns.drawing import draw_members
from crm_core.campaigns.schemas import CampaignEdit, CampaignPage, MemberCounts
from crm_core.segments.queries import list_segments
from crm_core.segments.schemas import Reach, SegmentView
from pages.campaigns import power
from pages.campaigns.words import word
from pages.segments import builder, draft, reach, sentence
from pages.ui import format, layout, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, plain

OWN = "own"
EMPTY = {"match": "all", "parts": []}


def draw(found: CampaignPage, style: Style) -> None:
    """Rule at the left, counts and power at the right."""
    key = f"campaign.{found.id}"
    draft.begin(key, found.rule or EMPTY, (found.id, found.version))
    _editor(key, found, found.allowed.edit and found.state in ("draft", "scheduled"))
    if found.drawn_at:
        _drawn(found.counts, style)


@st.fragment
def _editor(key: str, found: CampaignPage, editing: bool) -> None:
    style = reader()
    segments = {segment.id: segment for segment in ask(list_segments)}
    left, right = st.columns([7, 4])
    with left, st.container(border=True):
        chosen = _choice(key, found, segments, editing)
        rule, incomplete = _rule(key, chosen, segments)
        if chosen == OWN and editing:
            builder.draw(key)
            rule, incomplete = draft.complete_rule(key)
        if rule is not None:
            st.markdown(f":gray[{sentence.told(rule, builder.choices_for(rule), style)}]")
        if editing:
            _save_bar(key, found, chosen)
    with right, st.container(border=True):
        if rule is None:
            layout.quiet(_("Choose a segment, or describe the audience with a rule of its own."))
        else:
            reached = reach.card(rule, incomplete, key, style)
            if reached:
                power.draw(found, _reachable(found, reached), style)


def _choice(key: str, found: CampaignPage, segments: dict[int, SegmentView], editing: bool) -> int | str | None:
    """The segment, or the campaign's own rule."""
    stored = OWN if found.rule else found.segment_id
    st.subheader(_("For whom"), anchor=False)
    if not editing:
        if stored not in (OWN, None):
            st.markdown(plain(found.segment or _("A segment that is gone")))
        return stored
    widget = f"{key}.audience.{found.version}"
    names = {OWN: _("A rule of its own"), **{segment.id: segment.name for segment in segments.values()}}
    start = {} if session.get(widget) is not None else {"index": list(names).index(stored) if stored in names else None}
    chosen = st.selectbox(
        _("Segment"), list(names), format_func=lambda one: names[one], key=widget, placeholder=_("Choose a segment or a rule of its own"),
        label_visibility="collapsed", **start,
    )
    if chosen not in (OWN, None):
        segment = segments[chosen]
        way = layout.badge(_("Live"), "green") if segment.live else layout.badge(_("Frozen on {day}").format(day=format.day(segment.frozen_at, reader())), "blue")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(way, width="content")
            st.button(_("Change it for this campaign"), icon=":material/edit:", type="tertiary", key="audience_own", on_click=_copy, args=(key, widget, segment))
    return chosen


def _copy(key: str, widget: str, segment: SegmentView) -> None:
    """A rule of its own that begins as the segment's."""
    draft.load(key, segment.rule)
    session.keep(widget, OWN)


def _rule(key: str, chosen: int | str | None, segments: dict[int, SegmentView]) -> tuple[dict | None, int]:
    if chosen == OWN:
        return draft.complete_rule(key)
    segment = segments.get(chosen) if isinstance(chosen, int) else None
    if segment is None:
        return None, 0
    if segment.live:
        return segment.rule, 0
    return {"match": "all", "parts": [{"field": "segment", "op": "is", "value": [segment.id]}]}, 0


def _reachable(found: CampaignPage, reached: Reach) -> int:
    """How many of them the channel reaches."""
    return reached.mailable if found.channel == "email" else reached.count


def _save_bar(key: str, found: CampaignPage, chosen: int | str | None) -> None:
    stored = OWN if found.rule else found.segment_id
    changed = chosen != stored or (chosen == OWN and draft.rule(key) != found.rule)
    with st.container(horizontal=True, vertical_alignment="center"):
        saved = st.button(_("Save the audience"), type="primary", key="audience_save", disabled=not changed or chosen is None)
        if found.allowed.draw and not changed and stored is not None:
            drawn = st.button(
                _("Draw the members anew") if found.drawn_at else _("Draw the members"), icon=":material/casino:", key="audience_draw",
                help=_("Fixes who gets it and who is held out, by chance. Scheduling does it too."))
            if drawn:
                _draw_now(found)
    if saved:
        data = CampaignEdit(segment_id=None, rule=draft.rule(key)) if chosen == OWN else CampaignEdit(segment_id=chosen, rule=None)
        if act(change_campaign, found.id, data, found.version).ok:
            session.notify(_("Audience saved"))
        st.rerun()


def _draw_now(found: CampaignPage) -> None:
    done = act(draw_members, found.id)
    if done.ok:
        style = reader()
        session.notify(_("{n} members drawn, {held} held out, {skipped} cannot be reached").format(
            n=format.number(done.value.members, style), held=format.number(done.value.held_out, style), skipped=format.number(done.value.skipped, style)))
    st.rerun()


def _drawn(counts: MemberCounts, style: Style) -> None:
    """Who was drawn, and why others cannot be reached."""
    with layout.card(_("Drawn members"), key="campaign_drawn"):
        st.markdown(_("**{n}** get it, **{held}** are held out, **{skipped}** cannot be reached.").format(
            n=format.number(counts.active, style), held=format.number(counts.held_out, style), skipped=format.number(counts.skipped, style)))
        for reason, count in sorted((counts.by_skip or {}).items(), key=lambda item: -item[1]):
            layout.quiet(_("{reason}: {n}").format(reason=word("skipped", reason), n=format.number(count, style)))
