"""Points gained above the line, spent and expired below it."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines

_LABELS = 6  # more would touch each other on a phone


def months(frame: pd.DataFrame, *, earned: str, spent: str, expired: str, dark: bool, height: int = 290) -> go.Figure:
    """`frame`: key, label, earned, spent, expired (all at least 0), hover. The names of the three come along."""
    colours = theme.palette(dark)
    shared = {"x": frame.key, "hovertext": frame.hover.map(lines), "hoverinfo": "text"}
    figure = theme.base_figure(
        dark, height,
        go.Bar(y=frame.earned, name=earned, marker={"color": colours.jade}, **shared),
        go.Bar(y=-frame.spent, name=spent, marker=_marker(colours, colours.indigo, theme.HATCHES[1]), **shared),
        go.Bar(y=-frame.expired, name=expired, marker=_marker(colours, colours.slate, theme.HATCHES[2]), **shared),
    )
    figure.update_layout(barmode="relative", showlegend=True, margin={"t": 30})
    figure.update_yaxes(range=theme.fixed_range([*frame.earned, *-(frame.spent + frame.expired)]), nticks=6, tickformat=",", zeroline=True,
                        zerolinecolor=colours.quiet)
    shown = frame.iloc[::-1].iloc[:: -(-len(frame) // _LABELS)]
    return figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(frame.key), tickmode="array",
                               tickvals=list(shown.key), ticktext=list(shown.label), tickangle=0)


def _marker(colours: theme.Palette, colour: str, hatch: str) -> dict:
    return {"color": colour, "pattern": {"shape": hatch, "fillmode": "overlay", "fgcolor": colours.paper, "fgopacity": 0.5, "size": 6}}
