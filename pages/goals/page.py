"""Goals: how they stand, and the grid where they are set."""
import streamlit as st

from crm_core.goals.measures import MEASURES
from crm_core.goals.pace import Pace
from crm_core.goals.queries import goal_table
from crm_core.goals.schemas import GoalTable
from crm_core.goals.spans import LENGTHS, Span
from crm_core.wording import WORDS
from pages.goals import grid, spreading, words
from pages.ui import filters, layout
from pages.ui.components import record_table
from pages.ui.format import DASH, Style, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain


def page() -> None:
    """One measure of one year: pace of each subject, and the goals of all periods."""
    style, title = reader(), st.container()
    measure, period, year = _filters(style)
    table: GoalTable = ask(goal_table, measure, period, year)
    with title, layout.header(_("Goals"), str(year)):
        if table.editable:
            spreading.buttons(table, year)
    at = _shown_span(table, style)
    told = words.sentence(table, at, style)
    if told:
        st.header(plain(told), anchor=False)
    _standing(table, at, style)
    if table.editable:
        grid.draw(table, year, style)
    elif not table.cells:
        layout.empty_state("flag", _("No goals yet"), _("Whoever leads the team sets them; how far they are reached then stands here and on your first page."))
    spreading.dialogs(table, year)


def _filters(style: Style) -> tuple[str, str, int]:
    with st.container(horizontal=True, vertical_alignment="center", key="goal_filters"):
        measure = filters.one("measure", _("Measure of the goal"), {key: _(one.label) for key, one in MEASURES.items()}, hide_label=True)
        period = filters.one("period", _("Period"), {key: _(WORDS["goal.period"][key]) for key in LENGTHS}, hide_label=True)
        years = [style.today.year, style.today.year + 1, style.today.year - 1, style.today.year - 2]
        year = filters.one("year", _("Year"), {str(one): str(one) for one in years}, hide_label=True)
    return measure, period, int(year)


def _shown_span(table: GoalTable, style: Style) -> Span:
    """The span that is looked at: as the address says, else the one that runs, else the last or first of the year."""
    wanted = filters.day("at")
    by_start = {span.start: span for span in table.spans}
    if wanted in by_start:
        return by_start[wanted]
    running = [span for span in table.spans if span.start <= style.today]
    return running[-1] if running else table.spans[0]


def _standing(table: GoalTable, at: Span, style: Style) -> None:
    measure = MEASURES[table.measure]

    def choose() -> None:
        if len(table.spans) > 1:
            with st.container(width=190):
                options = {span.start.isoformat(): words.span_name(table.period, span, style) for span in table.spans}
                chosen = st.selectbox(_("Period"), list(options), list(options).index(at.start.isoformat()), format_func=options.get,
                                      label_visibility="collapsed", key=f"goal-at-{table.period}-{at.start}")
                if chosen != at.start.isoformat():
                    filters.put({"at": chosen})
                    st.rerun()

    explained = [_(measure.explained), _pace_words(measure.adds)]
    with layout.card(_(measure.label), words.span_name(table.period, at, style), help="\n\n".join(explained), action=choose, key="card-standing"):
        rows = [_row(table, one, at, style) for one in table.subjects if (one.subject, at) in table.pace or table.actual.get((one.subject, at))]
        if not rows:
            layout.quiet(_("No goal and nothing to count in this period."))
            return
        record_table(_columns(), rows, "goal-standing", selectable=False, letters=False)


def _pace_words(adds: bool) -> str:
    if adds:
        return _("Expected by now: the target times the share of working days gone, today included, by the first calendar of working hours.")
    return _("A rate should hold from the first day on.")


def _columns() -> list[dict]:
    return [
        {"id": "who", "label": _("Whose"), "card": "title", "width": "30%"},
        {"id": "actual", "label": _("Reached so far"), "align": "right", "card": "figure"},
        {"id": "target", "label": _("Target"), "align": "right"},
        {"id": "share", "label": _("Of target"), "align": "right", "card": "note"},
        {"id": "expected", "label": _("Expected by now"), "align": "right", "wide": True},
        {"id": "state", "label": _("Pace"), "card": "badge"},
    ]


def _row(table: GoalTable, one, at: Span, style: Style) -> dict:
    pace, actual = table.pace.get((one.subject, at)), table.actual.get((one.subject, at))
    shown = pace.actual if pace else actual
    cells = {
        "who": {"text": words.who(one), "sub": one.team if one.subject.user_id else None},
        "actual": {"text": words.figure(table.measure, shown, style), "strong": True},
    }
    if pace:
        word, tone = words.STATES[pace.state]
        cells |= {
            "target": words.figure(table.measure, pace.target, style),
            "share": _share(table.measure, pace, style),
            "expected": words.figure(table.measure, pace.expected, style),
            "state": {"badges": [{"text": _(word), "tone": tone}]},
        }
    return {"id": f"{one.subject.user_id or 0}-{one.subject.team_id or 0}", "cells": cells}


def _share(measure: str, pace: Pace, style: Style) -> dict:
    """The share of the target; on a phone the target itself too."""
    share = percent(pace.reached, style) if pace.reached is not None else None
    target = words.figure(measure, pace.target, style)
    return {"text": share or DASH, "phone": _("{share} of {target}").format(share=share, target=target) if share else _("Target {target}").format(target=target)}
