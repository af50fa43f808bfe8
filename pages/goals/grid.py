"""The grid of goals: type, see what changes, apply or discard."""
from functools import partial

import pandas as pd
import streamlit as st

from crm_core.goals.commands import set_goals
from crm_core.goals.measures import MEASURES
from crm_core.goals.schemas import GoalChange, GoalTable
from crm_core.money import major_units, minor_units
from pages.goals import words
from pages.ui import layout, session
from pages.ui.format import Style, month
from pages.ui.run import act
from pages.ui.text import _, ngettext

_ROUND, _WHO = "goals.round", "who"


def draw(table: GoalTable, year: int, style: Style) -> None:
    """The grid, and below it what is about to change."""
    subjects = [one for one in table.subjects if one.subject in table.editable]
    before = _frame(table, subjects, style)
    unit = {"money": style.currency, "percent": "%", "hours": _("hours"), "score": _("1 to 5")}.get(MEASURES[table.measure].unit, "")
    with layout.card(_("Set goals"), unit, help=_("Type into the cells; an empty cell is no goal. Months with goals of their own leave the rest of a year's goal to the others."), key="card-grid"):
        after = st.data_editor(
            before, key=_key(table, year), hide_index=True, height="content", row_height=36, disabled=[_WHO], column_config=_columns(table, style),
            placeholder="", alt=_("Goals by person and period"),
        )
        if MEASURES[table.measure].adds and len(table.spans) > 1:
            sums = after.drop(columns=_WHO).sum(axis=1)
            told = " · ".join(f"{name} {value:,.0f}" for name, value in zip(after[_WHO], sums, strict=True) if value)
            layout.quiet(_("The year together: {sums}").format(sums=told) if told else _("No goals yet: type them into the cells, or spread a year's goal over its months."))
    changes = _changes(table, subjects, before, after, style)
    if changes:
        _decide(table, year, changes)


def _frame(table: GoalTable, subjects: list, style: Style) -> pd.DataFrame:
    rows = []
    for one in subjects:
        cells = [table.cells.get((one.subject, span)) for span in table.spans]
        rows.append([words.who(one), *(_shown(table, cell.target, style) if cell else None for cell in cells)])
    frame = pd.DataFrame(rows, columns=[_WHO, *(span.start.isoformat() for span in table.spans)])
    return frame.astype({span.start.isoformat(): float for span in table.spans})


def _columns(table: GoalTable, style: Style) -> dict:
    step = {"money": 1.0, "count": 1.0}.get(MEASURES[table.measure].unit, 0.1)
    columns = {_WHO: st.column_config.TextColumn(_("Whose"), pinned=True, width="medium")}
    for span in table.spans:
        name = month(span.start, style, short=True) if table.period == "month" else words.span_name(table.period, span, style)
        columns[span.start.isoformat()] = st.column_config.NumberColumn(name, step=step, format="localized")
    return columns


def _shown(table: GoalTable, target: float, style: Style) -> float:
    return float(major_units(round(target), style.currency)) if MEASURES[table.measure].unit == "money" else target


def _kept(table: GoalTable, value: float, style: Style) -> float:
    return float(minor_units(value, style.currency)) if MEASURES[table.measure].unit == "money" else float(value)


def _changes(table: GoalTable, subjects: list, before: pd.DataFrame, after: pd.DataFrame, style: Style) -> list[GoalChange]:
    found = []
    for place, one in enumerate(subjects):
        for span in table.spans:
            old, new = (frame[span.start.isoformat()].iloc[place] for frame in (before, after))
            if (pd.isna(old) and pd.isna(new)) or old == new:
                continue
            cell = table.cells.get((one.subject, span))
            found.append(GoalChange(
                user_id=one.subject.user_id, team_id=one.subject.team_id, period=table.period, starts_on=span.start,
                target=None if pd.isna(new) else _kept(table, new, style), version=cell.version if cell else None,
            ))
    return found


def _decide(table: GoalTable, year: int, changes: list[GoalChange]) -> None:
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="decide_bar"):
        st.markdown(ngettext("**{n} goal** changes", "**{n} goals** change", len(changes)).format(n=len(changes)), width="stretch")
        st.button(_("Discard"), on_click=_again, key="goals_discard")
        st.button(_("Apply"), type="primary", on_click=_apply, args=(table, changes), key="goals_apply")


def _apply(table: GoalTable, changes: list[GoalChange]) -> None:
    """Stores them, and offers the way back."""
    made = act(set_goals, table.measure, changes)
    if not made.ok:
        return
    _again()
    spans = {span.start: span for span in table.spans}
    back = []
    for one in changes:
        old = table.cells.get((one.subject, spans[one.starts_on]))
        version = None if one.target is None else one.version + 1 if one.version else 1
        back.append(one.model_copy(update={"target": old.target if old else None, "version": version}))
    session.offer_undo(ngettext("{n} goal changed", "{n} goals changed", made.value).format(n=made.value), partial(_take_back, table.measure, back))


def _take_back(measure: str, back: list[GoalChange]) -> None:
    if act(set_goals, measure, back).ok:
        _again()
        session.notify(_("The goals are as they were"))


def _again() -> None:
    session.keep(_ROUND, session.get(_ROUND, 0) + 1)


def _key(table: GoalTable, year: int) -> str:
    return f"goals-{table.measure}-{table.period}-{year}-{session.get(_ROUND, 0)}"
