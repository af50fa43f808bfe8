"""The deals behind a bar: looked at in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.content.period import Period
from crm_core.errors import Forbidden
from crm_core.reports.exports import export_rows
from crm_core.reports.filters import ReportFilter
from crm_core.reports.rows import PAGE, DealRow, DealRows, rows
from crm_core.wording import WORDS
from pages.reports.links import to_pipeline
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "report.rows", "report-rows-page", "report-rows"
_TONES = {"won": "green", "lost": "red", "open": "blue"}


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the deals behind a bar; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: ReportFilter, period: Period) -> None:
    """Opens the dialog when a bar was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_deals)(chosen, period, part, key)


def excel(chosen: ReportFilter, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the deals behind a chart, for those who may export."""
    if not session.actor().may("deals:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_rows, chosen, part, key).content

    st.download_button(
        "Excel", made, file_name=f"deals-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
        key=f"excel-{place}-{part}", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def _deals(chosen: ReportFilter, period: Period, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("deal", id=opened)
    style = reader()
    found = ask(rows, chosen, part, key, session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(_summary(found, style))
        query = to_pipeline(chosen, period, part, key, style.today)
        if query and session.actor().may("deals:view"):
            st.page_link(links.page("pipeline"), label=_("Open in the pipeline"), icon=":material/view_kanban:", query_params=query)
        excel(chosen, part, key, place="rows")
    record_table(_columns(), [_row(row, style) for row in found.rows], _TABLE, selectable=False)
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=_PAGE)


def _summary(found: DealRows, style: Style) -> str:
    told = style.count("{n} deal, {value}", "{n} deals, {value}", found.total, value=money_full(found.value, style))
    if not found.hidden:
        return told
    hidden = style.count(
        "{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", found.hidden
    )
    return f"{told} · {hidden}"


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

