"""Upright bars over months or ranges of days."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

_LABELS = 12  # more would touch each other on a phone


def months(frame: pd.DataFrame, *, dark: bool, height: int = 268) -> go.Figure:
    """Amounts over time. `frame`: key, label, amount, running (the month is not over: pale), hover."""
    colours = theme.palette(dark)
    pale = theme.unfinished(colours.jade)
    marker = {
        "color": [pale["color"] if running else colours.jade for running in frame.running],
        "line": {"color": colours.jade, "width": [pale["line"]["width"] if running else 0 for running in frame.running]},
    }
    figure = theme.base_figure(dark, height, _columns(frame, frame.amount, marker))
    figure.update_yaxes(range=theme.fixed_range(frame.amount), nticks=5, tickformat=",")
    return _named(figure, frame)


def histogram(frame: pd.DataFrame, *, dark: bool, height: int = 230) -> go.Figure:
    """How many took how long. `frame`: key, label, count, text, hover."""
    colours = theme.palette(dark)
    trace = _columns(frame, frame["count"], {"color": colours.indigo}, text=frame.text, textfont={"color": colours.ink})
    figure = theme.base_figure(dark, height, trace)
    figure.update_yaxes(visible=False, range=theme.fixed_range(frame["count"], 0.18))
    return _named(figure, frame)


def weighted(frame: pd.DataFrame, *, dark: bool, height: int = 250) -> go.Figure:
    """Open value (pale) and what of it is likely (full). `frame`: key, label, amount, likely, text, hover, tone."""
    colours = theme.palette(dark)
    tones = [{"late": colours.vermilion, "undated": colours.slate}.get(tone, colours.jade) for tone in frame.tone]
    whole = _columns(frame, frame.amount, {"color": [theme.faded(tone, 0.25) for tone in tones]})
    likely = _columns(frame, frame.likely, {"color": tones}, text=frame.text, textfont={"color": colours.ink})
    figure = theme.base_figure(dark, height, whole, likely)
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(range=theme.fixed_range(frame.amount), nticks=5, tickformat=",")
    return _named(figure, frame)


def _columns(frame: pd.DataFrame, heights: pd.Series, marker: dict, **more) -> go.Bar:
    return go.Bar(
        x=frame.key, y=heights, customdata=frame.key, marker=marker, hovertext=frame.hover.map(lines),
        hoverinfo="text", cliponaxis=False, **({"textposition": "outside"} | more if more else {}),
    )


def _named(figure: go.Figure, frame: pd.DataFrame) -> go.Figure:
    """Every bar under its label; of many only some, counted from the newest."""
    step = -(-len(frame) // _LABELS)
    shown = frame.iloc[::-1].iloc[::step]
    return figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=list(frame.key), tickmode="array",
        tickvals=list(shown.key), ticktext=[wrapped(label, 8) for label in shown.label], tickangle=0,
    )
