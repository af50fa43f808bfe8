"""The pipeline report in a sentence and four figures."""
from crm_core.content.labels import signed, signed_points, unchanged
from crm_core.content.model import END, WORRY, Figure
from crm_core.content.words import PERIODS, together
from crm_core.format import Style, days, money, money_full, number, percent
from crm_core.reports.closed import Outcome
from crm_core.reports.pipeline import PipelineReport


def sentence(report: PipelineReport, period: str, who: str, style: Style) -> str:
    """What happened, and which stage is weak."""
    return together([_won(report, period, who, style), _weak(report, style)], style)


def figures(report: PipelineReport, period: str, style: Style) -> list[Figure]:
    """Won, win rate, median cycle, and what is open, each against the period before."""
    _ = style._
    now, before = report.closed.now, report.closed.before or Outcome()
    beside = _(PERIODS[period][2]) if PERIODS[period][2] else None
    compared = _("Compared with the figure {before}.").format(before=_(PERIODS[period][3])) if beside else None
    rate, cycle = signed_points(now.win_rate, before.win_rate, style), _difference(now.median, before.median, style)
    grown = _grown(now.value, before.value)
    growth = None if grown is None else f"{grown:+.0%}" if round(grown, 2) else "0%"
    closed = style.count("{n} deal closed", "{n} deals closed", now.won + now.lost)
    return [
        Figure(_("Won"), money(now.value, style), growth, beside if growth else None, neutral=unchanged(growth), help=compared),
        Figure(_("Win rate"), percent(now.win_rate, style), rate, beside if rate else closed, neutral=unchanged(rate), help=_won_of_closed(compared, style)),
        Figure(_("Median cycle"), _cycle(now, style), cycle, beside if cycle else None, neutral=unchanged(cycle), falling_is_good=True,
               help=compared),
        _open(report, style),
    ]


def _won(report: PipelineReport, period: str, who: str, style: Style) -> str:
    _ = style._
    now, before = report.closed.now, report.closed.before
    words = {"value": money(now.value, style), "period": _(PERIODS[period][1]), "before": _(PERIODS[period][3])}
    change = _grown(now.value, before.value) if before else None
    if change is None:
        text = _("{value} won {period}.")
    elif round(change, 2) == 0:
        text = _("{value} won {period}, as much as {before}.")
    else:
        text = _("{value} won {period}, {change} more than {before}.") if change > 0 else _(
            "{value} won {period}, {change} less than {before}."
        )
        words["change"] = percent(abs(change), style)
    told = text.format(**words)
    return _("{who}: {sentence}").format(who=who, sentence=told) if who else told


def _weak(report: PipelineReport, style: Style) -> str:
    frame = report.funnel.chart.frame
    weak = frame[frame.weak.astype(bool)]
    if weak.empty:
        return ""
    worst = weak.assign(fall=weak.before - weak.moved).sort_values("fall").iloc[-1]
    shares = {"now": percent(worst.moved, style), "before": percent(worst.before, style)}
    text = style._("{begin}{stage} is the weak stage{end}: {now} move on, {before} before.")
    return text.format(stage=worst.label, begin=WORRY, end=END, **shares)


def _open(report: PipelineReport, style: Style) -> Figure:
    open_now = report.open
    whole = style.count("{value} in {n} deal", "{value} in {n} deals", open_now.count, value=money(open_now.value, style))
    return Figure(
        style._("Open, weighted"), money(open_now.weighted, style), whole, neutral=True,
        help=style._("{value}: the value of every deal open now times the probability of its stage.").format(
            value=money_full(open_now.weighted, style)
        ),
    )


def _won_of_closed(compared: str | None, style: Style) -> str:
    return together([style._("Won of all deals closed in the period."), compared or ""], style)


def _grown(now: int, before: int) -> float | None:
    return now / before - 1 if before else None


def _difference(now: float | None, before: float | None, style: Style) -> str | None:
    if now is None or before is None:
        return None
    change = round(now) - round(before)
    return signed(change, days(abs(change), style))


def _cycle(now: Outcome, style: Style) -> str:
    if now.median is None:
        return number(None, style)
    return days(round(now.median), style)
