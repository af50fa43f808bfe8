"""The open deals behind the forecast: in a dialog, opened one by one, taken along as Excel."""
import streamlit as st

from crm_core.forecast.exports import export_open_deals
from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.outlook import PAGE, PART, OpenDeal, OpenDeals, open_deals
from crm_core.forecast.winning import Trial, last_trial
from pages.ui import links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day, days, money, money_full, number, percent
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _


def button() -> None:
    """Opens the list."""
    st.button(_("Deals"), icon=":material/table_rows:", type="tertiary", key="forecast-deals-open", on_click=want)


def want() -> None:
    """Lets the next run show the open deals; for callbacks."""
    DEALS.want(PART, _("Open deals behind the forecast"))


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


def _draw(found: OpenDeals, _part: str, style: Style) -> Shown:
    told = style.count("{n} deal, {value}", "{n} deals, {value}", found.total, value=money_full(found.value, style))
    return Shown(summary(told, found.hidden, style), _columns(), [_row(row, style) for row in found.rows], found.total)


def _about(_chosen: ForecastFilter, _part: str, _key: str | None) -> None:
    quiet(about_model(ask(last_trial), reader()))


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


DEALS = Behind("forecast", open_deals, export_open_deals, _draw, PAGE, opens="deal", right="deals:export", file="deals", beside=_about)
