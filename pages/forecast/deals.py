"""The open deals behind the forecast: in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core.forecast.exports import export_open_deals
from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.outlook import OpenDeal, OpenDeals, open_deals
from crm_core.forecast.winning import Trial, last_trial
from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.downloads import download
from pages.ui.format import DASH, Style, day, days, money, money_full, number, percent
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

_WANTED, _PAGE, _TABLE, EACH = "forecast.deals", "forecast-deals-page", "forecast-deals", 20


def button() -> None:
    """Opens the list."""
    st.button(_("Deals"), icon=":material/table_rows:", type="tertiary", key="forecast-deals-open", on_click=_want)


def show_wanted(chosen: ForecastFilter) -> None:
    """The dialog, when it was asked for."""
    if session.get(_WANTED):
        session.forget(_WANTED)
        st.dialog(_("Open deals behind the forecast"), width="large")(_deals)(chosen)


def about_model(trial: Trial | None, style: Style) -> str:
    """What the win probability is, and whether a model has a say in it."""
    if trial is None:
        return _("The win model is tried at night for the first time.")
    if not trial.enough:
        return _("Win probability: the base rate of the stage. There are too few closed deals to try a model.")
    scores = _("AUC {auc} (at least {low}), Brier {brier} against {base}, on the {n} deals closed last").format(
        auc=number(trial.auc, style, 2), low=number(trial.auc_low, style, 2), brier=number(trial.brier, style, 3),
        base=number(trial.brier_base, style, 3), n=number(trial.held_out, style))
    if trial.signal:
        return _("Win probability by a model that beat the stage's base rate: {scores}.").format(scores=scores)
    return _("Win probability: the base rate of the stage. No signal: a model did no better ({scores}).").format(scores=scores)


def _want() -> None:
    session.keep(_WANTED, True)
    session.keep(_PAGE, 1)


def _deals(chosen: ForecastFilter) -> None:
    if opened := happened(_TABLE, "open"):
        links.leave_for("deal", id=opened)
    style = reader()
    found: OpenDeals = ask(open_deals, chosen, session.get(_PAGE, 1), EACH)
    with st.container(horizontal=True, vertical_alignment="center"):
        quiet(_summary(found, style))
        if session.actor().may("deals:export"):
            download("Excel", (export_open_deals, chosen), "deals-forecast.xlsx", key="forecast-deals-excel")
    quiet(about_model(ask(last_trial), style))
    record_table(_columns(), [_row(row, style) for row in found.rows], _TABLE, selectable=False)
    if found.total > EACH:
        st.pagination(-(-found.total // EACH), key=_PAGE)


def _summary(found: OpenDeals, style: Style) -> str:
    told = style.count("{n} deal, {value}", "{n} deals, {value}", found.total, value=money_full(found.value, style))
    if not found.hidden:
        return told
    return f"{told} · " + style.count("{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", found.hidden)


def _columns() -> list[dict]:
    return [
        {"id": "deal", "label": _("Deal"), "card": "title", "width": "36%"},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "stage", "label": _("Stage"), "card": "badge"},
        {"id": "expected", "label": _("Expected close"), "wide": True},
        {"id": "chance", "label": _("In these months"), "align": "right"},
        {"id": "win", "label": _("Ever"), "align": "right", "wide": True},
        {"id": "value", "label": _("Value"), "align": "right", "card": "figure"},
    ]


def _row(row: OpenDeal, style: Style) -> dict:
    return {
        "id": row.id, "href": links.href("deal", row.id),
        "cells": {
            "deal": {"text": row.name, "sub": row.customer or _("No customer yet")},
            "owner": row.owner or DASH,
            "stage": {"badges": [{"text": row.stage, "tone": "blue"}], "title": days(row.days, style)},
            "expected": day(row.expected_close, style),
            "chance": percent(row.chance, style),
            "win": percent(row.win, style),
            "value": {"text": money(row.value, style), "title": money_full(row.value, style)},
        },
    }
