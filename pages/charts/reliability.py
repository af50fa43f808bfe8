"""Probabilities that were said against what happened."""
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines


def reliability(
    frame: pd.DataFrame, *, base: float, perfect: str, average: str, said: str, happened: str, dark: bool, trusted: bool = True, height: int = 320
) -> go.Figure:
    """`frame`: said, was, low, high (shares from 0 to 1), customers, hover. `base` is the share of all; the rest are words.

    Points on the diagonal said what happened; where the model is not `trusted` they are grey.
    """
    colours = theme.palette(dark)
    colour = colours.jade if trusted else colours.slate
    top = _top([*frame.said, *frame.high])
    figure = theme.base_figure(dark, height)
    figure.add_scatter(x=[0, top], y=[0, top], mode="lines", line={"color": colours.quiet, "width": 1.5, "dash": "dot"}, hoverinfo="skip")
    figure.add_scatter(x=[0, top], y=[base, base], mode="lines", line={"color": colours.amber, "width": 1.5, "dash": "dash"}, hoverinfo="skip")
    most = frame.customers.max()
    figure.add_scatter(
        x=frame.said, y=frame.was, mode="markers", hovertext=frame.hover.map(lines), hoverinfo="text",
        error_y={"type": "data", "symmetric": False, "array": frame.high - frame.was, "arrayminus": frame.was - frame.low,
                 "color": colour, "thickness": 1.5, "width": 0},
        marker={"color": colour, "size": [8 + 5 * (count / most) ** 0.5 for count in frame.customers]}, cliponaxis=False)
    place = _free(frame, top)
    _word(figure, place, place + top * 0.04, perfect, colours.quiet, "right")
    _word(figure, top, base, average, colours.amber, "right")
    figure.update_xaxes(range=[0, top], tickformat=".0%", nticks=6, title=said)
    return figure.update_yaxes(range=[0, top * 1.02], tickformat=".0%", nticks=6, title=happened)


def _top(shares: Sequence[float]) -> float:
    """The end of both axes: everything, or as far as the largest share reaches."""
    return min(1.0, max(shares) * 1.08) if max(shares) < 0.9 else 1.0


def _free(frame: pd.DataFrame, top: float) -> float:
    """Where along the diagonal a word above it is farthest from all points."""
    def room(place: float) -> float:
        return min((frame.said - place + top * 0.07).abs().combine((frame.was - place - top * 0.07).abs(), max))

    return max((top * share for share in (0.82, 0.65, 0.5, 0.35)), key=room)


def _word(figure: go.Figure, x: float, y: float, text: str, colour: str, anchor: str) -> None:
    figure.add_annotation(x=x, y=y, text=theme.escape(text), showarrow=False, xanchor=anchor, yanchor="bottom", font={"size": 12, "color": colour})
