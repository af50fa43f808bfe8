"""Charts as vectors on paper, from the same data as those on the screen."""
from collections.abc import Callable

from babel.numbers import format_decimal, format_percent

from crm_core.content.model import Chart, Series
from crm_core.printing.colours import (
    AMBER,
    INK,
    JADE,
    LINE,
    LITTLE,
    MUCH,
    QUIET,
    SERIES,
    VERMILION,
    Colour,
    mixed,
    pale,
)
from crm_core.printing.paper import MARGIN, WIDTH, Paper

ROW, TALL, LEGEND = 6.4, 52.0, 6.0  # mm: a bar, a chart with axes, its legend
LINES = ("line", "dashed")
_TONES = {"weak": AMBER, "bad": VERMILION}


def height(chart: Chart) -> float:
    """How many mm the chart needs."""
    if chart.kind == "bars":
        return len(chart.labels) * ROW + 2 + (LEGEND if _named(chart) else 0)
    if chart.kind == "heat":
        return (len(chart.series) + 1) * ROW + 2
    return TALL + (LEGEND if _named(chart) else 0)


def draw(paper: Paper, chart: Chart, locale: str) -> None:
    """Draws the chart below what stands there, as wide as the page."""
    top = paper.get_y()
    if _named(chart):
        _legend(paper, chart, top)
    kinds: dict[str, Callable] = {"bars": _bars, "heat": _heat}
    kinds.get(chart.kind, _axes)(paper, chart, top + (LEGEND if _named(chart) else 0), locale)
    paper.set_xy(MARGIN, top + height(chart) + 1)


def _named(chart: Chart) -> bool:
    return chart.kind != "heat" and len(chart.series) > 1


def _place(chart: Chart, one: Series) -> int:
    """Which colour a series has: what stands behind the others has none of its own."""
    return sum(other.shape != "behind" for other in chart.series[: chart.series.index(one)])


def _colour(place: int) -> Colour:
    return SERIES[place % len(SERIES)]


def _legend(paper: Paper, chart: Chart, top: float) -> None:
    x, room = MARGIN, WIDTH / min(4, len(chart.series))
    for place, one in enumerate(chart.series[:8]):
        if place and place % 4 == 0:
            x, top = MARGIN, top + 4
        _swatch(paper, chart, one, _colour(_place(chart, one)), x, top + 1.2)
        paper.pen(7.5, QUIET)
        paper.write_at(x + 6, top + 2.4, one.name, room - 8)
        x += room


def _is_dashed(chart: Chart, one: Series) -> bool:
    """Every second line, and targets: so that they are told apart in grey too."""
    return one.shape == "dashed" or [line for line in chart.series if line.shape in LINES].index(one) % 2 == 1


def _swatch(paper: Paper, chart: Chart, one: Series, colour: Colour, x: float, y: float) -> None:
    if one.shape in LINES:
        _line(paper, [(x, y + 1.2), (x + 4.5, y + 1.2)], colour, _is_dashed(chart, one))
    else:
        paper.set_fill_color(*(LINE if one.shape == "behind" else pale(colour) if one.shape == "band" else colour))
        paper.rect(x, y, 4.5, 2.4, style="F")


def _line(paper: Paper, points: list[tuple[float, float]], colour: Colour, dashed: bool) -> None:
    paper.set_draw_color(*colour)
    paper.set_line_width(0.5)
    if dashed:
        paper.set_dash_pattern(dash=1.2, gap=0.9)
    if len(points) > 1:
        paper.polyline(points)
    paper.set_dash_pattern()
    paper.set_line_width(0.2)


def _hatched(paper: Paper, x: float, y: float, width: float, tall: float) -> None:
    """White lines over a bar, so that it is told apart in grey too."""
    paper.set_draw_color(255, 255, 255)
    with paper.rect_clip(x=x, y=y, w=width, h=tall):
        step = 1.4
        for place in range(int((width + tall) / step) + 1):
            paper.line(x + place * step, y, x + place * step - tall, y + tall)


def _bars(paper: Paper, chart: Chart, top: float, _locale: str) -> None:
    names, area, beside = WIDTH * 0.26, WIDTH * 0.44, WIDTH * 0.3
    known = [value for one in chart.series for value in one.values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    scale = area / ((high - low) or 1)
    zero = MARGIN + names + 2 - low * scale
    behind = [one for one in chart.series if one.shape == "behind"]
    front = [(_place(chart, one), one) for one in chart.series if one.shape != "behind"]
    margin = 1.9 if behind else 0.9
    each = (ROW - 2 * margin) / max(1, len(front))
    for row, label in enumerate(chart.labels):
        y = top + row * ROW
        paper.pen(8, INK)
        paper.write_at(MARGIN, y + ROW / 2, label, names, "R")
        for one in behind:
            _bar(paper, one.values[row], zero, y + 0.8, ROW - 1.6, scale, LINE, False)
        for turn, (place, one) in enumerate(front):
            value = one.values[row]
            tone = chart.tones[row] if row < len(chart.tones) else ""
            colour = _TONES.get(tone) or (VERMILION if low < 0 and (value or 0) < 0 else _colour(place))
            colour = pale(colour) if tone == "running" else colour
            _bar(paper, value, zero, y + margin + turn * each, each, scale, colour, tone == "weak" or turn % 2 == 1)
        said = front[0][1].texts[row] if front and row < len(front[0][1].texts) else ""
        paper.pen(8, QUIET)
        paper.write_at(MARGIN + names + area + 4, y + ROW / 2, said, beside - 4)


def _bar(paper: Paper, value: float | None, zero: float, y: float, thick: float, scale: float, colour: Colour, hatched: bool) -> None:
    if not value:
        return
    paper.set_fill_color(*colour)
    x, width = min(zero, zero + value * scale), abs(value * scale)
    paper.rect(x, y, width, thick, style="F")
    if hatched:
        _hatched(paper, x, y, width, thick)


def _axes(paper: Paper, chart: Chart, top: float, locale: str) -> None:
    """Columns side by side or on each other, and lines over them, in a frame with a scale."""
    low, high, step = _scale(chart)
    left, bottom, tall = MARGIN + 14, top + TALL - 8, TALL - 12
    width = WIDTH - 14
    up = tall / (high - low)
    paper.set_draw_color(*LINE)
    for tick in range(round((high - low) / step) + 1):
        value = low + tick * step
        y = bottom - (value - low) * up
        paper.line(left, y, left + width, y)
        paper.pen(7, QUIET)
        told = format_percent(value, format="#,##0.#%", locale=locale) if chart.share else format_decimal(round(value, 6), locale=locale)
        paper.write_at(MARGIN - 2, y, told, 14.5, "R")
    places = max(1, len(chart.labels))
    room = width / places
    for one in chart.series:
        if one.shape == "band":
            _band(paper, one, left, room, bottom, low, up)
    _columns(paper, chart, left, room, bottom, low, up)
    for one in chart.series:
        if one.shape in LINES:
            _curve(paper, chart, one, _place(chart, one), (left, room, bottom, low, up))
    every = max(1, -(-places * 9 // int(width)))
    for row in range(places - 1, -1, -every):
        paper.pen(7, QUIET)
        wide = room * every
        paper.write_at(left + (row + 0.5) * room - wide / 2, bottom + 3.2, chart.labels[row].replace("\n", " ") if chart.labels else "", wide, "C")


def _columns(paper: Paper, chart: Chart, left: float, room: float, bottom: float, low: float, up: float) -> None:
    bars = [(_place(chart, one), one) for one in chart.series if one.shape in ("bar", "behind")]
    front = [pair for pair in bars if pair[1].shape == "bar"]
    each = room * 0.7 / (1 if chart.kind == "stacked" else max(1, len(front)))
    zero = bottom + low * up
    for row in range(len(chart.labels)):
        reached, turn = 0.0, 0
        for place, one in bars:
            value = one.values[row] or 0
            tone = chart.tones[row] if row < len(chart.tones) else ""
            colour = LINE if one.shape == "behind" else _TONES.get(tone) or (pale(_colour(place)) if tone == "running" else _colour(place))
            wide = room * 0.7 if one.shape == "behind" else each
            x = left + (row + 0.15) * room + (0 if one.shape == "behind" or chart.kind == "stacked" else turn * each)
            base = zero - (reached * up if chart.kind == "stacked" else 0)
            paper.set_fill_color(*colour)
            paper.rect(x, min(base, base - value * up), wide, abs(value) * up, style="F")
            if one.shape == "bar" and place % 2:
                _hatched(paper, x, min(base, base - value * up), wide, abs(value) * up)
            if one.shape == "bar":
                reached, turn = reached + value, turn + 1
                if row < len(one.texts) and len(chart.labels) <= 16:
                    paper.pen(6.5, INK)
                    paper.write_at(x - 3, base - max(0.0, value * up) - 2, one.texts[row], wide + 6, "C")


def _curve(paper: Paper, chart: Chart, one: Series, place: int, frame: tuple[float, float, float, float, float]) -> None:
    left, room, bottom, low, up = frame
    runs: list[list[tuple[float, float]]] = [[]]
    for row, value in enumerate(one.values):
        if value is None:
            runs.append([])
            continue
        x, y = left + (row + 0.5) * room, bottom - (value - low) * up
        runs[-1].append((x, y))
        if row < len(one.texts) and len(chart.labels) <= 16:
            paper.pen(6.5, INK)
            paper.write_at(x - 8, y - 2.4, one.texts[row], 16, "C")
    for run in runs:
        _line(paper, run, _colour(place), _is_dashed(chart, one))
        if len(one.values) <= 30 and one.shape == "line":
            paper.set_fill_color(*_colour(place))
            for x, y in run:
                paper.circle(x, y, 0.8, style="F")


def _band(paper: Paper, one: Series, left: float, room: float, bottom: float, low: float, up: float) -> None:
    known = [(row, a, b) for row, (a, b) in enumerate(zip(one.values, one.high, strict=False)) if a is not None and b is not None]
    if len(known) < 2:
        return
    there = [(left + (row + 0.5) * room, bottom - (b - low) * up) for row, _a, b in known]
    back = [(left + (row + 0.5) * room, bottom - (a - low) * up) for row, a, _b in reversed(known)]
    paper.set_fill_color(*pale(JADE))
    paper.polygon([*there, *back], style="F")


def _heat(paper: Paper, chart: Chart, top: float, _locale: str) -> None:
    names = WIDTH * 0.2
    room = (WIDTH - names) / max(1, len(chart.labels))
    known = [value for one in chart.series for value in one.values if value is not None]
    least, most = (min(known), max(known)) if known else (0.0, 1.0)
    for column, label in enumerate(chart.labels):
        paper.pen(6.5, QUIET)
        paper.write_at(MARGIN + names + column * room, top + ROW / 2, label.replace("\n", " "), room, "C")
    for row, one in enumerate(chart.series):
        y = top + (row + 1) * ROW
        paper.pen(7.5, INK)
        paper.write_at(MARGIN, y + ROW / 2, one.name, names - 2, "R")
        for column, value in enumerate(one.values):
            if value is None:
                continue
            share = (value - least) / ((most - least) or 1)
            paper.set_fill_color(*_diverging(value, max(abs(least), abs(most)) or 1) if chart.centred else mixed(LITTLE, MUCH, share))
            paper.rect(MARGIN + names + column * room, y, room - 0.3, ROW - 0.3, style="F")
            paper.pen(6.5, (255, 255, 255) if share > 0.5 and not chart.centred else INK)
            paper.write_at(MARGIN + names + column * room, y + ROW / 2, one.texts[column] if column < len(one.texts) else "", room, "C")


def _diverging(value: float, most: float) -> Colour:
    """Pale enough for ink: from vermilion over grey to jade."""
    return mixed(LINE, pale(VERMILION if value < 0 else JADE), min(1.0, abs(value) / most))


def _scale(chart: Chart) -> tuple[float, float, float]:
    """Lowest and highest value of the axis, and the step between its lines: 1, 2 or 5 of some power of ten."""
    tops = [value for one in chart.series for value in (*one.values, *one.high) if value is not None]
    if chart.kind == "stacked":
        tops = [sum(one.values[row] or 0 for one in chart.series if one.shape == "bar") for row in range(len(chart.labels))]
        tops += [value for one in chart.series if one.shape in LINES for value in one.values if value is not None]
    low, high = min([0.0, *tops]), max([0.0, *tops])
    if high == low:
        high = low + 1
    rough = (high - low) / 4
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return -(-low // -step) * -step if low < 0 else 0.0, -(-high // step) * step, step
