"""How every chart looks. Colours, the template, and the small things charts share; words come in as arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

FONT = "Inter, 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
HATCHES = ("", "/", ".", "\\", "x", "-")

# What st.plotly_chart gets as `config`: no mode bar, no zoom, no selection box.
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}


@dataclass(frozen=True)
class Palette:
    """The colours of one theme. `scale` runs from little to much, in 8 steps on which `on_scale` reads, `diverging` from loss to gain in 7."""

    paper: str
    ink: str
    quiet: str
    line: str
    jade: str
    indigo: str
    amber: str
    plum: str
    slate: str
    vermilion: str
    scale: tuple[str, ...]
    diverging: tuple[str, ...]
    on_scale: tuple[str, ...]
    on_diverging: tuple[str, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """Colours of series, in this order."""
        return (self.jade, self.indigo, self.amber, self.plum, self.slate, self.vermilion)


LIGHT = Palette(
    paper="#FFFFFF", ink="#1F2A30", quiet="#5B6770", line="#E3E6E8",
    jade="#0E7C66", indigo="#3B5BA9", amber="#D08A00", plum="#8E4A8B", slate="#64748B", vermilion="#C0392B",
    scale=("#E3F2EE", "#C5E3DB", "#A3D1C5", "#7EBDAD", "#58A793", "#0E7C66", "#0C6B59", "#0B4F43"),
    diverging=("#C0392B", "#D98880", "#E6B0AA", "#E3E6E8", "#A3D1C5", "#58A793", "#0E7C66"),
    on_scale=("#1F2A30",) * 5 + ("#FFFFFF",) * 3,
    on_diverging=("#FFFFFF",) + ("#1F2A30",) * 5 + ("#FFFFFF",),
)  # fmt: skip
DARK = Palette(
    paper="#101518", ink="#E6EAEC", quiet="#9AA6AE", line="#2A3237",
    jade="#3BB89C", indigo="#8AA4E8", amber="#E0A845", plum="#C08ABD", slate="#8A97A3", vermilion="#E8705F",
    scale=("#0B4F43", "#0C5B4D", "#0C6B59", "#0E7C66", "#58A793", "#7EBDAD", "#A3D1C5", "#C5E3DB"),
    diverging=("#E8705F", "#A8574D", "#6E4640", "#2A3237", "#15594C", "#17856E", "#3BB89C"),
    on_scale=("#FFFFFF",) * 4 + ("#101518",) * 4,
    on_diverging=("#101518",) + ("#FFFFFF",) * 5 + ("#101518",),
)  # fmt: skip


def palette(dark: bool) -> Palette:
    """The colours of the dark or the light theme."""
    return DARK if dark else LIGHT


def template(dark: bool) -> go.layout.Template:
    """Transparent, 12 px, ticks 11 px in quiet ink, horizontal grid only, clicks select."""
    colours = palette(dark)
    quiet = {"size": 11, "color": colours.quiet}
    axis = {"tickfont": quiet, "title": {"font": quiet}, "fixedrange": True, "zeroline": False, "automargin": True}
    layout = go.Layout(
        font={"family": FONT, "size": 12, "color": colours.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=colours.series,
        xaxis={**axis, "showgrid": False, "ticks": ""},
        yaxis={**axis, "showgrid": True, "gridcolor": colours.line, "griddash": "solid", "ticks": ""},
        margin={"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
        bargap=0.32,
        barcornerradius=2,
        clickmode="event+select",
        dragmode=False,
        hovermode="closest",
        hoverlabel={"bgcolor": colours.paper, "bordercolor": colours.line, "font": {"size": 12, "color": colours.ink}},
        showlegend=False,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal", "font": {"size": 12, "color": colours.quiet}},
        separators=".,",
    )
    return go.layout.Template(layout=layout)


def base_figure(dark: bool, height: int, *traces: Any) -> go.Figure:
    """An empty figure in our dress, `height` pixels tall, or one with these traces."""
    figure = go.Figure(data=list(traces))
    return figure.update_layout(template=template(dark), height=height)


def bar_figure_height(rows: int, each: int = 34, least: int = 150) -> int:
    """Height for horizontal bars, so that they are as thick on every chart."""
    return max(least, rows * each + 24)


def fixed_range(values: Sequence[float | None], headroom: float = 0.12) -> list[float]:
    """An axis from zero (or below) to a little over the largest value, so that marks keep their place."""
    known = [value for value in values if value is not None]
    low, high = min([0, *known]), max([0, *known])
    room = (high - low or 1) * headroom
    return [low - room if low < 0 else 0, high + room if high > 0 else room]


def months_axis(figure: go.Figure, labels: Sequence[str]) -> go.Figure:
    """Months as words, each of them shown, in this order."""
    order = {"categoryorder": "array", "categoryarray": list(labels)}
    return figure.update_xaxes(type="category", dtick=1, **order)


def end_label(figure: go.Figure, x: Any, y: float, text: str, colour: str) -> go.Figure:
    """The name of a line at its right end, instead of a legend."""
    return figure.add_annotation(
        x=x, y=y, text=escape(text), showarrow=False, xanchor="left", xshift=8, font={"size": 12, "color": colour}
    )


def interval(figure: go.Figure, x: Sequence[Any], low: Sequence[float], high: Sequence[float], colour: str) -> go.Figure:
    """The band between `low` and `high` behind a line, in the line's colour."""
    flat = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_scatter(x=x, y=low, **flat)
    return figure.add_scatter(x=x, y=high, fill="tonexty", fillcolor=faded(colour), **flat)


def faded(colour: str, alpha: float = 0.15) -> str:
    """The colour, seen through: "#0E7C66" → "rgba(14,124,102,0.15)"."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def weak(colours: Palette) -> dict[str, Any]:
    """The marker of a bar that needs attention: amber, and hatched so that it reads in grey."""
    hatch = {"shape": "/", "fillmode": "overlay", "fgcolor": colours.paper, "fgopacity": 0.45, "size": 7, "solidity": 0.25}
    return {"color": colours.amber, "pattern": hatch}


def unfinished(colour: str) -> dict[str, Any]:
    """The marker of a bar whose period still runs: pale, with an edge."""
    return {"color": faded(colour, 0.2), "line": {"color": colour, "width": 1.5}}


def clickable_cells(figure: go.Figure, x: Sequence[Any], y: Sequence[Any], customdata: Sequence[Any], hover: Sequence[str], size: int = 28) -> go.Figure:
    """Nearly invisible points over a heat map, which itself cannot be clicked."""
    return figure.add_scatter(
        x=x, y=y, customdata=customdata, mode="markers", hoverinfo="text", hovertext=hover,
        marker={"symbol": "square", "size": size, "opacity": 0.01}, showlegend=False,
    )  # fmt: skip


def escape(text: object) -> str:
    """Text of users for a label: plotly reads a few HTML tags."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def alt(title: str, labels: Sequence[object], values: Sequence[object], most: int = 12) -> str:
    """What a chart says, for those who hear it: "Won by month: Jan ¥1.2M; Feb ¥0.9M; …"."""
    pairs = [f"{label} {value}" for label, value in zip(labels, values, strict=True)]
    return f"{title}: " + "; ".join(pairs[:most]) + ("; …" if len(pairs) > most else "")
