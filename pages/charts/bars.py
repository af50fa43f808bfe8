"""Who or what brought how much: horizontal bars, the best on top."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines, wrapped

_LONGEST = 0.62


def bars(frame: pd.DataFrame, *, dark: bool) -> go.Figure:
    """`frame`: key, label, value, text (at the right of the bar), hover. Texts are plain."""
    colours = theme.palette(dark)
    rows = frame.iloc[::-1]
    trace = go.Bar(
        orientation="h", y=rows.key, x=rows.value, customdata=rows.key, hovertext=rows.hover.map(lines), hoverinfo="text",
        marker={"color": colours.jade}, text=rows.text.map(theme.escape), textposition="outside", cliponaxis=False,
        textfont={"color": colours.ink},
    )
    figure = theme.base_figure(dark, theme.bar_figure_height(len(frame)), trace)
    figure.update_xaxes(visible=False, range=[0, max(frame.value.max(), 1) / _LONGEST])
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=list(rows.key), tickmode="array", showgrid=False,
        tickvals=list(rows.key), ticktext=[wrapped(label, 16) for label in rows.label],
        tickfont={"size": 12, "color": colours.ink},
    )
    return figure
