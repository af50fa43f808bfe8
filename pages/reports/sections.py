"""Sections of a report's content as cards: chart, unit, formula, notes, and the table behind."""
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from crm_core.content.cells import RIGHT, cell
from crm_core.content.model import Chart, Section, Table
from crm_core.content.words import together
from pages.charts import content as charts
from pages.charts import theme
from pages.ui import session
from pages.ui.behind import Behind
from pages.ui.format import Style
from pages.ui.layout import card, quiet
from pages.ui.text import _, plain

ROWS = 200  # of a table on the page; the spreadsheet has all
Clicked = Callable[[str, str], None]


def pair(sections: Sequence[Section], style: Style, draw: Callable[[Section, Style], None]) -> None:
    """Sections in two columns, one below the other on a phone."""
    for first in range(0, len(sections), 2):
        beside = sections[first : first + 2]
        for column, section in zip(st.columns(len(beside)), beside, strict=True):
            with column:
                draw(section, style)


def show(section: Section, style: Style, actions: Callable[[], None] | None = None, clicked: Clicked | None = None) -> None:
    """Draws the card. `clicked` gets the key and the label of a mark, `actions` draws what stands beside the title."""
    with card(section.title, section.unit, help=section.formula or None, action=actions, height="stretch", key=f"card-{section.key}"):
        if section.chart and section.chart.labels:
            _chart(section, clicked)
        if section.notes:
            quiet(together(list(section.notes), style))
        if section.table.rows:
            with st.expander(_("Data table"), key=f"table-{section.key}", expanded=section.chart is None):
                table(section.table, style)
        elif not (section.chart and section.chart.labels):
            quiet(_("Nothing to show for this filter."))


def with_rows(section: Section, style: Style, behind: Behind, chosen: object, before: Callable[[], None] | None = None, marks: bool = True) -> None:
    """Draws the card with the rows behind it and their Excel; with `marks` a click on a mark shows its rows.

    `before` draws what stands left of the buttons.
    """

    def actions() -> None:
        if before:
            before()
        behind.button(section.key, section.title)
        behind.excel(chosen, section.key)

    show(section, style, actions, (lambda mark, label: behind.want(section.key, section.title, mark, label)) if marks else None)


def table(shown: Table, style: Style) -> None:
    """The figures as people read them."""
    rows = [[cell(column, value, style) for column, value in zip(shown.columns, row, strict=True)] for row in shown.rows[:ROWS]]
    if shown.total:
        rows.append([cell(column, value, style) for column, value in zip(shown.columns, shown.total, strict=True)])
    labels = [column.label for column in shown.columns]
    frame = pd.DataFrame(rows, columns=[f"{place}" for place in range(len(labels))])
    config = {f"{place}": st.column_config.TextColumn(plain(column.label), alignment="right" if column.kind in RIGHT else "left")
              for place, column in enumerate(shown.columns)}
    st.dataframe(frame, hide_index=True, column_config=config, height="content" if len(rows) <= 12 else 430, row_height=32)
    if len(shown.rows) > ROWS:
        quiet(style.count("{n} more row is in the spreadsheet.", "{n} more rows are in the spreadsheet.", len(shown.rows) - ROWS))


def _chart(section: Section, clicked: Clicked | None) -> None:
    chart = section.chart
    drawn = charts.figure(chart, dark=st.context.theme.type == "dark")
    key = f"chart-{section.key}-{session.get('report.clicks', 0)}"
    labels = _labels(chart)

    def chosen() -> None:
        points = (session.get(key) or {}).get("selection", {}).get("points", [])
        mark = points[0].get("customdata") if points else None
        mark = str(mark[0] if isinstance(mark, (list, tuple)) else mark)
        if mark in labels and clicked:
            session.keep("report.clicks", session.get("report.clicks", 0) + 1)
            clicked(mark, labels[mark])

    first = chart.series[0] if chart.series else None
    said = first.texts if first and first.texts else tuple("" if value is None else f"{value:,.4g}" for value in (first.values if first else ()))
    st.plotly_chart(
        drawn, theme=None, key=key, config=theme.CONFIG, height=int(drawn.layout.height), on_select=chosen if clicked else "ignore",
        selection_mode="points", alt=theme.alt(section.title, list(labels.values())[: len(said)], list(said)))


def _labels(chart: Chart) -> dict[str, str]:
    """What each mark is called in words."""
    words = [label.replace("\n", " ") for label in chart.labels]
    return {mark: f"{one.name}, {word}" if one.key else word
            for one in chart.series for mark, word in zip(charts.marks(chart, one), words, strict=True)}
