"""A chart in its card: title, unit, formula, chart, what it leaves out, the rows behind it."""
from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core.content.result import Chart
from crm_core.content.words import together, told
from pages.charts import theme
from pages.reports.figures import Drawn
from pages.ui import session
from pages.ui.behind import Behind
from pages.ui.format import Style
from pages.ui.layout import card, quiet
from pages.ui.text import _

Draw = Callable[[Any, Style, bool], Drawn]


def chart_card(
    part: str, title: str, chart: Chart, draw: Draw, report: Any, chosen: Any, style: Style, note: str = "", *, behind: Behind
) -> None:
    """Draws the card of the chart `part`; `note` is one more sentence below it.

    `behind` are the rows of the report.
    """
    drawn = draw(report, style, st.context.theme.type == "dark") if chart.frame["count"].sum() else None

    def actions() -> None:
        if drawn is None:
            return
        behind.button(part, title)
        behind.excel(chosen, part)

    with card(title, drawn and drawn.unit, help=told(chart.formula, style), action=actions, height="stretch", key=f"card-{part}"):
        if drawn:
            _figure(part, title, drawn, behind)
        else:
            quiet(_("Nothing to show for this filter."))
        below = together(_below(chart, drawn, note, style), style)
        if below:
            quiet(below)


def _below(chart: Chart, drawn: Drawn | None, note: str, style: Style) -> list[str]:
    notes = [told(sentence, style) for sentence in chart.notes]
    if drawn is None:
        return notes
    more = style.count("{n} more is in the rows.", "{n} more are in the rows.", drawn.more) if drawn.more else ""
    return [*notes, more, note]


def _figure(part: str, title: str, drawn: Drawn, behind: Behind) -> None:
    """The chart; a click on a bar asks for its rows and lets go of the bar."""
    key = f"chart-{part}-{session.get('report.clicks', 0)}"

    def clicked() -> None:
        points = (session.get(key) or {}).get("selection", {}).get("points", [])
        bar = str(_first(points[0].get("customdata"))) if points else None
        if bar in drawn.labels:
            session.keep("report.clicks", session.get("report.clicks", 0) + 1)
            behind.want(part, title, bar, drawn.labels[bar])

    st.plotly_chart(
        drawn.figure, theme=None, key=key, on_select=clicked, selection_mode="points", config=theme.CONFIG,
        height=int(drawn.figure.layout.height), alt=drawn.alt,
    )


def _first(value: object) -> object:
    return value[0] if isinstance(value, (list, tuple)) else value
