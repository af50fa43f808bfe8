"""The table of deals with the filters of the board, its totals and its export."""
from functools import partial

import streamlit as st

from crm_core import run
from crm_core.access.rights import Scope
from crm_core.access.sessions import actor_of
from crm_core.dictionary import choices
from crm_core.errors import Forbidden
from crm_core.exporting import Format
from crm_core.pipeline.exports import export_deals
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import PAGE_SIZE, SORTS, DealRow, Sort, Totals, list_deals
from crm_core.pipeline.queries import pipelines
from crm_core.wording import WORDS
from pages.pipeline.tones import STATUSES, age, stage_tones
from pages.ui import components, filters, session
from pages.ui.format import Style, day, days_away, due, due_tone, initials, money, money_full
from pages.ui.layout import quiet
from pages.ui.links import href, leave_for
from pages.ui.run import ask
from pages.ui.text import _

KEY = "deals"
DEFAULT: Sort = ("updated", "desc")
ORDER = "deals.order"  # the filter and the sort of the list that was looked at last; no sort: it was the board


def leave_if_opened() -> None:
    """A row was clicked: show the deal."""
    opened = components.happened(KEY, "open")
    if opened:
        leave_for("deal", id=int(opened))


def draw(wanted: DealFilter, totals: Totals, style: Style) -> None:
    """One page of rows, the sums below and the pages."""
    order = filters.sort(tuple(SORTS), DEFAULT)
    pages = max(1, -(-totals.count // PAGE_SIZE))
    session.keep(ORDER, (wanted, order))
    rows = ask(list_deals, wanted, order, filters.page_number(pages))
    tones = {key: tone for pipeline in ask(pipelines) for key, tone in stage_tones(pipeline.open_stages).items()}
    closed = bool(wanted.statuses) and "open" not in wanted.statuses
    reasons = {(name, c.code): c.label for name in ("won", "lost") for c in ask(choices).get(f"{name}_reason", ())} if closed else {}
    components.record_table(
        _columns(closed), [_row(row, tones, closed, reasons, style) for row in rows], KEY,
        sort=order, selectable=False, on_sort=filters.put_sort,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(_sums(totals, style))
        filters.pagination(pages)


def _sums(totals: Totals, style: Style) -> str:
    told = style.count("{n} deal, {value}", "{n} deals, {value}", totals.count, value=money_full(totals.value, style))
    if not totals.weighted:
        return told
    return told + " · " + _("open ones weighted by their stage {value}").format(value=money_full(totals.weighted, style))


def _columns(closed: bool) -> list[dict]:
    when = (
        {"id": "closed", "label": _("Closed"), "sortable": True}
        if closed
        else {"id": "expected", "label": _("Expected close"), "sortable": True}
    )
    others = session.actor().scope("deals:view") > Scope.OWN
    owner = [{"id": "owner", "label": _("Owner"), "sortable": True, "wide": True}] if others else []
    return [
        {"id": "name", "label": _("Deal"), "sortable": True, "card": "title", "width": "28%"},
        {"id": "stage", "label": _("Stage"), "sortable": True, "card": "badge"},
        {"id": "value", "label": _("Value"), "sortable": True, "align": "right", "card": "figure"},
        *owner,
        when,
        *([{"id": "reason", "label": _("Reason"), "card": "note"}] if closed else _still_open()),
    ]


def _still_open() -> list[dict]:
    return [
        {"id": "next_step", "label": _("Next step"), "sortable": True, "card": "note", "clock": True, "empty": _("no next step")},
        {"id": "since", "label": _("In stage"), "sortable": True, "wide": True},
    ]


def _row(row: DealRow, tones: dict[int, str], closed: bool, reasons: dict, style: Style) -> dict:
    passed, late = age(row.stage_since, row.limit_days, style)
    is_open = row.status == "open"
    stage = {"text": row.stage, "tone": tones.get(row.stage_id, "gray")}
    ended = {"text": _(WORDS["status"][row.status]), "tone": STATUSES[row.status]}
    return {
        "id": row.id,
        "href": href("deal", row.id),
        "cells": {
            "name": {"text": row.name, "sub": row.customer or _("no customer yet")},
            "stage": {"badges": [stage if is_open else ended]},
            "value": {"text": money(row.value, style), "title": money_full(row.value, style)},
            "owner": {"text": row.owner, "initials": initials(row.owner), "mine": row.owner_id == session.actor().user_id}
            if row.owner else None,
            ("closed" if closed else "expected"): _when(row, closed, style),
            "next_step": {"text": row.next_step, "sub": due(row.next_step_at, style), "sub_tone": due_tone(row.next_step_at, style)}
            if row.next_step and is_open else None,
            "reason": reasons.get((row.status, row.close_reason), row.close_reason),
            "since": {"text": passed, "tone": late} if is_open else None,
        },
    }


def _when(row: DealRow, closed: bool, style: Style) -> dict | None:
    moment = row.closed_on if closed or row.status != "open" else row.expected_close
    if moment is None:
        return None
    late = row.status == "open" and moment < style.today
    return {"text": day(moment, style), "sub": days_away(moment, style), "sub_tone": "red" if late else None}


def export_button(wanted: DealFilter) -> None:
    """CSV and Excel of what the filter shows, for those who may export."""
    if not session.actor().may("deals:export"):
        return
    order = filters.sort(tuple(SORTS), DEFAULT)
    with st.popover(_("Export"), icon=":material/download:"):
        for format, label in (("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)")):
            st.download_button(
                label, partial(_content, session.token(), wanted, order, format), file_name=f"deals.{format}", type="tertiary",
                on_click="ignore", key=f"deals-{format}", icon=":material/table:" if format == "xlsx" else ":material/csv:",
            )


def _content(token: str | None, wanted: DealFilter, order: Sort, format: Format) -> bytes:
    actor = actor_of(token)  # the rights of this moment, not of when the page was drawn
    if actor is None:
        raise Forbidden()
    return run.act(actor, export_deals, wanted, order, format).content
