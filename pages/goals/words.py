"""Goals in words: figures in their unit, states, periods."""
from crm_core.goals.measures import MEASURES
from crm_core.goals.pace import Pace
from crm_core.goals.schemas import GoalTable
from crm_core.goals.spans import Span
from crm_core.goals.subjects import Named
from crm_core.i18n import N_
from pages.ui.format import DASH, Style, money, month, number, percent
from pages.ui.text import _

STATES = {
    "reached": (N_("Reached"), "green"), "ahead": (N_("Ahead"), "green"), "on": (N_("On pace"), "blue"), "behind": (N_("Behind"), "orange"),
    "missed": (N_("Missed"), "red"), "unknown": (N_("Nothing to measure yet"), "gray"),
}


def figure(key: str, value: float | None, style: Style) -> str:
    """A value of a measure in its unit."""
    if value is None:
        return DASH
    unit = MEASURES[key].unit
    if unit == "money":
        return money(round(value), style)
    if unit == "percent":
        return percent(value / 100, style)
    return number(value, style, {"score": 2, "hours": 1}.get(unit, 0))


def span_name(period: str, span: Span, style: Style) -> str:
    """"November 2026", "Q4 2026", "2026"."""
    if period == "month":
        return month(span.start, style)
    if period == "quarter":
        return _("Q{n} {year}").format(n=(span.start.month + 2) // 3, year=span.start.year)
    return str(span.start.year)


def who(one: Named) -> str:
    """The name of a subject; the company has none of its own."""
    return one.name or _("Whole company")


def gone(pace: Pace, period: str, style: Style) -> str:
    """"71 % of target, 64 % of the quarter gone"."""
    words = {
        "month": N_("{reached} of target, {gone} of the month gone"), "quarter": N_("{reached} of target, {gone} of the quarter gone"),
        "year": N_("{reached} of target, {gone} of the year gone"),
    }
    return _(words[period]).format(reached=percent(pace.reached, style), gone=percent(pace.gone, style))


def sentence(table: GoalTable, at: Span, style: Style) -> str:
    """How the widest subject with a goal stands, and how many of the others are behind."""
    order = [one for one in table.subjects if (one.subject, at) in table.pace]
    if not order:
        return ""
    first, pace = order[0], table.pace[order[0].subject, at]
    if pace.actual is None:
        return _("{who}: nothing to measure yet.").format(who=who(first))
    told = _("{who}: {actual} of {target} in {period}, {pace}.").format(
        who=who(first), actual=figure(table.measure, pace.actual, style), target=figure(table.measure, pace.target, style),
        period=span_name(table.period, at, style), pace=gone(pace, table.period, style))
    behind = sum(table.pace[one.subject, at].state in ("behind", "missed") for one in order[1:])
    return told + (" " if not style.chinese else "") + style.count("{n} goal is behind.", "{n} goals are behind.", behind) if behind else told
