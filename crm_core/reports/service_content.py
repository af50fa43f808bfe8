"""The whole service report as content: for the frozen copy, the spreadsheet and paper."""
from functools import partial

import pandas as pd

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import span
from crm_core.content.model import Chart, Column, Content, Section, Series, Table, floats, texts
from crm_core.content.result import Chart as Figures
from crm_core.content.words import PERIODS, told
from crm_core.format import Style, number
from crm_core.reports import service_answer as answer
from crm_core.reports.service import ServiceChoices, ServiceReport, service, service_choices
from crm_core.reports.service_answer import bar_name, worked
from crm_core.reports.service_filters import ServiceFilter
from crm_core.reports.service_parts import GROUPS, REST
from crm_core.tickets.rules import CHANNELS, PRIORITIES
from crm_core.wording import WORDS
from crm_core.work import Work

BARS = 10


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen, group, choices = from_address(address), of.one_of(address, "by", GROUPS) or "kind", service_choices(work)
    return partial(_written, service(work, chosen, group), chosen, choices)


def from_address(address: Address) -> ServiceFilter:
    """The filter that the address of the page means."""
    ids = (of.whole(address, name) for name in ("team", "agent", "product"))
    return ServiceFilter(*of.period(address), *ids, address.get("kind") or None, of.one_of(address, "channel", CHANNELS),
                         of.one_of(address, "priority", PRIORITIES))


def _written(report: ServiceReport, chosen: ServiceFilter, choices: ServiceChoices, style: Style) -> Content:
    _ = style._
    who = choices.agents.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    parts = (
        _volume(report, style), _backlog(report, style), _spread("response", _("Time to first answer"), report.response, report, style),
        _spread("resolution", _("Time to resolution"), report.resolution, report, style), _satisfaction(report, style), _agents(report, style))
    return Content(
        report="service", title=_("Service report"), sentence=answer.sentence(report, chosen.period, who, style),
        figures=tuple(answer.figures(report, chosen.period, style)), sections=tuple(part for part in parts if part.table.rows),
        currency=style.currency, locale=style.locale, as_of=style.stamp(), span=span(report.period, style),
        filters=_filters(chosen, choices, style), starts_on=report.period.days.start, ends_on=report.period.days.end)


def _filters(chosen: ServiceFilter, choices: ServiceChoices, style: Style) -> tuple[tuple[str, str], ...]:
    _ = style._
    words = {name: {code: _(text) for code, text in WORDS[name].items()} for name in ("ticket.channel", "priority")}
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)), (_("Agent"), choices.agents.get(chosen.owner_id)),
             (_("Product"), choices.products.get(chosen.product_id)), (_("Ticket type"), choices.kinds.get(chosen.kind)),
             (_("Channel"), words["ticket.channel"].get(chosen.channel)), (_("Priority"), words["priority"].get(chosen.priority))]
    return tuple((label, value) for label, value in found if value)


def _section(key: str, title: str, figures: Figures, chart: Chart, table: Table, unit: str, style: Style) -> Section:
    return Section(key, title, table, chart, unit, told(figures.formula, style), tuple(told(note, style) for note in figures.notes))


def unit(report: ServiceReport, what: str, style: Style) -> str:
    """"tickets opened, by week"."""
    _ = style._
    by = {"week": _("by week"), "month": _("by month"), "quarter": _("by quarter")}[report.bars.grain]
    return _("{what}, {by}").format(what=what, by=by)


def group_name(group: str, code: str, label: str | None, style: Style) -> str:
    """What a part of the volume is called."""
    if not code:
        return style._("Not said")
    if code == REST:
        return style._("All others")
    return style._(WORDS["ticket.channel"].get(code, code)) if group == "channel" else code if pd.isna(label) else label


def _volume(report: ServiceReport, style: Style) -> Section:
    frame = report.volume.frame
    names = {code: group_name(report.group, code, label, style) for code, label in zip(frame.group, frame.label, strict=True)}
    wide = frame.pivot_table(index="start", columns="group", values="count", aggfunc="sum", fill_value=0).reindex(list(report.bars.starts), fill_value=0)
    order = wide.sum().sort_values(ascending=False, kind="stable").index
    labels = [bar_name(start, report.bars.grain, style) for start in wide.index]
    chart = Chart("stacked", texts(labels), tuple(Series(names[code], floats(wide[code])) for code in order))
    columns = (Column(style._("From")), *(Column(names[code], "number") for code in order))
    rows = tuple((label, *(int(wide[code].iloc[place]) for code in order)) for place, label in enumerate(labels)) if len(frame) else ()
    title = style._("Tickets opened")
    return _section("volume", title, report.volume, chart, Table(columns, rows), unit(report, style._("tickets opened"), style), style)


def _backlog(report: ServiceReport, style: Style) -> Section:
    _, frame = style._, report.backlog.frame
    labels = [f"{low}+" if pd.isna(high) else f"{low}–{int(high)}" for low, high in zip(frame.low, frame.high, strict=True)]
    counts = tuple(number(int(n), style) if n else "" for n in frame["count"])
    chart = Chart("stacked", texts(labels), (Series(_("Late"), floats(frame.late)), Series(_("In time"), floats(frame["count"] - frame.late), counts)))
    table = Table((Column(_("Days")), Column(_("Open"), "number"), Column(_("Late"), "number")), tuple(zip(labels, frame["count"], frame.late, strict=True)))
    what = _("open tickets by days since they were opened")
    return _section("backlog", _("Open tickets by age"), report.backlog, chart, table, what, style)


def _spread(key: str, title: str, figures: Figures, report: ServiceReport, style: Style) -> Section:
    _, frame = style._, figures.frame
    labels = [bar_name(start, report.bars.grain, style) for start in frame.start]
    hours = [frame[name].astype(float) / 60 for name in ("median", "p90")]
    chart = Chart("columns", texts(labels), (
        Series(_("Median"), floats(hours[0]), tuple(worked(value, style) for value in frame["median"])),
        Series(_("p90: nine of ten are faster"), floats(hours[1]), shape="line")), tones=tuple("running" if one else "" for one in frame.running))
    columns = (Column(_("From")), Column(_("Tickets"), "number"), Column(_("Median, working hours"), "decimal"), Column(_("p90, working hours"), "decimal"),
               Column(_("Within the limit"), "percent"))
    shares = [met / judged if judged else None for met, judged in zip(frame.met, frame.judged, strict=True)]
    rows = tuple(zip(labels, frame["count"], floats(hours[0]), floats(hours[1]), shares, strict=True))
    return _section(key, title, figures, chart, Table(columns, rows), unit(report, _("working hours"), style), style)


def _satisfaction(report: ServiceReport, style: Style) -> Section:
    _, frame = style._, report.satisfaction.frame
    labels = [bar_name(start, report.bars.grain, style) for start in frame.start]
    told_means = tuple(number(mean, style, 1) if n else "" for mean, n in zip(frame["mean"], frame["count"], strict=True))
    chart = Chart("lines", texts(labels), (Series(_("Satisfaction"), floats(frame["mean"]), told_means, shape="line"),))
    table = Table((Column(_("From")), Column(_("Scores"), "number"), Column(_("Mean"), "decimal")), tuple(zip(labels, frame["count"], floats(frame["mean"]), strict=True)))
    return _section("satisfaction", _("Satisfaction"), report.satisfaction, chart, table, unit(report, _("mean score, 1 to 5"), style), style)


def _agents(report: ServiceReport, style: Style) -> Section:
    _, frame = style._, report.agents.frame
    names = [label if isinstance(label, str) else _("Nobody") for label in frame.label]
    beside = [number(int(n), style) + (f"  ★ {number(mean, style, 1)}" if scored else "") for n, mean, scored in zip(frame["count"], frame["mean"], frame.scored, strict=True)]
    chart = Chart("bars", texts(names[:BARS]), (Series(_("Tickets resolved"), floats(frame["count"][:BARS]), texts(beside[:BARS])),))
    columns = (Column(_("Agent")), Column(_("Tickets resolved"), "number"), Column(_("Within the limit"), "percent"), Column(_("Median, working hours"), "decimal"),
               Column(_("Mean score"), "decimal"))
    shares = [met / measured if measured else None for met, measured in zip(frame.met, frame.measured, strict=True)]
    rows = tuple(zip(names, frame["count"], shares, floats(frame["median"].astype(float) / 60), floats(frame["mean"]), strict=True))
    return _section("agents", _("Resolved by agent"), report.agents, chart, Table(columns, rows), _("tickets resolved, mean score"), style)
