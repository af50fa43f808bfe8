"""Charts of churn: retention by cohort, survival, and the rate by month."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines

_ROW, _STEPS = 26, 8
_LABELLED = 12  # bars
_LOWEST, _APART = 6, 17  # percent: where the lowest label of a line may stand, and how far from the next


def retention(frame: pd.DataFrame, *, below: str, dark: bool) -> go.Figure:
    """Cohorts as rows, quarters after the first order as columns. `frame`: row (its label, the first on top), column (label), key,
    share (0 to 1), hover. `below` names the columns."""
    colours = theme.palette(dark)
    rows, columns = list(dict.fromkeys(frame.row))[::-1], list(dict.fromkeys(frame.sort_values("place").column))
    low, high = float(frame.share.min()), float(frame.share.max())
    step = ((frame.share - low) / ((high - low) or 1) * (_STEPS - 1)).round().astype(int)
    colour = [colours.scale[at] for at in step]
    cells = frame.assign(step=step).pivot(index="row", columns="column", values="step").reindex(index=rows, columns=columns)
    scale = [[edge, tone] for at, tone in enumerate(colours.scale) for edge in (at / _STEPS, (at + 1) / _STEPS)]
    figure = theme.base_figure(dark, len(rows) * _ROW + 56, go.Heatmap(
        x=columns, y=rows, z=cells.to_numpy(float), colorscale=scale, zmin=-0.5, zmax=_STEPS - 0.5, showscale=False, xgap=2, ygap=2,
        hoverinfo="skip", hoverongaps=False))
    figure.add_scatter(
        x=frame.column, y=frame.row, mode="text", text=[f"{share * 100:.0f}" for share in frame.share], hoverinfo="skip",
        textfont={"size": 12, "color": [colours.on_scale[at] for at in step]}, cliponaxis=False)
    figure.add_scatter(
        x=frame.column, y=frame.row, customdata=frame.key, mode="markers", hovertext=frame.hover.map(lines), hoverinfo="text",
        marker={"symbol": "square", "size": _ROW, "opacity": 0.01, "color": colour}, showlegend=False)
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=columns, dtick=1, title=below, title_standoff=4)
    return figure.update_yaxes(type="category", categoryorder="array", categoryarray=rows, dtick=1, showgrid=False)


def survival(frame: pd.DataFrame, *, below: str, dark: bool, height: int) -> go.Figure:
    """Steps that fall from 100. `frame`: group, label, months, share, low, high (percent), key, hover; a curve for each group."""
    colours = theme.palette(dark)
    figure = theme.base_figure(dark, height)
    ends = []  # height, text and colour of each curve's label
    for place, (_group, rows) in enumerate(frame.groupby("group", sort=False)):
        colour = colours.series[place % len(colours.series)]
        band = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
        figure.add_scatter(x=rows.months, y=rows.low, **band)
        figure.add_scatter(x=rows.months, y=rows.high, fill="tonexty", fillcolor=theme.faded(colour), **band)
        figure.add_scatter(
            x=rows.months, y=rows.share, customdata=rows.key, mode="lines+markers", hovertext=rows.hover.map(lines), hoverinfo="text",
            line={"color": colour, "width": 2, "shape": "hv", "dash": theme.DASHES[place % len(theme.DASHES)]},
            marker={"size": 9, "opacity": 0.01, "color": colour})
        last = rows.iloc[-1]
        ends.append([last.share, f"<b>{theme.escape(last.label)}</b><br>{last.share:.0f}%", colour])
    last = float(frame.months.max())
    for y, text, colour in _apart(ends):
        figure.add_annotation(x=last, y=y, text=text, showarrow=False, xanchor="left", xshift=8, align="left", font={"size": 12, "color": colour})
    figure.update_layout(margin={"r": 96})
    figure.update_yaxes(range=[0, 104], tickvals=[0, 25, 50, 75, 100])
    return figure.update_xaxes(range=[0, last], dtick=6 if last <= 42 else 12, title=below, title_standoff=4)


def rate(frame: pd.DataFrame, *, now: str, before: str, dark: bool, height: int = 260) -> go.Figure:
    """The rate of every month as bars, a year before as diamonds. `frame`: key, label, rate, before (percent), text, hover."""
    colours = theme.palette(dark)
    shared = {"x": frame.key, "customdata": frame.key, "hovertext": frame.hover.map(lines), "hoverinfo": "text"}
    figure = theme.base_figure(dark, height, go.Bar(y=frame.rate, name=theme.escape(now), marker={"color": colours.jade}, **shared))
    top = theme.fixed_range([*frame.rate, *frame.before.dropna()], 0.2)
    if frame.before.notna().any():
        figure.add_scatter(y=frame.before, name=theme.escape(before), mode="markers", **shared,
                           marker={"symbol": "diamond", "size": 9, "color": colours.indigo, "line": {"color": colours.paper, "width": 1.5}})
        figure.update_layout(showlegend=True, margin={"t": 30})
    if len(frame) <= _LABELLED:
        figure.add_scatter(x=frame.key, y=_clear(frame, top[1]), mode="text", text=frame.text, textposition="top center", hoverinfo="skip",
                           textfont={"color": colours.ink}, cliponaxis=False, showlegend=False)
    figure.update_yaxes(range=top, nticks=5)
    step = -(-len(frame) // 4)
    shown = frame.iloc[::-1].iloc[::step]
    return figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(frame.key), tickmode="array",
                               tickvals=list(shown.key), ticktext=[theme.escape(label) for label in shown.label])


def _clear(frame: pd.DataFrame, top: float) -> pd.Series:
    """Where the label of each bar stands: on the bar, or on the diamond that would lie under it."""
    above = frame.before - frame.rate
    return frame.rate.where(~above.between(-0.04 * top, 0.12 * top), frame[["rate", "before"]].max(axis=1) + 0.02 * top)


def _apart(ends: list[list]) -> list[list]:
    """Labels of lines that end near each other, moved apart within the chart."""
    found = sorted(ends, key=lambda end: end[0])
    least = _LOWEST
    for end in found:
        end[0] = max(end[0], least)
        least = end[0] + _APART
    return found
