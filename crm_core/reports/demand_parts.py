"""The cycles of the demand report: time to win and to lose, win rate, time to the next order."""
from collections.abc import Callable, Sequence

from crm_core.content.model import Chart, Column, Section, Series, Table
from crm_core.content.words import together
from crm_core.format import DASH, Style, number, percent
from crm_core.reports.demand import DemandReport
from crm_core.reports.demand_again import AGAIN, Rhythm
from crm_core.reports.demand_cycle import LEAST, Cycle, Spread
from crm_core.reports.demand_scan import LEAST_DAYS, SHORTEST, DemandFilter

BARS = 10


def cycle_sections(report: DemandReport, chosen: DemandFilter, style: Style) -> list[Section]:
    """Days to win, days to lose, and how many are won; nothing for who may not see deals."""
    _ = style._
    if report.cycles is None or not report.cycles.rows:
        return []
    took = _("Days from the first contact to the close of the deals with this product that were closed in the period: median, and in brackets between which values the middle half lies.")
    return [
        _cycle("cycle-won", _("Time to win"), took, report, chosen, lambda one: one.days_won, style),
        _cycle("cycle-lost", _("Time to lose"), took, report, chosen, lambda one: one.days_lost, style),
        _rates(report, chosen, style),
    ]


def again(report: DemandReport, chosen: DemandFilter, style: Style) -> Section:
    """How soon customers order the same again."""
    _ = style._
    enough = [one for one in report.rhythm if one.days.median is not None]
    chart = _bars(enough[:BARS], lambda one: one.days.median, lambda one: _told(one.days, style), _("Median days"), chosen, style)
    columns = (_what(chosen, style), Column(_("Customers"), "number"), Column(_("Gaps"), "number"), *_quartile_columns(style))
    rows = tuple((_name(one, style), one.customers, one.days.count, *_quartiles(one.days, style)) for one in report.rhythm)
    formula = style.ngettext(
        "Days between two days on which a customer bought the same, within the last two years, of customers who did so on {least} days or more; gaps under {n} day are one purchase.",
        "Days between two days on which a customer bought the same, within the last two years, of customers who did so on {least} days or more; gaps under {n} days are one purchase.",
        SHORTEST).format(least=LEAST_DAYS, n=SHORTEST)
    return Section(AGAIN, _("Time to the next order"), Table(columns, rows), chart, _("days, median (middle half)"), together([formula, _least(style)], style),
                   _left_out(len(report.rhythm), len(enough), style))


def _cycle(key: str, title: str, took: str, report: DemandReport, chosen: DemandFilter, of: Callable[[Cycle], Spread], style: Style) -> Section:
    _ = style._
    known = [one for one in report.cycles.rows if of(one).count]
    enough = [one for one in known if of(one).median is not None]
    chart = _bars(enough[:BARS], lambda one: of(one).median, lambda one: _told(of(one), style), _("Median days"), chosen, style)
    columns = (_what(chosen, style), Column(_("Deals"), "number"), *_quartile_columns(style))
    rows = tuple((_name(one, style), of(one).count, *_quartiles(of(one), style)) for one in known)
    whole = of(report.cycles.all)
    undated = style.count("{n} deal without a first contact before its close is left out.", "{n} deals without a first contact before their close are left out.",
                          report.cycles.undated) if report.cycles.undated else ""
    once = _("A deal with several products counts for each of them, once in the total.")
    return Section(key, title, Table(columns, rows, (_("Total"), whole.count, *_quartiles(whole, style)) if rows else None), chart, _("days, median (middle half)"),
                   together([took, once, _least(style)], style), tuple(filter(None, (*_left_out(len(known), len(enough), style), undated))))


def _rates(report: DemandReport, chosen: DemandFilter, style: Style) -> Section:
    _, rows = style._, report.cycles.rows
    enough = [one for one in rows if one.enough]

    def told(one: Cycle) -> str:
        low, high = one.interval
        return f"{percent(one.rate, style)} ({percent(low, style)}–{percent(high, style)})"

    chart = _bars(enough[:BARS], lambda one: one.rate, told, _("Win rate"), chosen, style, share=True)
    columns = (_what(chosen, style), Column(_("Won"), "number"), Column(_("Lost"), "number"), Column(_("Win rate"), "percent"), Column(_("From"), "percent"), Column(_("To"), "percent"))
    table = [(_name(one, style), one.won, one.lost, *_rate(one)) for one in rows]
    whole = report.cycles.all
    return Section("win-rate", _("Win rate by product") if chosen.by == "product" else _("Win rate by category"),
                   Table(columns, tuple(table), (_("Total"), whole.won, whole.lost, *_rate(whole))), chart, _("share won (95% interval)"),
                   together([_("Deals won ÷ deals won or lost in the period; in brackets the 95% interval by Wilson."), _least(style)], style),
                   _left_out(len(rows), len(enough), style))


def _rate(one: Cycle) -> tuple:
    return (one.rate, *(one.interval or (None, None)))


def _bars(shown: Sequence, value: Callable, said: Callable, name: str, chosen: DemandFilter, style: Style, *, share: bool = False) -> Chart | None:
    """None where nothing has enough data."""
    prefix = "c" if chosen.by == "category" else ""
    return Chart("bars", tuple(_name(one, style) for one in shown), (Series(name, tuple(map(value, shown)), tuple(map(said, shown))),),
                 tuple(prefix + one.key for one in shown), share=share) if shown else None


def _name(one: Cycle | Rhythm, style: Style) -> str:
    return one.name or style._("Not said")


def _what(chosen: DemandFilter, style: Style) -> Column:
    return Column(style._("Product") if chosen.by == "product" else style._("Category"))


def _quartile_columns(style: Style) -> tuple[Column, ...]:
    return (Column(style._("A quarter within")), Column(style._("Median, days")), Column(style._("Three quarters within")))


def _quartiles(spread: Spread, style: Style) -> tuple[str, ...]:
    if spread.median is None:
        return (DASH, style._("not enough data"), DASH)
    return tuple(number(value, style, 0 if value == int(value) else 1) for value in (spread.low, spread.median, spread.high))


def _told(spread: Spread, style: Style) -> str:
    return f"{number(spread.median, style)} ({number(spread.low, style)}–{number(spread.high, style)})"


def _least(style: Style) -> str:
    return style._("Below {n} of them there is not enough data, and no figure.").format(n=LEAST)


def _left_out(known: int, enough: int, style: Style) -> tuple[str, ...]:
    notes = []
    if known > enough:
        notes.append(style.count("{n} more has not enough data.", "{n} more have not enough data.", known - enough))
    if enough > BARS:
        notes.append(style.count("{n} more is in the table.", "{n} more are in the table.", enough - BARS))
    return tuple(notes)
