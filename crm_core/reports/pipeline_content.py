"""The whole pipeline report as content: for the frozen copy, the spreadsheet and paper."""
from functools import partial

import pandas as pd

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time, span, time_name
from crm_core.content.model import Chart, Column, Content, Section, Series, Table, floats, texts
from crm_core.content.result import Chart as Figures
from crm_core.content.words import PERIODS, told
from crm_core.format import DASH, Style, money, money_unit, month, number, percent
from crm_core.reports import pipeline_answer as answer
from crm_core.reports.choices import ReportChoices, report_choices
from crm_core.reports.filters import ReportFilter
from crm_core.reports.forecast import LATER, OVERDUE, UNDATED
from crm_core.reports.pipeline import PipelineReport, pipeline
from crm_core.work import Work

BARS = 10


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(_written, pipeline(work, chosen), chosen, report_choices(work))


def from_address(address: Address) -> ReportFilter:
    """The filter that the address of the page means."""
    ids = (of.whole(address, name) for name in ("team", "owner", "pipeline", "product"))
    return ReportFilter(*of.period(address), *ids, address.get("region") or None)


def _written(report: PipelineReport, chosen: ReportFilter, choices: ReportChoices, style: Style) -> Content:
    _ = style._
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    parts = (_funnel(report, style), _months(report, style), _owners(report, style), _cycle(report, style),
             _ranked("products", _("Won by product"), _("Product"), report.won.products, style),
             _ranked("regions", _("Won by region"), _("Region"), report.won.regions, style), _open(report, style))
    return Content(
        report="pipeline", title=_("Pipeline report"), sentence=answer.sentence(report, chosen.period, who, style),
        figures=tuple(answer.figures(report, chosen.period, style)), sections=tuple(part for part in parts if part.table.rows),
        currency=style.currency, locale=style.locale, as_of=style.stamp(), span=span(report.period, style),
        filters=_filters(chosen, choices, style), starts_on=report.period.days.start, ends_on=report.period.days.end)


def _filters(chosen: ReportFilter, choices: ReportChoices, style: Style) -> tuple[tuple[str, str], ...]:
    _ = style._
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)), (_("Owner"), choices.owners.get(chosen.owner_id)),
             (_("Sales pipeline"), choices.pipelines.get(chosen.pipeline_id)), (_("Product"), choices.products.get(chosen.product_id)),
             (_("Region"), chosen.region)]
    return tuple((label, value) for label, value in found if value)


def _section(key: str, title: str, figures: Figures, chart: Chart, table: Table, unit: str, style: Style) -> Section:
    return Section(key, title, table, chart, unit, told(figures.formula, style), tuple(told(note, style) for note in figures.notes))


def _funnel(report: PipelineReport, style: Style) -> Section:
    _, frame = style._, report.funnel.chart.frame
    labels = [label if isinstance(label, str) else _("Won") for label in frame.label]
    beside = [f"{number(int(n), style)} · {money(int(value), style)}" + (f"  → {percent(moved, style)}" if pd.notna(moved) else "") + (
        f" ({percent(before, style)})" if pd.notna(before) else "") for n, value, moved, before in
        zip(frame["count"], frame.value, frame.moved, frame.before, strict=True)]
    chart = Chart("bars", texts(labels), (Series(_("Deals"), floats(frame["count"]), texts(beside)),),
                  tones=tuple("weak" if weak else "" for weak in frame.weak))
    columns = (Column(_("Stage")), Column(_("Deals"), "number"), Column(_("Value"), "money"), Column(_("Moved on"), "percent"),
               Column(_("Period before"), "percent"))
    rows = tuple(zip(labels, frame["count"], frame.value, floats(frame.moved), floats(frame.before), strict=True))
    unit = _("deals reaching the stage, → share moving on (period before)") if report.period.before else _("deals reaching the stage, → share moving on")
    return _section("funnel", _("Funnel"), report.funnel.chart, chart, Table(columns, rows), unit, style)


def months_title(grain: str, style: Style) -> str:
    """What the chart of won value is called when its bars are months, quarters or years."""
    titles = {"month": style._("Won value by month"), "quarter": style._("Won value by quarter"), "year": style._("Won value by year")}
    return titles[grain]


def _months(report: PipelineReport, style: Style) -> Section:
    _, frame = style._, report.won.months.frame
    divisor, unit = money_unit(style, int(frame.value.max()) if len(frame) else 0)
    labels = [bar_of_time(start, grain, style, place) for place, (start, grain) in enumerate(zip(frame.start, frame.grain, strict=True))]
    chart = Chart("columns", texts(labels), (Series(_("Won"), floats(frame.value / divisor), tuple(money(int(v), style) for v in frame.value)),),
                  tones=tuple("running" if one else "" for one in frame.running))
    names = [time_name(start, grain, style) for start, grain in zip(frame.start, frame.grain, strict=True)]
    columns = Column(_("Period")), Column(_("Deals"), "number"), Column(_("Value"), "money")
    grain = frame.grain.iloc[0] if len(frame) else "month"
    return _section("months", months_title(grain, style), report.won.months, chart, Table(columns, tuple(zip(names, frame["count"], frame.value, strict=True))), unit, style)


def _owners(report: PipelineReport, style: Style) -> Section:
    _, frame = style._, report.won.owners.frame
    names = [label if isinstance(label, str) else _("Without owner") for label in frame.label]
    beside = [f"{money(int(value), style)}  {percent(rate, style)}" for value, rate in zip(frame.value, frame.rate, strict=True)]
    columns = (Column(_("Owner")), Column(_("Won"), "number"), Column(_("Lost"), "number"), Column(_("Value"), "money"), Column(_("Win rate"), "percent"))
    rows = tuple(zip(names, frame["count"], frame.lost, frame.value, floats(frame.rate), strict=True))
    return _section("owners", _("Won by owner"), report.won.owners, _bars(names, frame.value, beside, style), Table(columns, rows), _("and win rate"), style)


def _ranked(key: str, title: str, what: str, figures: Figures, style: Style) -> Section:
    _, frame = style._, figures.frame
    columns = Column(what), Column(_("Deals"), "number"), Column(_("Value"), "money")
    chart = _bars(list(frame.label), frame.value, [money(int(value), style) for value in frame.value], style)
    return _section(key, title, figures, chart, Table(columns, tuple(zip(frame.label, frame["count"], frame.value, strict=True))), "", style)


def _bars(names: list, values, beside: list[str], style: Style) -> Chart:
    """The best few; the rest is in the table."""
    divisor, _unit = money_unit(style, int(values.max()) if len(values) else 0)
    return Chart("bars", texts(names[:BARS]), (Series(style._("Value"), floats(values[:BARS] / divisor), texts(beside[:BARS])),))


def _cycle(report: PipelineReport, style: Style) -> Section:
    _, frame = style._, report.closed.cycle.frame
    ranges = [f"{low}+" if high is None or pd.isna(high) else f"{low}–{int(high)}" for low, high in zip(frame.low, frame.high, strict=True)]
    chart = Chart("columns", texts(ranges), (Series(_("Deals"), floats(frame["count"]), tuple(number(int(n), style) for n in frame["count"])),))
    table = Table((Column(_("Days")), Column(_("Deals"), "number")), tuple(zip(ranges, frame["count"], strict=True)))
    return _section("cycle", _("Cycle time of won deals"), report.closed.cycle, chart, table, _("deals by days"), style)


def _open(report: PipelineReport, style: Style) -> Section:
    _, frame = style._, report.open.chart.frame
    divisor, unit = money_unit(style, int(frame.value.max()) if len(frame) else 0)
    words = {OVERDUE: _("Overdue"), LATER: _("Later"), UNDATED: _("No date")}
    names = [words.get(key) or month(start, style) for key, start in zip(frame.key, frame.start, strict=True)]
    labels = [words.get(key) or bar_of_time(start, "month", style, place) for place, (key, start) in enumerate(zip(frame.key, frame.start, strict=True))]
    beside = tuple(money(int(value), style) if value else "" for value in frame.weighted)
    chart = Chart("columns", texts(labels), (Series(_("Value"), floats(frame.value / divisor), shape="behind"),
                                             Series(_("Weighted"), floats(frame.weighted / divisor), beside)),
                  tones=tuple("bad" if key == OVERDUE else "" for key in frame.key))
    columns = Column(_("Expected close")), Column(_("Deals"), "number"), Column(_("Value"), "money"), Column(_("Weighted"), "money")
    rows = tuple((name, n, value, round(weighted)) for name, n, value, weighted in zip(names, frame["count"], frame.value, frame.weighted, strict=True))
    total = (_("Total"), report.open.count, report.open.value, report.open.weighted)
    return _section("open", _("Open pipeline by expected close"), report.open.chart, chart, Table(columns, rows, total if rows else None), unit or DASH, style)
