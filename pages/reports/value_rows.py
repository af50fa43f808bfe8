"""The customers behind a bar of the contribution report: looked at in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.errors import Forbidden
from crm_core.reports.contribution import PAGE, ContributorRow, contribution_rows, export_contributors
from crm_core.reports.contribution_scan import ContributionFilter
from pages.reports import handing
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style, money, money_full, number
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "contribution.rows", "contribution-rows-page", "contribution-rows"


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the customers behind a bar; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: ContributionFilter) -> None:
    """Opens the dialog when a bar was clicked; a customer among the best opens its page."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    if part == "top" and key and key != "none":
        links.leave_for("customer", id=key)
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_customers)(chosen, part, key)


def excel(chosen: ContributionFilter, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the customers behind a chart, for those who may export."""
    if not session.actor().may("customers:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_contributors, chosen, part, key).content

    st.download_button("Excel", made, file_name=f"contribution-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
                       key=f"excel-{place}-{part}", mime=handing.MEDIA["xlsx"])


def _customers(chosen: ContributionFilter, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("customer", id=opened)
    style = reader()
    total, rows = ask(contribution_rows, chosen, part, key, session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(style.count("{n} customer", "{n} customers", total))
        excel(chosen, part, key, place="rows")
    record_table(_columns(), [_row(row, style) for row in rows], _TABLE, selectable=False)
    if total > PAGE:
        st.pagination(-(-total // PAGE), key=_PAGE)


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Customer"), "card": "title", "width": "40%"},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
        {"id": "margin", "label": _("Margin"), "align": "right", "card": "note"},
        {"id": "before", "label": _("Period before"), "align": "right", "wide": True},
        {"id": "orders", "label": _("Orders"), "align": "right", "wide": True},
    ]


def _row(row: ContributorRow, style: Style) -> dict:
    name = row.name or (_("Without customer") if row.id is None else _("Customer of others"))
    amounts = {field: {"text": money(getattr(row, field), style), "title": money_full(getattr(row, field), style)} for field in ("revenue", "margin", "before")}
    link = {"href": links.href("customer", row.id)} if row.name else {}
    return {"id": row.id or 0, **link, "cells": {"name": name, "orders": number(row.orders, style), **amounts}}
