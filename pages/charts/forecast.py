"""What was, what is expected and how sure it is; and how earlier expectations did."""
import pandas as pd
import plotly.graph_objects as go

from pages.charts import theme
from pages.charts.words import lines

_LABELS = 5  # months named below a chart: more would touch each other on a phone


def outlook(past: pd.DataFrame, ahead: pd.DataFrame, words: dict[str, str], *, dark: bool, height: int = 380) -> go.Figure:
    """The line of what came in, steps of the target, and the band from P10 to P90 that fans out of it.

    `past`: key, label, actual, target, hover, running. `ahead`: key, label, low, middle, high, target, hover and the texts of its
    ends low_text, middle_text, high_text, target_text; with low_if … the question asked. `words`: actual, target, if.
    """
    colours = theme.palette(dark)
    figure = theme.base_figure(dark, height)
    done = past[~past.running.astype(bool)]
    keys = list(done.key) + list(ahead.key)
    _band(figure, done, ahead, colours)
    _target(figure, done, ahead, colours)
    figure.add_scatter(x=done.key, y=done.actual, mode="lines+markers", line={"color": colours.ink, "width": 2}, marker={"size": 6},
                       hovertext=done.hover.map(lines), hoverinfo="text", customdata=done.key)
    if len(done):
        figure.add_annotation(x=done.key.iloc[-1], y=done.actual.iloc[-1], text=theme.escape(words["actual"]), showarrow=False, yshift=16,
                              font={"size": 12, "color": colours.ink})
    _ends(figure, ahead, words, colours)
    top = [*done.actual, *ahead.high, *done.target.dropna(), *ahead.target.dropna(), *(ahead.high_if if "high_if" in ahead else ())]
    figure.update_yaxes(range=theme.fixed_range(top, 0.08), nticks=6, tickformat=",")
    figure.update_layout(margin={"r": 92, "t": 22})
    return _months(figure, keys, {**dict(zip(done.key, done.label, strict=True)), **dict(zip(ahead.key, ahead.label, strict=True))})


def ranges(frame: pd.DataFrame, outside: str, *, dark: bool, height: int = 270) -> go.Figure:
    """The range that was promised for each month, and what came in: a dot inside, a cross outside.

    `frame`: key, label, low, high, actual, inside, hover.
    """
    colours = theme.palette(dark)
    band = go.Bar(x=frame.key, y=frame.high - frame.low, base=frame.low, marker={"color": theme.faded(colours.jade, 0.3)}, width=0.45,
                  hovertext=frame.hover.map(lines), hoverinfo="text", customdata=frame.key)
    figure = theme.base_figure(dark, height, band)
    marks = {True: ("circle", colours.ink), False: ("x", colours.vermilion)}
    for inside, (symbol, colour) in marks.items():
        rows = frame[frame.inside == inside]
        figure.add_scatter(x=rows.key, y=rows.actual, mode="markers", marker={"symbol": symbol, "size": 9, "color": colour},
                           hovertext=rows.hover.map(lines), hoverinfo="text", customdata=rows.key)
    missed = frame[~frame.inside.astype(bool)]
    if len(missed):
        last = missed.iloc[-1]
        figure.add_annotation(x=last.key, y=last.actual, text=theme.escape(outside), showarrow=False, yshift=-16 if last.actual < last.low else 16,
                              font={"size": 11, "color": colours.vermilion})
    figure.update_yaxes(range=theme.fixed_range([*frame.high, *frame.actual]), nticks=5, tickformat=",")
    return _months(figure, list(frame.key), dict(zip(frame.key, frame.label, strict=True)))


def _band(figure: go.Figure, done: pd.DataFrame, ahead: pd.DataFrame, colours: theme.Palette) -> None:
    start = done.tail(1)
    x = [*start.key, *ahead.key]
    low, middle, high = ([*start.actual, *ahead[name]] for name in ("low", "middle", "high"))
    theme.interval(figure, x, low, high, colours.jade)
    hover = [*(["" for _row in start.key]), *ahead.hover.map(lines)]
    figure.add_scatter(x=x, y=middle, mode="lines+markers", line={"color": colours.jade, "width": 2.5},
                       marker={"size": [0 for _row in start.key] + [8] * len(ahead), "symbol": "circle-open", "line": {"width": 2}},
                       hovertext=hover, hoverinfo="text", customdata=x)
    if "middle_if" in ahead:
        figure.add_scatter(x=x, y=[*start.actual, *ahead.middle_if], mode="lines+markers", line={"color": colours.indigo, "width": 2, "dash": "dot"},
                           marker={"size": [0 for _row in start.key] + [7] * len(ahead), "symbol": "diamond"}, hoverinfo="skip")


def _target(figure: go.Figure, done: pd.DataFrame, ahead: pd.DataFrame, colours: theme.Palette) -> None:
    both = pd.concat([done[["key", "target"]], ahead[["key", "target"]]]).reset_index(drop=True)
    if both.target.notna().any():
        figure.add_scatter(x=both.key, y=both.target.astype(float), mode="lines", hoverinfo="skip",
                           line={"color": colours.amber, "width": 2, "dash": "dash", "shape": "hvh"})


def _ends(figure: go.Figure, ahead: pd.DataFrame, words: dict[str, str], colours: theme.Palette) -> None:
    """Names at the right end, moved apart where they would touch."""
    if ahead.empty:
        return
    last = ahead.iloc[-1]
    named = [(last.high, f"P90 {last.high_text}", colours.quiet), (last.middle, f"P50 {last.middle_text}", colours.jade),
             (last.low, f"P10 {last.low_text}", colours.quiet)]
    if pd.notna(last.target):
        named.append((last.target, f"{words['target']} {last.target_text}", colours.amber))
    if "middle_if" in ahead:
        named.append((last.middle_if, f"{words['if']} {last.middle_if_text}", colours.indigo))
    room = max(float(ahead.high.max()), 1e-9) * 0.055
    place = None
    for value, text, colour in sorted(named, key=lambda one: -one[0]):
        place = value if place is None else min(value, place - room)
        theme.end_label(figure, last.key, place, text, colour)


def _months(figure: go.Figure, keys: list[str], labels: dict[str, str]) -> go.Figure:
    shown = keys[::-1][:: -(-len(keys) // _LABELS)][::-1]
    years = [labels[key].partition("\n")[2] for key in shown]
    named = [labels[key] if year != before else labels[key].partition("\n")[0] for key, year, before in zip(shown, years, ["", *years], strict=False)]
    return figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=keys, tickmode="array", tickvals=shown, tickangle=0,
        ticktext=[theme.escape(label).replace("\n", "<br>") for label in named],
    )
