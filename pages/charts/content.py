"""Charts of a report's content: what the frozen copy shows, and every report that needs no drawing of its own.

`chart` is a `crm_core.content.model.Chart`; its keys are the customdata of the marks, for clicks.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

if TYPE_CHECKING:
    from crm_core.content.model import Chart, Series

LINES = ("line", "dashed")
WIDE = re.compile("[\u2e80-\uffff]")  # letters twice as wide as others
_LABELS, _TEXTS, _ROOM = 12, 13, 48  # more labels, texts or letters would touch each other on a phone


def figure(chart: Chart, *, dark: bool, height: int = 280) -> go.Figure:
    """The chart in our dress; lying bars and heat maps are as tall as they need."""
    return {"bars": _bars, "heat": _heat}.get(chart.kind, _axes)(chart, dark, height)


def keys(chart: Chart) -> list[str]:
    """What the marks are called when they are clicked: their keys, their places where they have none."""
    return list(chart.keys) or [str(place) for place in range(len(chart.labels))]


def marks(chart: Chart, one: Series) -> list[str]:
    """What the marks of one series are called."""
    return [f"{one.key}:{name}" if one.key else name for name in keys(chart)]


def _bars(chart: Chart, dark: bool, _height: int) -> go.Figure:
    """Lying bars; what they are compared with stands behind them, their texts at the right of both."""
    colours, names = theme.palette(dark), keys(chart)
    front = [one for one in chart.series if one.shape != "behind"]
    behind = [one for one in chart.series if one.shape == "behind"]
    drawn = theme.base_figure(dark, theme.bar_figure_height(len(names), 34 if len(front) == 1 else 24 + 12 * len(front)))
    for one in behind:
        drawn.add_bar(orientation="h", y=names, x=list(one.values), customdata=names, name=theme.escape(one.name), hoverinfo="text",
                      hovertext=_hover(chart, one), width=0.74, marker={"color": colours.line})
    for place, one in enumerate(front):
        width = {"width": 0.4 if behind else 0.62} if len(front) == 1 else {}
        drawn.add_bar(orientation="h", y=names, x=list(one.values), customdata=names, name=theme.escape(one.name), hoverinfo="text",
                      hovertext=_hover(chart, one), marker=_marker(chart, one, place, colours), **width)
    values = [value for one in chart.series for value in one.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    if front and front[0].texts and len(front) == 1:
        ends = [max([0.0, *(one.values[row] or 0.0 for one in chart.series)]) for row in range(len(names))]
        drawn.add_scatter(x=ends, y=names, mode="text", text=[f" {theme.escape(text)}" for text in front[0].texts], textposition="middle right",
                          cliponaxis=False, hoverinfo="skip", showlegend=False, textfont={"color": colours.ink}, customdata=names)
    named = len(chart.series) > 1
    drawn.update_layout(barmode="overlay" if len(front) == 1 else "group", showlegend=named, margin={"t": 30 if named else 8})
    longest = max((len(text) + len(WIDE.findall(text)) for one in front for text in one.texts), default=0)
    drawn.update_xaxes(visible=False, range=[low, low + (high - low or 1) / (0.62 if longest <= 16 else 0.46 if longest <= 22 else 0.34)])
    return drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=names[::-1], tickmode="array", showgrid=False, tickvals=names,
        ticktext=[wrapped(label, 16) for label in chart.labels], tickfont={"size": 12, "color": colours.ink})


def _axes(chart: Chart, dark: bool, height: int) -> go.Figure:
    """Columns, stacked or side by side, lines over them, and bands behind them."""
    colours, names = theme.palette(dark), keys(chart)
    drawn = theme.base_figure(dark, height)
    bars = [one for one in chart.series if one.shape == "bar"]
    for one in chart.series:
        place = bars.index(one) if one in bars else sum(other.shape != "behind" for other in chart.series[: chart.series.index(one)])
        colour = colours.series[place % len(colours.series)]
        if one.shape == "band":
            theme.interval(drawn, names, list(one.values), list(one.high), colours.jade)
            _in_legend(drawn, one, theme.faded(colours.jade))
        elif one.shape in LINES:
            _line(drawn, chart, one, colour, names)
        else:
            _columns(drawn, chart, one, place, colours, names)
    several = len(chart.series) > 1
    drawn.update_layout(barmode="stack" if chart.kind == "stacked" else "overlay" if len(bars) == 1 else "group", showlegend=several,
                        margin={"t": 30 if several else 14})
    tops = [value for one in chart.series for value in (*one.values, *one.high)]
    if chart.kind == "stacked":
        tops = [sum(one.values[row] or 0 for one in bars) for row in range(len(names))] + [value for one in chart.series if one.shape in LINES for value in one.values]
    drawn.update_yaxes(range=theme.fixed_range(tops, 0.16), nticks=5, tickformat=".0%" if chart.share else ",")
    many = chart.kind == "lines" and len(names) > _LABELS + 1
    step = -(-len(names) // (_LABELS // 2 if many else _LABELS))
    shown = range(len(names) - 1, -1, -step) if step else ()
    return drawn.update_xaxes(
        type="category", categoryorder="array", categoryarray=names, tickmode="array", tickvals=[names[row] for row in shown],
        ticktext=[wrapped(chart.labels[row], 8) for row in shown], tickangle=0)


def _columns(drawn: go.Figure, chart: Chart, one: Series, place: int, colours: theme.Palette, names: list[str]) -> None:
    behind = one.shape == "behind"
    few = sum(max(2, len(text)) for text in one.texts) <= _ROOM
    mixed = any(chart.tones) and len(chart.series) > 1
    marker = {"color": theme.faded(colours.jade, 0.25)} if behind else _marker(chart, one, place, colours)
    texts = {"text": [theme.escape(text) for text in one.texts], "textposition": "outside", "cliponaxis": False,
             "textfont": {"color": colours.ink, "size": 11}} if few and one.texts and not behind else {}
    drawn.add_bar(x=names, y=list(one.values), customdata=marks(chart, one), name=theme.escape(one.name), marker=marker, hovertext=_hover(chart, one),
                  hoverinfo="text", showlegend=None if not mixed else False, **texts, **_width(chart, behind))
    if mixed:
        _in_legend(drawn, one, marker["color"] if behind else colours.series[place % len(colours.series)])


def _width(chart: Chart, behind: bool) -> dict[str, float]:
    """Of two columns on one place the one in front is narrower, so that both are seen whichever is higher."""
    shapes = [one.shape for one in chart.series]
    alone = shapes.count("bar") == 1 and "behind" in shapes
    return {"width": 0.78 if behind else 0.46} if alone else {}


def _in_legend(drawn: go.Figure, one: Series, colour: str) -> None:
    """A square for the legend, where the marks themselves have several colours or none."""
    drawn.add_scatter(x=[None], y=[None], mode="markers", name=theme.escape(one.name), marker={"symbol": "square", "size": 11, "color": colour}, hoverinfo="skip")


def _line(drawn: go.Figure, chart: Chart, one: Series, colour: str, names: list[str]) -> None:
    turn = [line for line in chart.series if line.shape in LINES].index(one)
    few = len(names) <= 31
    mode = "lines" + ("+markers" if few and one.shape == "line" else "") + ("+text" if one.texts and len(names) <= _TEXTS else "")
    drawn.add_scatter(
        x=names, y=list(one.values), customdata=names, mode=mode, name=theme.escape(one.name), hovertext=_hover(chart, one), hoverinfo="text",
        text=[theme.escape(text) for text in one.texts], textposition="top center", cliponaxis=False,
        line={"color": colour, "width": 2, "dash": "dot" if one.shape == "dashed" else theme.DASHES[turn % len(theme.DASHES)]},
        marker={"symbol": theme.SYMBOLS[turn % len(theme.SYMBOLS)], "size": 7})


def _heat(chart: Chart, dark: bool, _height: int) -> go.Figure:
    """One row a series; invisible points over the cells take the clicks."""
    colours, names = theme.palette(dark), keys(chart)
    rows = [str(place) for place in range(len(chart.series))]
    tones, inks = (colours.diverging, colours.on_diverging) if chart.centred else (colours.scale, colours.on_scale)
    low, high = _reach(chart)
    steps = len(tones)
    scale = [pair for place, colour in enumerate(tones) for pair in ((place / steps, colour), ((place + 1) / steps, colour))]
    tall = max((text.count("\n") for one in chart.series for text in one.texts), default=0)
    drawn = theme.base_figure(dark, len(rows) * (30 + 14 * tall) + 40)
    drawn.add_heatmap(z=[list(one.values) for one in chart.series], x=names, y=rows, colorscale=scale, zmin=low, zmax=high, showscale=False, xgap=2, ygap=2, hoverinfo="skip")
    cells = [(name, row, mark, lines(" · ".join([one.name, *label.split("\n")]) + f"\n{text}"), value, text)
             for one, row in zip(chart.series, rows, strict=True)
             for name, label, mark, value, text in zip(names, chart.labels, marks(chart, one), one.values, one.texts or [""] * len(names), strict=True)
             if value is not None]
    if len(names) <= _TEXTS:  # all at once: plotly looks at those it has for each that is added
        shades = [max(0, min(steps - 1, int((cell[4] - low) / (high - low) * steps))) for cell in cells]
        drawn.update_layout(annotations=[*drawn.layout.annotations, *(
            {"x": names.index(name), "y": row, "text": lines(text), "showarrow": False, "font": {"size": 11, "color": inks[shade]}}
            for (name, row, _mark, _hover, _value, text), shade in zip(cells, shades, strict=True) if text)])
    theme.clickable_cells(drawn, *([cell[part] for cell in cells] for part in range(4)))
    drawn.update_yaxes(autorange="reversed", type="category", showgrid=False, tickmode="array", tickvals=rows, ticktext=[wrapped(one.name, 16) for one in chart.series])
    return drawn.update_xaxes(type="category", side="top", tickmode="array", tickvals=names, ticktext=[wrapped(label, 10) for label in chart.labels], autotickangles=[0, -60])


def _reach(chart: Chart) -> tuple[float, float]:
    """From which value to which the colours run."""
    known = [value for one in chart.series for value in one.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if chart.centred:
        most = max(abs(low), abs(high)) or 1.0
        return -most, most
    return low, high if high > low else low + 1


def _marker(chart: Chart, one: Series, place: int, colours: theme.Palette) -> dict:
    """The colour of each bar: its series', unless it fell, is weak, bad or still running; hatched from the second series on."""
    colour, pale = colours.series[place % len(colours.series)], theme.unfinished(colours.series[place % len(colours.series)])["color"]
    special = {"weak": colours.amber, "bad": colours.vermilion, "running": pale}
    tones: Sequence[str] = chart.tones or [""] * len(one.values)
    fallen = colours.vermilion if chart.kind == "bars" else colour
    shades = [special.get(tone) or (fallen if (value or 0) < 0 else colour) for tone, value in zip(tones, one.values, strict=True)]
    shape = theme.HATCHES[place % len(theme.HATCHES)]
    return {"color": shades, "line": {"color": colour, "width": [1.5 if tone == "running" else 0 for tone in tones]},
            "pattern": {"shape": ["/" if tone == "weak" else shape for tone in tones], "fillmode": "overlay", "fgcolor": colours.paper, "fgopacity": 0.4,
                        "size": 7, "solidity": 0.2}}


def _hover(chart: Chart, one: Series) -> list[str]:
    if chart.hover:
        return [lines(text) for text in chart.hover]
    texts = one.texts or ["" if value is None else f"{value:,.0%}" if chart.share else f"{value:,.4g}" for value in one.values]
    beside = f" · {one.name}" if len(chart.series) > 1 else ""
    return [lines(f"{label}{beside}\n{text}") for label, text in zip((label.replace("\n", " ") for label in chart.labels), texts, strict=True)]
