"""The customers behind a figure or a cell: looked at in a dialog, opened, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.churn.behind import PAGE, TOLD, Behind, export_churn_rows, rows_behind
from crm_core.churn.filters import ChurnFilter
from crm_core.errors import Forbidden
from pages.churn import words
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "churn.rows", "churn-rows-page", "churn-rows"
TONES = {"bought": "green", "silent": "red", "lost": "red", "stayed": "green", **words.TONES}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the customers behind a cell; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: ChurnFilter) -> None:
    """Opens the dialog when something was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_customers)(chosen, part, key)


def excel(chosen: ChurnFilter, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the customers behind a figure, for those who may export."""
    if not session.actor().may("customers:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_churn_rows, chosen, part, key).content

    st.download_button("Excel", made, file_name=f"churn-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
                       key=f"excel-{place}-{part}", mime=XLSX)


def _customers(chosen: ChurnFilter, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("customer", id=opened)
    style = reader()
    found = ask(rows_behind, chosen, part, key, session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        told = style.count("{n} customer", "{n} customers", found.total)
        hidden = style.count("{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", found.hidden)
        quiet(f"{told} · {hidden}" if found.hidden else told)
        excel(chosen, part, key, place="rows")
    grades = words.names()["grade"]
    record_table(_columns(), [_row(row, grades, style) for row in found.rows], _TABLE, selectable=False)
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=_PAGE)


def _columns() -> list[dict]:
    return [
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "42%"},
        {"id": "what", "label": _("What happened"), "card": "badge"},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "amount", "label": _("Value at risk or bought"), "align": "right", "card": "figure"},
    ]


def _row(row: Behind, grades: dict[str, str], style: Style) -> dict:
    grade = _("Grade {grade}").format(grade=grades.get(row.grade, row.grade)) if row.grade else None
    return {
        "id": row.customer_id,
        "href": links.href("customer", row.customer_id),
        "cells": {
            "customer": {"text": row.customer, "sub": grade},
            "what": {"badges": [{"text": _(TOLD[row.what]), "tone": TONES[row.what]}], "sub": day(row.day, style)},
            "owner": row.owner or DASH,
            "amount": {"text": money(row.amount, style), "title": money_full(row.amount, style)},
        },
    }
