"""Charts of customer service: what came in, how fast it was answered, how satisfied people were, what still waits."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

_LABELS = 6  # more would touch each other on a phone


def stacked(frame: pd.DataFrame, *, dark: bool, height: int = 280) -> go.Figure:
    """How many came when, told apart. `frame`: key, start (text), label (of the bar), group (its name), count, hover."""
    colours = theme.palette(dark)
    figure = theme.base_figure(dark, height)
    for place, (name, rows) in enumerate(frame.groupby("group", sort=False)):
        marker = {"color": colours.series[place % len(colours.series)], "pattern": _hatch(colours, theme.HATCHES[place % len(theme.HATCHES)])}
        figure.add_bar(x=rows.start, y=rows["count"], customdata=rows.key, name=theme.escape(name), marker=marker,
                       hovertext=rows.hover.map(lines), hoverinfo="text")
    whole = frame.groupby("start")["count"].sum()
    figure.update_layout(barmode="stack", showlegend=True, margin={"t": 30})
    figure.update_yaxes(range=theme.fixed_range(whole), nticks=5, tickformat=",d")
    return _named(figure, frame.drop_duplicates("start"), "start")


def spread(frame: pd.DataFrame, *, median: str, p90: str, dark: bool, height: int = 260) -> go.Figure:
    """Medians as bars, p90 as diamonds above them. `frame`: key, label, low, high (hours), hover, running. Names come along."""
    colours = theme.palette(dark)
    pale = theme.unfinished(colours.jade)
    marker = {
        "color": [pale["color"] if running else colours.jade for running in frame.running],
        "line": {"color": colours.jade, "width": [pale["line"]["width"] if running else 0 for running in frame.running]},
    }
    shared = {"x": frame.key, "customdata": frame.key, "hovertext": frame.hover.map(lines), "hoverinfo": "text"}
    figure = theme.base_figure(dark, height, go.Bar(y=frame.low, marker=marker, name=theme.escape(median), **shared))
    figure.add_scatter(y=frame.high, mode="markers", name=theme.escape(p90),
                       marker={"symbol": "diamond", "size": 9, "color": colours.indigo}, **shared)
    figure.update_layout(showlegend=True, margin={"t": 30})
    figure.update_yaxes(range=theme.fixed_range([*frame.low.dropna(), *frame.high.dropna()]), nticks=5)
    return _named(figure, frame, "key")


def scores(frame: pd.DataFrame, *, dark: bool, height: int = 260) -> go.Figure:
    """Means from 1 to 5 over time. `frame`: key, label, mean, text, hover."""
    colours = theme.palette(dark)
    trace = go.Scatter(
        x=frame.key, y=frame["mean"], customdata=frame.key, mode="lines+markers+text", text=frame.text, textposition="top center",
        line={"color": colours.jade, "width": 2}, marker={"size": 8}, connectgaps=True, hovertext=frame.hover.map(lines), hoverinfo="text",
        textfont={"color": colours.ink}, cliponaxis=False,
    )
    figure = theme.base_figure(dark, height, trace)
    figure.update_yaxes(range=[0.8, 5.4], tickvals=[1, 2, 3, 4, 5])
    return _named(figure, frame, "key")


def ages(frame: pd.DataFrame, *, late: str, rest: str, dark: bool, height: int = 260) -> go.Figure:
    """What is open by its age, the late part apart. `frame`: key, label, count, late, text, hover. Names come along."""
    colours = theme.palette(dark)
    shared = {"x": frame.key, "customdata": frame.key, "hovertext": frame.hover.map(lines), "hoverinfo": "text"}
    figure = theme.base_figure(dark, height, go.Bar(y=frame.late, name=theme.escape(late), marker={
        "color": colours.vermilion, "pattern": _hatch(colours, "/")}, **shared))
    figure.add_bar(y=frame["count"] - frame.late, name=theme.escape(rest), marker={"color": colours.jade}, text=frame.text,
                   textposition="outside", cliponaxis=False, textfont={"color": colours.ink}, **shared)
    figure.update_layout(barmode="stack", showlegend=True, margin={"t": 30})
    figure.update_yaxes(range=theme.fixed_range(frame["count"], 0.2), visible=False)
    return _named(figure, frame, "key")


def _hatch(colours: theme.Palette, shape: str) -> dict:
    """Lines over the colour, so that parts are told apart in grey too."""
    return {"shape": shape, "fillmode": "overlay", "fgcolor": colours.paper, "fgopacity": 0.4, "size": 7, "solidity": 0.2}


def _named(figure: go.Figure, frame: pd.DataFrame, by: str) -> go.Figure:
    """Every bar under its label; of many only some, counted from the newest."""
    step = -(-len(frame) // _LABELS)
    shown = frame.iloc[::-1].iloc[::step]
    return figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=list(frame[by]), tickmode="array", tickvals=list(shown[by]),
        ticktext=[wrapped(label, 8) for label in shown.label], tickangle=0,
    )
