"""The figures of the core, labelled for one reader, as charts."""
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from crm_core.content.labels import bar_of_time, time_name
from crm_core.reports.forecast import LATER, OVERDUE, UNDATED
from crm_core.reports.pipeline import PipelineReport
from pages.charts import bars, columns, funnel, theme
from pages.ui.format import Style, money, money_full, money_unit, month, number, percent
from pages.ui.text import _

BARS = 10


@dataclass(frozen=True)
class Drawn:
    """A chart ready to show. `keys` are its bars, `labels` what they are called."""

    figure: go.Figure
    unit: str
    labels: dict[str, str]
    alt: str
    more: int = 0


def funnel_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """How far the deals of the period came."""
    frame = report.funnel.chart.frame.copy()
    frame["label"] = frame.label.fillna(_("Won"))
    frame["count_text"] = [number(n, style) for n in frame["count"]]
    frame["value_text"] = [money(int(value), style) for value in frame.value]
    frame["moved_text"] = [_share(share, style) for share in frame.moved]
    frame["before_text"] = [_before(*pair, style) for pair in zip(frame.before, frame.weak, strict=True)]
    frame["hover"] = [_hover(*row, style) for row in frame[["label", "count", "value"]].itertuples(index=False)]
    unit = _("deals reaching the stage, → share moving on (period before)") if report.period.before else _(
        "deals reaching the stage, → share moving on"
    )
    return _drawn(funnel.funnel(frame, dark=dark), unit, _("Funnel"), frame, frame.count_text)


def months_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """Won value over time."""
    frame = report.won.months.frame.copy()
    divisor, unit = money_unit(style, int(frame.value.max()) if len(frame) else 0)
    frame["amount"] = frame.value / divisor
    frame["key"] = frame.grain + ":" + frame.key
    frame["label"] = [bar_of_time(*row, style, place) for place, row in enumerate(frame[["start", "grain"]].itertuples(index=False))]
    names = [time_name(start, grain, style) for start, grain in zip(frame.start, frame.grain, strict=True)]
    frame["hover"] = [_hover(*row, style) for row in zip(names, frame["count"], frame.value, strict=True)]
    drawn = _drawn(columns.months(frame, dark=dark, height=max(268, funnel.height(len(report.funnel.chart.frame)))), unit, _("Won value by month"), frame, frame.value.map(lambda v: money(int(v), style)))
    return Drawn(drawn.figure, unit, dict(zip(frame.key, names, strict=True)), drawn.alt)


def owners_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """Who won how much, and which share of what was closed."""
    frame = report.won.owners.frame.copy()
    frame["label"] = frame.label.fillna(_("Without owner"))
    frame["text"] = [f"{money(int(value), style)}  {percent(rate, style)}" for value, rate in zip(frame.value, frame.rate, strict=True)]
    return _ranked(frame, _("Won by owner"), style, dark, _("and win rate"))


def products_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """What was sold."""
    return _ranked(_with_money(report.won.products.frame, style), _("Won by product"), style, dark)


def regions_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """Where it was sold."""
    return _ranked(_with_money(report.won.regions.frame, style), _("Won by region"), style, dark)


def cycle_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """How long won deals took."""
    frame = report.closed.cycle.frame.copy()
    ends = [None if pd.isna(high) else int(high) for high in frame.high]
    frame["key"] = [f"{low}-{'' if high is None else high}" for low, high in zip(frame.low, ends, strict=True)]
    frame["label"] = [f"{low}+" if high is None else f"{low}–{high}" for low, high in zip(frame.low, ends, strict=True)]
    frame["text"] = [number(n, style) for n in frame["count"]]
    named = [_("{range} days").format(range=label) for label in frame.label]
    counts = [style.count("{n} deal", "{n} deals", int(n)) for n in frame["count"]]
    frame["hover"] = [f"{name}\n{count}" for name, count in zip(named, counts, strict=True)]
    drawn = _drawn(columns.histogram(frame, dark=dark, height=_beside_owners(report)), "", _("Cycle time of won deals"), frame, frame.text)
    return Drawn(drawn.figure, _("deals by days"), dict(zip(frame.key, named, strict=True)), drawn.alt)


def open_chart(report: PipelineReport, style: Style, dark: bool) -> Drawn:
    """What should still come, and when."""
    frame = report.open.chart.frame.copy()
    divisor, unit = money_unit(style, int(frame.value.max()) if len(frame) else 0)
    frame["amount"], frame["likely"] = frame.value / divisor, frame.weighted / divisor
    frame["text"] = [money(int(value), style) if value else "" for value in frame.weighted]
    if not frame.value.sum():  # an imported pipeline without values still shows how many
        unit, frame["amount"], frame["text"] = _("deals"), frame["count"], [number(n, style) for n in frame["count"]]
    words = {OVERDUE: _("Overdue"), LATER: _("Later"), UNDATED: _("No date")}
    frame["label"] = [words.get(key) or bar_of_time(start, "month", style, place) for place, (key, start) in
                      enumerate(zip(frame.key, frame.start, strict=True))]
    names = [words.get(key) or month(start, style) for key, start in zip(frame.key, frame.start, strict=True)]
    frame["tone"] = frame.key.map({OVERDUE: "late", UNDATED: "undated"}).fillna("")
    weighted = [_("{value} weighted").format(value=money_full(int(value), style)) for value in frame.weighted]
    frame["hover"] = [f"{_hover(*row, style)}\n{more}" for *row, more in
                      zip(names, frame["count"], frame.value, weighted, strict=True)]
    drawn = _drawn(columns.weighted(frame, dark=dark), unit, _("Open pipeline by expected close"), frame, frame.text)
    return Drawn(drawn.figure, unit, dict(zip(frame.key, names, strict=True)), drawn.alt)


def _beside_owners(report: PipelineReport) -> int:
    return max(230, theme.bar_figure_height(min(len(report.won.owners.frame), BARS)))


def _with_money(frame: pd.DataFrame, style: Style) -> pd.DataFrame:
    return frame.assign(text=[money(int(value), style) for value in frame.value])


def _ranked(frame: pd.DataFrame, title: str, style: Style, dark: bool, unit: str = "") -> Drawn:
    """The best few of `frame`; the rest is only counted."""
    shown = frame.head(BARS).copy()
    shown["hover"] = [_hover(*row, style) for row in shown[["label", "count", "value"]].itertuples(index=False)]
    drawn = _drawn(bars.bars(shown, dark=dark), unit, title, shown, shown.text)
    return Drawn(drawn.figure, unit, drawn.labels, drawn.alt, more=len(frame) - len(shown))


def _drawn(figure: go.Figure, unit: str, title: str, frame: pd.DataFrame, values: pd.Series) -> Drawn:
    labels = [label.replace("\n", " ") for label in frame.label]
    return Drawn(figure, unit, dict(zip(frame.key, labels, strict=True)), theme.alt(title, labels, list(values)))


def _hover(label: str, count: int, value: int, style: Style) -> str:
    return f"{label}\n{style.count('{n} deal', '{n} deals', int(count))} · {money_full(int(value), style)}"


def _share(share: float | None, style: Style) -> str:
    return "" if share is None or pd.isna(share) else percent(share, style)


def _before(share: float | None, weak: bool, style: Style) -> str:
    text = _share(share, style)
    if not text:
        return ""
    return _("weak ({before})").format(before=text) if weak else f"({text})"
