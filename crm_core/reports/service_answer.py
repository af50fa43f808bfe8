"""The service report in a sentence and four figures."""
from datetime import date

import pandas as pd

from crm_core.content.labels import signed, signed_points, unchanged
from crm_core.content.model import END, WORRY, Figure
from crm_core.content.words import PERIODS, together
from crm_core.format import DASH, Style, day, month, number, percent
from crm_core.reports.service import Figures, ServiceReport


def sentence(report: ServiceReport, period: str, who: str, style: Style) -> str:
    """What happened and what waits."""
    _ = style._
    now = report.now
    told = style.count("{n} ticket {period}", "{n} tickets {period}", now.opened, period=_(PERIODS[period][1]))
    if now.in_time is not None:
        text = _("{tickets}; {share} were resolved in time, half within {median}.").format(
            tickets=told, share=percent(now.in_time, style), median=worked(now.resolve_median, style))
    else:
        text = _("{tickets}.").format(tickets=told)
    if who:
        text = _("{who}: {sentence}").format(who=who, sentence=text)
    return together([text, _waiting(report, style)], style)


def figures(report: ServiceReport, period: str, style: Style) -> list[Figure]:
    """Opened, first answer, resolved in time, satisfaction; each against the period before."""
    _ = style._
    now, before = report.now, report.before
    beside = _(PERIODS[period][2]) if before and PERIODS[period][2] else None
    compared = _("Compared with the figure {before}.").format(before=_(PERIODS[period][3])) if beside else None
    opened = _signed(now.opened - before.opened, style) if before else None
    points = signed_points(now.in_time, before.in_time if before else None, style)
    score = _score(now, before, style)
    waiting = style.count("{n} open now", "{n} open now", report.open)
    return [
        Figure(_("Tickets opened"), number(now.opened, style), opened or waiting, beside if opened else None, neutral=True, help=compared),
        Figure(_("First answer, median"), worked(now.response_median, style), _in_time(now.answered_in_time, style), neutral=True,
               help=_("Working time until the first public answer.")),
        Figure(_("Resolved in time"), percent(now.in_time, style), points, beside if points else None, neutral=unchanged(points),
               help=together([_("Of the tickets resolved in the period, within the limit of their policy."), compared or ""], style)),
        Figure(_("Satisfaction"), number(now.satisfaction, style, 1) if now.scored else number(None, style), score, beside if score else None,
               neutral=unchanged(score), help=style.count("Mean of {n} score from 1 to 5.", "Mean of {n} scores from 1 to 5.", now.scored)),
    ]


def _waiting(report: ServiceReport, style: Style) -> str:
    _ = style._
    if not report.open:
        return _("Nothing is waiting.")
    waiting = style.count("{n} is open", "{n} are open", report.open)
    if not report.late:
        return _("{waiting}, none past its limit.").format(waiting=waiting)
    late = style.count("{n} is past its limit", "{n} are past their limit", report.late)
    return _("{waiting}, {begin}{late}{end}.").format(waiting=waiting, late=late, begin=WORRY, end=END)


def _in_time(share: float | None, style: Style) -> str | None:
    return None if share is None else style._("{share} in time").format(share=percent(share, style))


def _score(now: Figures, before: Figures | None, style: Style) -> str | None:
    if before is None or not (now.scored and before.scored):
        return None
    change = round(now.satisfaction, 1) - round(before.satisfaction, 1)
    return signed(round(change, 1), number(abs(change), style, 1))


def _signed(change: int, style: Style) -> str:
    return signed(change, number(abs(change), style))


def worked(minutes: float | None, style: Style) -> str:
    """Working time: "35 min", "12 h 05"."""
    if minutes is None or pd.isna(minutes):
        return DASH
    minutes = round(minutes)
    if minutes < 60:
        return style._("{n} min").format(n=minutes)
    return style._("{hours} h {minutes}").format(hours=number(minutes // 60, style), minutes=f"{minutes % 60:02}")


def bar_name(start: date, grain: str, style: Style) -> str:
    """A bar of time, short."""
    if grain == "month":
        return month(start, style, short=True)
    if grain == "quarter":
        return f"{start.year} Q{(start.month - 1) // 3 + 1}"
    return day(start, style)
