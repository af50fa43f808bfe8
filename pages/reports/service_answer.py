"""The service report in a sentence and four figures."""
from crm_core.content.words import PERIODS, together
from crm_core.reports.service import Figures, ServiceReport
from pages.reports.service_figures import worked
from pages.ui.format import Style, number, percent
from pages.ui.layout import Metric
from pages.ui.text import _, plain


def sentence(report: ServiceReport, period: str, who: str, style: Style) -> str:
    """What happened and what waits; Markdown."""
    now = report.now
    told = style.count("{n} ticket {period}", "{n} tickets {period}", now.opened, period=_(PERIODS[period][1]))
    if now.in_time is not None:
        text = _("{tickets}; {share} were resolved in time, half within {median}.").format(
            tickets=told, share=percent(now.in_time, style), median=worked(now.resolve_median, style))
    else:
        text = _("{tickets}.").format(tickets=told)
    if who:
        text = _("{who}: {sentence}").format(who=who, sentence=text)
    return together([plain(text), _waiting(report, style)], style)


def metrics(report: ServiceReport, period: str, style: Style) -> list[Metric]:
    """Opened, first answer, resolved in time, satisfaction; each against the period before."""
    now, before = report.now, report.before
    beside = _(PERIODS[period][2]) if before and PERIODS[period][2] else None
    compared = _("Compared with the figure {before}.").format(before=_(PERIODS[period][3])) if beside else None
    opened = _signed(now.opened - before.opened, style) if before else None
    points = _points(now.in_time, before.in_time if before else None, style)
    score = _score(now, before, style)
    waiting = style.count("{n} open now", "{n} open now", report.open)
    return [
        Metric(_("Tickets opened"), number(now.opened, style), opened or waiting, beside if opened else None, neutral=True, help=compared),
        Metric(_("First answer, median"), worked(now.response_median, style), _in_time(now.answered_in_time, style), neutral=True,
               help=_("Working time until the first public answer.")),
        Metric(_("Resolved in time"), percent(now.in_time, style), points, beside if points else None, neutral=_same(points),
               help=together([_("Of the tickets resolved in the period, within the limit of their policy."), compared or ""], style)),
        Metric(_("Satisfaction"), number(now.satisfaction, style, 1) if now.scored else number(None, style), score, beside if score else None,
               neutral=_same(score), help=style.count("Mean of {n} score from 1 to 5.", "Mean of {n} scores from 1 to 5.", now.scored)),
    ]


def _waiting(report: ServiceReport, style: Style) -> str:
    if not report.open:
        return _("Nothing is waiting.")
    waiting = style.count("{n} is open", "{n} are open", report.open)
    if not report.late:
        return _("{waiting}, none past its limit.").format(waiting=waiting)
    late = style.count("{n} is past its limit", "{n} are past their limit", report.late)
    return _("{waiting}, {begin}{late}{end}.").format(waiting=waiting, late=late, begin=":orange[", end="]")


def _in_time(share: float | None, style: Style) -> str | None:
    return None if share is None else _("{share} in time").format(share=percent(share, style))


def _points(now: float | None, before: float | None, style: Style) -> str | None:
    if now is None or before is None:
        return None
    points = round(now * 100) - round(before * 100)
    return _with_sign(points, style.count("{n} point", "{n} points", abs(points)))


def _score(now: Figures, before: Figures | None, style: Style) -> str | None:
    if before is None or not (now.scored and before.scored):
        return None
    change = round(now.satisfaction, 1) - round(before.satisfaction, 1)
    return _with_sign(round(change, 1), number(abs(change), style, 1))


def _signed(change: int, style: Style) -> str:
    return _with_sign(change, number(abs(change), style))


def _with_sign(change: float, text: str) -> str:
    return f"-{text}" if change < 0 else f"+{text}" if change else text


def _same(change: str | None) -> bool:
    return change is not None and change[0] not in "+-"
