"""The figures of customer service, labelled for one reader, as charts."""

import pandas as pd

from crm_core.reports.service import ServiceReport
from crm_core.reports.service_answer import bar_name, worked
from crm_core.reports.service_content import group_name, unit
from pages.charts import bars, service, theme
from pages.reports.figures import BARS, Drawn
from pages.ui.format import DASH, Style, number, percent
from pages.ui.text import _


def volume(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """What came in, told apart by type, channel or product."""
    frame = report.volume.frame.copy()
    frame["size"] = frame.groupby("group")["count"].transform("sum")
    frame = frame.sort_values(["size", "start"], ascending=[False, True], kind="stable")
    frame["name"] = [group_name(report.group, one, label, style) for one, label in zip(frame.group, frame.label, strict=True)]
    labels = [bar_name(start, report.bars.grain, style) for start in frame.start]
    frame["hover"] = [f"{label}\n{name}: {number(n, style)}" for label, name, n in zip(labels, frame.name, frame["count"], strict=True)]
    drawn = pd.DataFrame({
        "key": frame.key, "start": [start.isoformat() for start in frame.start], "label": labels, "group": frame.name,
        "count": frame["count"], "hover": frame.hover})
    every = pd.DataFrame({"start": [start.isoformat() for start in report.bars.starts]})
    figure = service.stacked(_in_order(drawn, every), dark=dark)
    told = [f"{label}, {name}" for label, name in zip(labels, frame.name, strict=True)]
    return Drawn(figure, unit(report, _("tickets opened"), style), dict(zip(frame.key, told, strict=True)),
                 theme.alt(_("Tickets opened"), told, list(frame["count"])))


def response(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """How fast the first answer came."""
    return _spread(report, report.response.frame, _("First answer"), style, dark)


def resolution(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """How fast tickets were resolved."""
    return _spread(report, report.resolution.frame, _("Resolution"), style, dark)


def satisfaction(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """How satisfied customers were."""
    frame = report.satisfaction.frame.copy()
    frame["label"] = [bar_name(start, report.bars.grain, style) for start in frame.start]
    frame["text"] = [number(mean, style, 1) if n else "" for mean, n in zip(frame["mean"], frame["count"], strict=True)]
    frame["hover"] = [f"{label}\n{text} · " + style.count("{n} score", "{n} scores", int(n))
                      for label, text, n in zip(frame.label, frame.text, frame["count"], strict=True)]
    return _drawn(service.scores(frame, dark=dark), unit(report, _("mean score, 1 to 5"), style), _("Satisfaction"), frame, frame.text)


def backlog(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """How old what is open is."""
    frame = report.backlog.frame.copy()
    ends = [None if pd.isna(high) else int(high) for high in frame.high]
    frame["label"] = [f"{low}+" if high is None else f"{low}–{high}" for low, high in zip(frame.low, ends, strict=True)]
    frame["text"] = [number(n, style) if n else "" for n in frame["count"]]
    named = [_("{range} days").format(range=label) for label in frame.label]
    frame["hover"] = [f"{name}\n" + style.count("{n} ticket", "{n} tickets", int(n)) + "\n" + _("{n} of them late").format(n=number(int(late), style))
                      for name, n, late in zip(named, frame["count"], frame.late, strict=True)]
    drawn = _drawn(service.ages(frame, late=_("Late"), rest=_("In time"), dark=dark), _("open tickets by days since they were opened"), _("Backlog"), frame, frame.text)
    return Drawn(drawn.figure, drawn.unit, dict(zip(frame.key, named, strict=True)), drawn.alt)


def agents(report: ServiceReport, style: Style, dark: bool) -> Drawn:
    """Who resolved how many, how fast and how well liked."""
    frame = report.agents.frame.copy()
    frame["label"] = frame.label.fillna(_("Nobody"))
    frame["value"] = frame["count"]
    shown = frame.head(BARS).copy()
    shown["text"] = [_of_agent(row, style) for row in shown.itertuples()]
    shown["hover"] = [f"{row.label}\n" + style.count("{n} ticket resolved", "{n} tickets resolved", int(shown["count"][row.Index])) + "\n" + _(
        "{share} in time").format(share=percent(row.met / row.measured, style) if row.measured else DASH) + "\n" + _(
        "median {median}").format(median=worked(row.median, style)) for row in shown.itertuples()]
    drawn = _drawn(bars.bars(shown, dark=dark), _("tickets resolved, mean score"), _("Agents"), shown, shown.text)
    return Drawn(drawn.figure, drawn.unit, drawn.labels, drawn.alt, more=len(frame) - len(shown))


def _of_agent(row, style: Style) -> str:
    return f"{number(row.value, style)}  ★ {number(row.mean, style, 1)}" if row.scored else number(row.value, style)


def _spread(report: ServiceReport, frame: pd.DataFrame, title: str, style: Style, dark: bool) -> Drawn:
    frame = frame.copy()
    frame["label"] = [bar_name(start, report.bars.grain, style) for start in frame.start]
    frame["low"], frame["high"] = frame["median"].astype(float) / 60, frame.p90.astype(float) / 60
    frame["hover"] = [
        _("{bar}\nmedian {median}, p90 {p90}\n{share} in time, {n} tickets").format(
            bar=row.label, median=worked(row.median, style), p90=worked(row.p90, style), n=number(int(count), style),
            share=percent(row.met / row.judged, style) if row.judged else DASH)
        for row, count in zip(frame.itertuples(), frame["count"], strict=True)
    ]
    text = pd.Series([worked(value, style) for value in frame["median"]])
    figure = service.spread(frame, median=_("Median"), p90=_("p90: nine of ten are faster"), dark=dark)
    return _drawn(figure, unit(report, _("working hours"), style), title, frame, text)


def _in_order(frame: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """The rows with the bars in the order of time, whatever group comes first."""
    places = {start: place for place, start in enumerate(every.start)}
    order = frame.groupby("group", sort=False).ngroup()
    return frame.assign(order=order, place=frame.start.map(places)).sort_values(["order", "place"])


def _drawn(figure, unit: str, title: str, frame: pd.DataFrame, values: pd.Series) -> Drawn:
    return Drawn(figure, unit, dict(zip(frame.key, frame.label, strict=True)), theme.alt(title, list(frame.label), list(values)))
