"""Performance: each person beside the target and the team's median, one of them by month, and the records behind it."""
import streamlit as st

from crm_core.content.model import Section
from crm_core.forecast.performance import MEASURES, WIN_RATE, Performance, PerformanceFilter, Person, performance
from crm_core.forecast.performance_content import formula, from_address, interval, name_of, told, told_of, written
from crm_core.wording import WORDS
from pages.forecast import performance_rows as rows
from pages.reports import filters as choices
from pages.reports import parts, sections
from pages.ui import filters, layout
from pages.ui.components import record_table
from pages.ui.format import Style, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

NAMES = ("period", "back", "team", "person")
WIDE = ("won_deals", "order_revenue", "satisfaction")


def page() -> None:
    """Sales, win rate, cycle, activity and satisfaction of a period."""
    style, title, bar = reader(), st.container(), st.container(horizontal=True, vertical_alignment="center", key="performance_filters")
    chosen = from_address({name: filters.value(name) for name in NAMES})
    found: Performance = ask(performance, chosen)
    content = written(found, chosen, style)
    with bar:
        _filters(found)
    with title:
        parts.header(content, style)
    if not any(one.values for one in found.people):
        layout.empty_state("leaderboard", _("Nothing to compare in this period"), _("Won deals, orders, activities and rated tickets of the period stand here by person."))
        return
    parts.answer(content.sentence, content.figures)
    _people(found, chosen, style)
    sections.pair([section for section in content.sections if section.chart], style, lambda section, look: _card(section, look, chosen))
    rows.show_wanted(chosen)


def _filters(found: Performance) -> None:
    filters.one("period", _("Period"), {key: _(WORDS["goal.period"][key]) for key in ("quarter", "month", "year")}, hide_label=True)
    filters.one("back", _("Which"), {"0": _("The running one"), "1": _("The one before"), "2": _("Two before"), "4": _("Four before")}, hide_label=True)
    choices.choice("team", _("Team: {name}"), found.teams)
    choices.choice("person", _("Person: {name}"), found.everybody)


def _card(section: Section, style: Style, chosen: PerformanceFilter) -> None:
    sections.with_rows(section, style, rows.behind(section.key), chosen)


def _people(found: Performance, chosen: PerformanceFilter, style: Style) -> None:
    """The table; of one person its figures open their records."""
    def records() -> None:
        with st.popover(_("Rows"), icon=":material/table_rows:", type="tertiary", key="performance-records"):
            for measure in MEASURES:
                if found.chosen.values.get(measure) is not None:
                    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                        title = name_of(measure, style)
                        st.button(plain(title), type="tertiary", key=f"rows-{measure}", on_click=rows.behind(measure).want, args=(measure, title))
                        rows.behind(measure).excel(chosen, measure)

    below = _("below: the team's median") if found.chosen else _("below: the team's median · a name opens the months")
    with layout.card(_("By person"), below, help="\n\n".join(formula(measure, style) for measure in MEASURES), action=records if found.chosen else None, key="card-performance"):
        record_table(_columns(style), [_row(one, found, style) for one in found.people], "performance", selectable=False, letters=False, on_open=_open)


def _open(person_id) -> None:
    filters.put({"person": str(person_id)})


def _columns(style: Style) -> list[dict]:
    columns = [{"id": "who", "label": _("Person"), "card": "title", "width": "18%"}]
    for measure in MEASURES:
        card = {"card": "figure"} if measure == "won_value" else {}
        columns.append({"id": measure, "label": name_of(measure, style), "align": "right", "wide": measure in WIDE, **card})
    return [*columns, {"id": "target", "label": _("Of target"), "align": "right", "card": "badge"}]


def _row(one: Person, found: Performance, style: Style) -> dict:
    medians = found.medians.get(one.team_id, {})
    cells = {"who": {"text": one.name, "sub": one.team}}
    for measure in MEASURES:
        hover = {"title": interval(one, style)} if measure == WIN_RATE and one.closed else {}
        cells[measure] = {"text": told_of(one, measure, style), "sub": told(measure, medians[measure], style) if measure in medians else None, **hover}
    if one.target:
        share = one.values.get("won_value", 0) / one.target
        tone = "green" if share >= 1 else "blue" if share >= 0.6 else "orange"
        cells["target"] = {"badges": [{"text": percent(share, style), "tone": tone}]}
    return {"id": one.id, "cells": cells}
