"""The whole churn report as content: for the frozen copy, the spreadsheet and paper."""
from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd

from crm_core.churn import answer, filters, reasons
from crm_core.churn.commands import day
from crm_core.churn.filters import PERIODS, ChurnFilter
from crm_core.churn.listing import by_value
from crm_core.churn.report import Report, read
from crm_core.churn.rules import MODEL
from crm_core.churn.schemas import CaseRow
from crm_core.churn.summary import teams
from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.model import Chart, Column, Content, Section, Series, Table, floats, texts
from crm_core.format import Style, money, money_unit, month, number, percent
from crm_core.i18n import words
from crm_core.wording import WORDS
from crm_core.work import Work

CASES, BARS, STEPS = 50, 10, 37  # cases in the table, bars, months of a curve


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    open_ones = by_value(work, filters.cases(work, chosen), CASES)
    days = filters.begin(work, chosen), day(work)
    return partial(_written, read(work, chosen), open_ones, chosen, teams(work), days)


def from_address(address: Address) -> ChurnFilter:
    """The filter that the address of the page means."""
    months = of.whole(address, "months")
    return ChurnFilter(months if months in PERIODS else PERIODS[0], of.whole(address, "team"), address.get("industry") or None, address.get("grade") or None)


def quarter(start: date) -> str:
    """"25Q3", as both languages write it."""
    return f"{start:%y}Q{(start.month + 2) // 3}"


def group_name(group: str, names, style: Style) -> str:
    """The grades of a curve: "VIP and A"."""
    if not group:
        return style._("Ungraded")
    told = [names.get(code, code) for code in group.split("+")]
    return told[0] if len(told) == 1 else style._("{one} and {other}").format(one=style._(", ").join(told[:-1]), other=told[-1])


def _written(report: Report, open_ones: Sequence[CaseRow], chosen: ChurnFilter, known: dict[int, str], days: tuple[date, date], style: Style) -> Content:
    _ = style._
    parts = (_cases(report, open_ones, style), _rates(report, style), _cohorts(report, style), _curves(report, style), _reasons(report, style),
             _teams(report, style), _achieved(report, style))
    shown = [(_("Team"), known.get(chosen.team_id)), (_("Industry"), report.names["industry"].get(chosen.industry, chosen.industry)),
             (_("Grade"), report.names["grade"].get(chosen.grade, chosen.grade))]
    return Content(
        report="churn", title=_("Churn"), sentence=answer.sentence(report, style), figures=tuple(answer.figures(report, style)),
        sections=tuple(part for part in parts if part.table.rows), currency=style.currency, locale=style.locale,
        as_of=style.stamp(report.history.as_of), span=style.count("Last {n} month", "Last {n} months", chosen.months),
        filters=tuple((label, value) for label, value in shown if value), starts_on=days[0], ends_on=days[1])


def _cases(report: Report, open_ones: Sequence[CaseRow], style: Style) -> Section:
    _ = style._
    say = words(style.locale)
    columns = (Column(_("Customer")), Column(_("Value at risk"), "money"), Column(_("Risk")), Column(_("State")), Column(_("Reason")), Column(_("Owner")))
    rows = tuple(
        (row.customer, row.at_risk, _risk(row, style), _(WORDS["churn_case.state"][row.state]),
         reasons.told(row.reasons, say, lambda minor: money(minor, style)), row.owner) for row in open_ones)
    more = report.summary.at_risk - len(rows)
    notes = (style.count("{n} more is open.", "{n} more are open.", more),) if more > 0 else ()
    return Section("at_risk", _("Value at risk"), Table(columns, rows), formula=answer.risk_formula(report, style), notes=(*notes, answer.below(report, style)))


def _risk(row: CaseRow, style: Style) -> str | None:
    if row.risk_by == MODEL:
        return percent(row.risk, style)
    return style._("{ratio}×").format(ratio=number(row.silent_ratio, style, 1)) if row.silent_ratio is not None else None


def _rates(report: Report, style: Style) -> Section:
    _, frame = style._, report.rates
    labels = texts([month(start, style) for start in frame.month])
    chart = Chart("columns", labels, (
        Series(_("in the month"), floats(frame.rate), tuple(percent(rate, style, 1) for rate in frame.rate)),
        Series(_("a year before"), floats(frame.before), shape="line")), share=True)
    columns = (Column(_("Month")), Column(_("Customers at its beginning"), "number"), Column(_("Lost"), "number"), Column(_("Churn rate"), "percent"),
               Column(_("a year before"), "percent"))
    rows = tuple(zip(labels, map(int, frame.active), map(int, frame.lost), floats(frame.rate), floats(frame.before), strict=True))
    return Section("months", _("Churn rate by month"), Table(columns, rows), chart, _("% of customers"), answer.rate_formula(report, style))


def _cohorts(report: Report, style: Style) -> Section:
    _ = style._
    frame = report.history.cohorts[report.history.cohorts.quarter > 0]
    quarters = sorted(frame.quarter.unique())
    wide = frame.pivot(index="cohort", columns="quarter", values="share").reindex(columns=quarters)
    sizes = frame.drop_duplicates("cohort").set_index("cohort")["size"]
    names = [f"{quarter(start)} ({number(int(sizes[start]), style)})" for start in wide.index]
    labels = tuple(f"+{place}" for place in quarters)
    series = tuple(
        Series(name, floats(values), tuple("" if pd.isna(value) else percent(value, style) for value in values))
        for name, values in zip(names, wide.to_numpy(), strict=True))
    columns = (Column(_("First order")), Column(_("Customers"), "number"), *(Column(label, "percent") for label in labels))
    rows = tuple((quarter(start), int(sizes[start]), *floats(values)) for start, values in zip(wide.index, wide.to_numpy(), strict=True))
    return Section("cohorts", _("Retention by first-order quarter"), Table(columns, rows), Chart("heat", labels, series, share=True),
                   _("% still buying"), answer.cohort_formula(style))


def _curves(report: Report, style: Style) -> Section:
    _, frame = style._, report.history.curves
    last = min(int(frame.months.max()) + 1, STEPS) if len(frame) else 0
    months = list(range(0, last, 3))
    series, columns = [], [Column(_("Months"), "number")]
    shares, names = [], report.names["grade"]
    for group, part in frame.groupby("group", sort=False):
        known = part.set_index(part.months.astype(int))["share"]
        steps = [float(known[known.index <= at].iloc[-1]) if (known.index <= at).any() else 1.0 for at in months]
        name = group_name(group, names, style)
        series.append(Series(name, floats(steps), shape="line"))
        columns.append(Column(name, "percent"))
        shares.append(steps)
    rows = tuple((at, *(steps[place] for steps in shares)) for place, at in enumerate(months))
    chart = Chart("lines", texts(months), tuple(series), share=True) if series else None
    return Section("curves", _("How long customers stay"), Table(tuple(columns), rows), chart, _("% still customers"), answer.curve_formula(report, style))


def _reasons(report: Report, style: Style) -> Section:
    _, frame, names = style._, report.summary.reasons, report.names["churn_reason"]
    labels = texts([names.get(code, code) if code else _("Nobody decided") for code in frame.reason])
    chart = Chart("bars", labels[:BARS], (Series(_("customers given up"), floats(frame["count"][:BARS]), texts(frame["count"][:BARS])),))
    table = Table((Column(_("Churn reason")), Column(_("Customers"), "number")), tuple(zip(labels, map(int, frame["count"]), strict=True)))
    return Section("reasons", _("Why they left"), table, chart, _("customers given up"), answer.reason_formula(style))


def _teams(report: Report, style: Style) -> Section:
    _, frame = style._, report.summary.teams
    labels = texts([name if isinstance(name, str) else _("No team") for name in frame.team])
    divisor, unit = money_unit(style, int(frame.at_risk.max()) if len(frame) else 0)
    chart = Chart("bars", labels[:BARS], (Series(_("Value at risk"), floats(frame.at_risk[:BARS] / divisor), texts(
        [money(int(value), style) for value in frame.at_risk[:BARS]])),))
    table = Table((Column(_("Team")), Column(_("Customers"), "number"), Column(_("Value at risk"), "money")),
                  tuple(zip(labels, map(int, frame["count"]), map(int, frame.at_risk), strict=True)))
    return Section("teams", _("Value at risk by team"), table, chart, unit, answer.risk_formula(report, style))


def _achieved(report: Report, style: Style) -> Section:
    _, found = style._, report.achieved
    columns = (Column(_("Customers")), Column(_("Compared"), "number"), Column(_("Ordered again"), "number"), Column(_("Share"), "percent"))
    rows = () if found.gain is None else (
        (_("Deferred"), found.pairs, found.kept_of_pairs, found.kept_of_pairs / found.pairs),
        (_("Left alone"), found.pairs, found.kept_alone, found.kept_alone / found.pairs))
    return Section("achieved", _("What deferring achieved"), Table(columns, rows), formula=answer.kept_formula(report, style),
                   notes=(answer.verdict(report, style),) if rows else ())
