"""Performance: each person beside the target and the team's median."""
import streamlit as st

from crm_core.forecast.performance import CYCLE, MEASURES, Performance, Person, performance
from crm_core.goals.spans import LENGTHS
from crm_core.wording import WORDS
from pages.goals.words import figure, span_name
from pages.ui import filters, layout
from pages.ui.components import record_table
from pages.ui.format import DASH, Style, days, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain


def page() -> None:
    """Sales, win rate, cycle, activity and satisfaction of a period."""
    style, title = reader(), st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="performance_filters"):
        period = filters.one("period", _("Period"), {key: _(WORDS["goal.period"][key]) for key in ("quarter", "month", "year")}, hide_label=True)
        back = filters.one("back", _("Which"), {"0": _("The running one"), "1": _("The one before"), "2": _("Two before")}, hide_label=True)
    found: Performance = ask(performance, period if period in LENGTHS else "quarter", int(back))
    with title, layout.header(_("Performance"), span_name(period, found.span, style)):
        pass
    if not any(one.values for one in found.people):
        layout.empty_state("leaderboard", _("Nothing to compare in this period"), _("Won deals, orders, activities and rated tickets of the period stand here by person."))
        return
    best = found.people[0]
    if len(found.people) > 1 and best.values.get("won_value"):
        st.header(plain(_("{name} won most: {value}.").format(name=best.name, value=figure("won_value", best.values["won_value"], style))), anchor=False)
    with layout.card(_("By person"), _("below: the team's median"), help=_formula(), key="card-performance"):
        record_table(_columns(), [_row(one, found, style) for one in found.people], "performance", selectable=False, letters=False)


def _formula() -> str:
    return "\n\n".join([
        _("Won value, deals and win rate by the day of the close; order revenue without tax by the day of the order; cycle: median days from the first contact to the close of won deals."),
        _("Activities without notes; satisfaction: mean score of resolved tickets. Target: the share of the goals for won value."),
        _("The median of a team is told from three people on."),
    ])


def _columns() -> list[dict]:
    names = {measure: _(WORDS["goal.measure"][measure]) for measure in MEASURES} | {CYCLE: _("Cycle")}
    order = ("won_value", "order_revenue", "won_deals", "win_rate", CYCLE, "activities", "satisfaction")
    columns = [{"id": "who", "label": _("Person"), "card": "title", "width": "20%"}]
    columns += [{"id": key, "label": names[key], "align": "right", "wide": key in ("won_deals", "order_revenue"), "card": "figure" if key == "won_value" else None} for key in order]
    return [*[{k: v for k, v in column.items() if v is not None} for column in columns], {"id": "target", "label": _("Of target"), "align": "right", "card": "badge"}]


def _row(one: Person, found: Performance, style: Style) -> dict:
    medians = found.medians.get(one.team_id, {})
    cells = {"who": {"text": one.name, "sub": one.team}}
    for key in (*MEASURES, CYCLE):
        usual = medians.get(key)
        cells[key] = {"text": _told(key, one.values.get(key), style), "sub": _told(key, usual, style) if usual is not None else None}
    if one.target:
        share = one.values.get("won_value", 0) / one.target
        tone = "green" if share >= 1 else "blue" if share >= 0.6 else "orange"
        cells["target"] = {"badges": [{"text": percent(share, style), "tone": tone}]}
    return {"id": one.id, "cells": cells}


def _told(key: str, value: float | None, style: Style) -> str:
    if value is None:
        return DASH
    return days(round(value), style) if key == CYCLE else figure(key, value, style)
