"""The deals behind a bar of the pipeline report."""
import streamlit as st

from crm_core.content.period import resolve
from crm_core.reports.exports import export_rows
from crm_core.reports.filters import ReportFilter
from crm_core.reports.rows import PAGE, DealRow, DealRows, rows
from crm_core.wording import WORDS
from pages.reports.links import to_pipeline
from pages.ui import links, session
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.reader import style as reader
from pages.ui.text import _

_TONES = {"won": "green", "lost": "red", "open": "blue"}


def _draw(found: DealRows, part: str, style: Style) -> Shown:
    told = style.count("{n} deal, {value}", "{n} deals, {value}", found.total, value=money_full(found.value, style))
    return Shown(summary(told, found.hidden, style), _columns(), [_row(row, style) for row in found.rows], found.total)


def _beside(chosen: ReportFilter, part: str, key: str | None) -> None:
    """The way to the same deals in the pipeline."""
    today = reader().today
    query = to_pipeline(chosen, resolve(chosen.period, today), part, key, today)
    if query and session.actor().may("deals:view"):
        st.page_link(links.page("pipeline"), label=_("Open in the pipeline"), icon=":material/view_kanban:", query_params=query)


def _columns() -> list[dict]:
    return [
        {"id": "deal", "label": _("Deal"), "card": "title", "width": "40%"},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "stage", "label": _("Stage"), "card": "badge"},
        {"id": "dates", "label": _("Opened, closed"), "wide": True},
        {"id": "value", "label": _("Value"), "align": "right", "card": "figure"},
    ]


def _row(row: DealRow, style: Style) -> dict:
    word = WORDS["status"][row.status]
    name = row.stage if row.status == "open" else _(word)
    end = day(row.closed_on, style) if row.closed_on else _("expected {day}").format(day=day(row.expected_close, style))
    return {
        "id": row.id,
        "href": links.href("deal", row.id),
        "cells": {
            "deal": {"text": row.name, "sub": row.customer or _("No customer yet")},
            "owner": row.owner or DASH,
            "stage": {"badges": [{"text": name, "tone": _TONES[row.status]}]},
            "dates": {"text": day(row.opened_on, style), "sub": end if row.closed_on or row.expected_close else None},
            "value": {"text": money(row.value, style), "title": money_full(row.value, style)},
        },
    }


DEALS = Behind("report", rows, export_rows, _draw, PAGE, opens="deal", right="deals:export", file="deals", beside=_beside)
