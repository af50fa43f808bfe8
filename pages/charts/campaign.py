"""A campaign's funnel, and shares with their intervals beside who was held out."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

_ROW = 42
_LONGEST = 0.72  # of the width: figures stand at the right of every bar


def funnel(frame: pd.DataFrame, *, dark: bool) -> go.Figure:
    """From sent to converted. `frame`: key, label, people, text, share_text, weak (hatched: weak evidence), hover."""
    colours = theme.palette(dark)
    rows = frame.iloc[::-1]
    marker = {
        "color": [theme.faded(colours.jade, 0.12) if weak else colours.jade for weak in rows.weak],
        "pattern": {"shape": ["/" if weak else "" for weak in rows.weak], "fgcolor": colours.jade, "size": 6, "solidity": 0.25},
    }
    beside = [f"<b>{row.text}</b>  <span style='color:{colours.quiet}'>{theme.escape(row.share_text)}</span>" for row in rows.itertuples()]
    bars = go.Bar(
        orientation="h", y=rows.key, x=rows.people, customdata=rows.key, hovertext=rows.hover.map(lines), hoverinfo="text",
        marker=marker, text=beside, textposition="outside", cliponaxis=False, textfont={"color": colours.ink},
    )
    figure = theme.base_figure(dark, len(frame) * _ROW + 16, bars)
    figure.update_xaxes(visible=False, range=[0, max(frame.people.max(), 1) / _LONGEST])
    return _named(figure, rows, colours)


def intervals(frame: pd.DataFrame, *, dark: bool) -> go.Figure:
    """Shares with their intervals. `frame`: key, label, share, low, high (in percent), text, hover; the key of the
    row to compare with is "held_out", and its share runs through all as a dashed line."""
    colours = theme.palette(dark)
    rows = frame.iloc[::-1].reset_index(drop=True)
    tones = [colours.slate if key == "held_out" else colours.jade for key in rows.key]
    figure = theme.base_figure(dark, len(frame) * 56 + 40)
    for row, tone in zip(rows.itertuples(), tones, strict=True):
        figure.add_scatter(x=[row.low, row.high], y=[row.key] * 2, mode="lines", line={"color": tone, "width": 3}, hoverinfo="skip")
    symbols = [theme.SYMBOLS[1] if key == "held_out" else theme.SYMBOLS[2] if key == "b" else theme.SYMBOLS[0] for key in rows.key]
    figure.add_scatter(
        x=rows.share, y=rows.key, mode="markers+text", marker={"color": tones, "size": 11, "symbol": symbols}, text=rows.text,
        textposition="top center", customdata=rows.key, hovertext=rows.hover.map(lines), hoverinfo="text", cliponaxis=False,
        textfont={"color": colours.ink},
    )
    held = frame[frame.key == "held_out"]
    if len(held):
        figure.add_vline(x=float(held.share.iloc[0]), line={"color": colours.slate, "width": 1, "dash": "dash"}, layer="below")
    low, high = float(frame.low.min()), float(frame.high.max())
    room = max((high - low) * 0.12, 0.2)
    figure.update_xaxes(range=[max(0, low - room), high + room], ticksuffix="%", nticks=6, showgrid=False)
    figure = _named(figure, rows, colours)
    return figure.update_yaxes(range=[-0.5, len(rows) - 0.3])


def _named(figure: go.Figure, rows: pd.DataFrame, colours: theme.Palette) -> go.Figure:
    return figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=list(rows.key), tickmode="array", showgrid=False,
        tickvals=list(rows.key), ticktext=[wrapped(label, 16) for label in rows.label], tickfont={"size": 12, "color": colours.ink},
    )
