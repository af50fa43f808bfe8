"""The stages of a pipeline as bars: how many came so far, and which share moved on."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

_ROW = 42
_AMBER = {False: "#8A5A12", True: "#E6B662"}  # amber that reads as text
_LONGEST = 0.54  # of the width: figures stand at the right of every bar


def funnel(frame: pd.DataFrame, *, dark: bool) -> go.Figure:
    """`frame`: key, label, count, count_text, value_text, moved_text, before_text, weak, hover. Texts are plain."""
    colours = theme.palette(dark)
    steps = frame.iloc[::-1]
    bars = go.Bar(
        orientation="h", y=steps.key, x=steps["count"], customdata=steps.key, hovertext=steps.hover.map(lines),
        hoverinfo="text", marker=_marker(steps.weak, colours), text=_beside(steps, colours), textposition="outside",
        cliponaxis=False, textfont={"color": colours.ink},
    )
    figure = theme.base_figure(dark, height(len(frame)), bars)
    figure.update_layout(bargap=0.3)
    figure.update_xaxes(visible=False, range=[0, max(frame["count"].max(), 1) / _LONGEST])
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=list(steps.key), tickmode="array", showgrid=False,
        tickvals=list(steps.key), ticktext=[wrapped(label) for label in steps.label],
        tickfont={"size": 12, "color": colours.ink},
    )
    for place, step in enumerate(steps.itertuples()):
        if not step.moved_text:
            continue
        figure.add_annotation(
            x=1, xref="paper", y=place, xanchor="right", align="right", showarrow=False,
            text=_moving(step, colours.quiet, _AMBER[dark]),
        )
    return figure


def height(steps: int) -> int:
    """How tall the funnel of so many stages is."""
    return steps * _ROW + 16


def _marker(weak: pd.Series, colours: theme.Palette) -> dict:
    amber = theme.weak(colours)
    pattern = {**amber["pattern"], "shape": [amber["pattern"]["shape"] if one else "" for one in weak]}
    return {"color": [amber["color"] if one else colours.jade for one in weak], "pattern": pattern}


def _beside(steps: pd.DataFrame, colours: theme.Palette) -> list[str]:
    return [f"<b>{step.count_text}</b><br>{theme.escape(step.value_text)}" for step in steps.itertuples()]


def _moving(step, quiet: str, amber: str) -> str:
    colour, mark = (amber, "▼ ") if step.weak else (quiet, "")
    before = f"<br>{theme.escape(step.before_text)}" if step.before_text else ""
    return f"<span style='color:{colour}'>{mark}→ <b>{theme.escape(step.moved_text)}</b>{before}</span>"
