"""The customers behind a bar of the composition report: looked at in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.dictionary import choices
from crm_core.errors import Forbidden
from crm_core.reports.composition import CompositionFilter
from crm_core.reports.composition_rows import PAGE, MemberRow, composition_rows, export_members
from crm_core.wording import WORDS
from pages.reports import handing
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "composition.rows", "composition-rows-page", "composition-rows"
TONES = {"active": "green", "at_risk": "orange", "lost": "red", "dormant": "gray"}


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the customers behind a bar; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: CompositionFilter) -> None:
    """Opens the dialog when a bar was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_customers)(chosen, part, key)


def excel(chosen: CompositionFilter, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the customers behind a chart, for those who may export."""
    if not session.actor().may("customers:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_members, chosen, part, key).content

    st.download_button("Excel", made, file_name=f"composition-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
                       key=f"excel-{place}-{part}", mime=handing.MEDIA["xlsx"])


def _customers(chosen: CompositionFilter, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("customer", id=opened)
    style = reader()
    total, rows = ask(composition_rows, chosen, part, key, session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(style.count("{n} customer", "{n} customers", total))
        excel(chosen, part, key, place="rows")
    grades = {choice.code: choice for choice in ask(choices).get("grade", ())}
    record_table(_columns(), [_row(row, grades, style) for row in rows], _TABLE, selectable=False)
    if total > PAGE:
        st.pagination(-(-total // PAGE), key=_PAGE)


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Customer"), "card": "title", "width": "38%"},
        {"id": "grade", "label": _("Grade"), "card": "badge"},
        {"id": "lifecycle", "label": _("Lifecycle"), "wide": True},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
    ]


def _row(row: MemberRow, grades: dict, style: Style) -> dict:
    grade = grades.get(row.grade)
    stage = {"text": _(WORDS["lifecycle"].get(row.lifecycle, row.lifecycle)), "tone": TONES.get(row.lifecycle, "blue")}
    return {
        "id": row.id, "href": links.href("customer", row.id),
        "cells": {
            "name": {"text": row.name, "sub": _("since {day}").format(day=day(row.since, style))},
            "grade": {"badges": [{"text": grade.label, "tone": grade.tone or "gray"}]} if grade else row.grade or DASH,
            "lifecycle": {"badges": [stage]}, "owner": row.owner or DASH,
            "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)},
        },
    }
