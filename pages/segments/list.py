"""The list of segments."""
import streamlit as st

from crm_core.segments.queries import count_segments, list_segments
from crm_core.segments.schemas import SegmentView
from pages.segments import builder, sentence
from pages.ui import filters, format, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

TABLE = "segments_table"


def page() -> None:
    """Every segment with its rule and how many customers are in it now."""
    opened = happened(TABLE, "open")
    if opened:
        links.leave_for("segment", id=opened)
    style, found = reader(), ask(list_segments)
    with layout.header(_("Segments"), format.number(len(found), style) if found else None):
        if session.actor().may("segments:edit"):
            _new("segment_new", shortcut="N")
    if not found:
        text = _("A segment is a rule over customers: who bought, who fell silent, who complained. Campaigns are made for segments.")
        layout.empty_state("filter_alt", _("No segments yet"), text, lambda: _new("segment_first") if session.actor().may("segments:edit") else None)
        return
    with st.container(width=300):
        wanted = filters.search(_("Search by name")).casefold()
    shown = [segment for segment in found if wanted in segment.name.casefold()]
    if not shown:
        filters.nothing_found(_("No segment has this name."))
        return
    with st.spinner(_("Counting…")):
        counts = ask(count_segments)
    record_table(_columns(), [_row(segment, counts.get(segment.id), style) for segment in shown], TABLE, selectable=False)


def _new(key: str, **more) -> None:
    if st.button(_("New segment"), type="primary", icon=":material/add:", key=key, **more):
        links.leave_for("segment")


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Segment"), "width": "24%"},
        {"id": "rule", "label": _("Rule"), "card": "note"},
        {"id": "way", "label": _("Way"), "card": "badge", "width": "10%"},
        {"id": "count", "label": _("Customers"), "align": "right", "card": "figure", "width": "11%"},
        {"id": "owner", "label": _("Owner"), "wide": True, "width": "13%"},
    ]


def _row(segment: SegmentView, count: int | None, style: Style) -> dict:
    badges = [] if segment.shared else [{"text": _("Only me"), "tone": "gray"}]
    way = {"text": _("Live"), "tone": "green"} if segment.live else {"text": _("Frozen"), "tone": "blue"}
    return {
        "id": segment.id,
        "href": links.href("segment", segment.id),
        "cells": {
            "name": {"text": segment.name, "badges": badges},
            "rule": _rule(segment, style),
            "way": {"badges": [way], "sub": None if segment.live else format.day(segment.frozen_at, style)},
            "count": format.number(count, style),
            "owner": segment.owner or (_("Ready-made") if segment.key else None),
        },
    }


def _rule(segment: SegmentView, style: Style) -> str:
    """The rule as plain text, for the table."""
    text = sentence.told(segment.rule, builder.choices_for(segment.rule), style)
    return text.replace("**", "").replace("\\", "")
