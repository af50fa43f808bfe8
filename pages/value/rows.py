"""The customers behind a mark: looked at in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.errors import Forbidden
from crm_core.value.buyers import ValueFilter
from crm_core.value.rows import PAGE, Buyer, BuyerRows, export_value_rows, value_rows
from crm_core.value.rules import SEGMENT_LABELS
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day, days, money, money_full, number
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain
from pages.value.tones import SEGMENTS

_ASKED, _PAGE, _TABLE = "value.rows", "value-rows-page", "value-rows"


def want(part: str, title: str, key: str | None = None, label: str | None = None) -> None:
    """Lets the next run show the customers behind a mark; for callbacks."""
    session.keep(_ASKED, (part, title, key, label))
    session.keep(_PAGE, 1)


def show_wanted(chosen: ValueFilter, grain: str) -> None:
    """Opens the dialog when a mark was clicked."""
    asked = session.get(_ASKED)
    if asked is None:
        return
    session.forget(_ASKED)
    part, title, key, label = asked
    heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
    st.dialog(heading, width="large")(_customers)(chosen, grain, part, key)


def excel(chosen: ValueFilter, grain: str, part: str, key: str | None = None, *, place: str = "card") -> None:
    """The button that hands out the customers behind a chart, for those who may export."""
    if not session.actor().may("customers:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_value_rows, chosen, part, key, grain).content

    st.download_button(
        "Excel", made, file_name=f"customers-{part}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore",
        key=f"excel-{place}-{part}", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def _customers(chosen: ValueFilter, grain: str, part: str, key: str | None) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("customer", id=opened)
    style = reader()
    found: BuyerRows = ask(value_rows, chosen, part, key, grain, session.get(_PAGE, 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(_summary(found, style))
        excel(chosen, grain, part, key, place="rows")
    record_table(_columns(part), [_row(row, style) for row in found.rows], _TABLE, selectable=False)
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=_PAGE)


def _summary(found: BuyerRows, style: Style) -> str:
    told = style.count("{n} customer, {value}", "{n} customers, {value}", found.total, value=money_full(found.revenue, style))
    if not found.hidden:
        return told
    hidden = style.count("{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", found.hidden)
    return f"{told} · {hidden}"


def _columns(part: str) -> list[dict]:
    money_columns = [{"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"}]
    extra = {"id": "room", "label": _("Room to grow"), "align": "right"} if part == "room" else {"id": "margin", "label": _("Margin"), "align": "right", "wide": True}
    return [
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "34%"},
        {"id": "segment", "label": _("Segment"), "card": "badge"},
        {"id": "orders", "label": _("Orders"), "align": "right", "wide": True},
        {"id": "last", "label": _("Last order"), "card": "note"},
        *money_columns, extra,
    ]  # fmt: skip


def _row(row: Buyer, style: Style) -> dict:
    silent = _("silent {days}").format(days=days(row.silent_days, style)) if row.silent_days is not None else None
    usual = _("{silence}, usually every {days}").format(silence=silent, days=days(round(row.cycle_days), style)) if row.cycle_days else silent
    return {
        "id": row.id, "href": links.href("customer", row.id),
        "cells": {
            "customer": {"text": row.name, "sub": row.owner or _("In the public pool")},
            "segment": {"badges": [{"text": _(SEGMENT_LABELS[row.segment]), "tone": SEGMENTS[row.segment]}]} if row.segment else DASH,
            "orders": number(row.orders, style) if row.orders is not None else DASH,
            "last": {"text": day(row.last_ever, style) if row.last_ever else DASH, "sub": silent, "title": usual},
            "revenue": _money(row.revenue, style), "margin": _money(row.margin, style), "room": _money(row.room, style),
        },
    }  # fmt: skip


def _money(value: int | None, style: Style) -> dict | str:
    return DASH if value is None else {"text": money(value, style), "title": money_full(value, style)}
