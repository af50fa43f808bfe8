"""The tickets behind a bar: looked at in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.errors import Forbidden
from crm_core.reports.service import PAGE, TicketRows, export_service_rows, service_rows
from crm_core.reports.service_filters import ServiceFilter
from crm_core.tickets.listing import TicketRow
from pages.reports import service_filters
from pages.tickets import timing, words
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

_ASKED, _PAGE, _TABLE = "service.rows", "service-rows-page", "service-rows"


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the tickets behind a bar; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: ServiceFilter) -> None:
    """Opens the dialog when a bar was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_tickets)(chosen, part, key)


def excel(chosen: ServiceFilter, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the tickets behind a chart, for those who may export."""
    if not session.actor().may("tickets:export"):
        return
    token, group = session.token(), service_filters.group()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_service_rows, chosen, part, key, group).content

    st.download_button(
        "Excel", made, file_name=f"tickets-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
        key=f"excel-{place}-{part}", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def _tickets(chosen: ServiceFilter, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("ticket", id=opened)
    style = reader()
    found = ask(service_rows, chosen, part, key, service_filters.group(), session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(_summary(found, style))
        excel(chosen, part, key, place="rows")
    record_table(_columns(), [_row(row, style) for row in found.rows], _TABLE, selectable=False)
    shown = found.total - found.hidden
    if shown > PAGE:
        st.pagination(-(-shown // PAGE), key=_PAGE)


def _summary(found: TicketRows, style: Style) -> str:
    told = style.count("{n} ticket", "{n} tickets", found.total)
    if not found.hidden:
        return told
    hidden = style.count("{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", found.hidden)
    return f"{told} · {hidden}"


def _columns() -> list[dict]:
    return [
        {"id": "subject", "label": _("Subject"), "card": "title", "width": "38%"},
        {"id": "owner", "label": _("Agent"), "card": "note"},
        {"id": "state", "label": _("State"), "card": "badge"},
        {"id": "opened", "label": _("Opened at"), "wide": True},
        {"id": "limit", "label": _("Limit"), "align": "right", "card": "figure"},
    ]


def _row(row: TicketRow, style: Style) -> dict:
    limit, tone = timing.of_row(row, style)
    return {
        "id": row.id,
        "href": links.href("ticket", row.id),
        "cells": {
            "subject": {"text": row.subject, "sub": f"#{row.id} · {row.customer or row.requester or DASH}"},
            "owner": row.owner or DASH,
            "state": {"badges": [{"text": words.state(row.state), "tone": words.STATE_TONES.get(row.state, "gray")}]},
            "opened": {"text": day(row.opened_at, style), "sub": words.kind(row.kind)},
            "limit": {"text": limit, "tone": tone},
        },
    }
