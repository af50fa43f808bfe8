"""The performance of people as content: sentence, figures, a chart for each measure, and the table."""
from functools import partial

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time, time_name
from crm_core.content.model import END, WORRY, Chart, Column, Content, Figure, Section, Series, Table
from crm_core.content.words import together
from crm_core.forecast.performance import (
    BACK,
    CYCLE,
    LEAST,
    LEAST_DEALS,
    MEASURES,
    WIN_RATE,
    Performance,
    PerformanceFilter,
    Person,
    performance,
)
from crm_core.forecast.performance_rows import TREND as OF_TREND
from crm_core.format import DASH, Style, days, money, money_unit, month, number, percent
from crm_core.goals.spans import LENGTHS
from crm_core.i18n import N_
from crm_core.intervals import wilson
from crm_core.wording import WORDS
from crm_core.work import Work

BARS = 12
SLOW = 0.6  # of the target needs attention, once the period is over
MONEY, SUMS = ("won_value", "order_revenue"), ("won_value", "order_revenue", "won_deals", "activities")
FORMULAS = {
    "won_value": N_("Value of the deals won in the period, by the day they were closed."),
    "won_deals": N_("Deals won in the period."),
    WIN_RATE: N_("Won of all deals closed in the period, with the 95 % interval (Wilson). Of fewer than {n} closed deals no rate is told."),
    CYCLE: N_("Median days from the first contact to the close, of the deals won in the period whose first contact is known."),
    "order_revenue": N_("Orders less returns, without tax, by the day they were ordered."),
    "activities": N_("Calls, messages, meetings and visits logged in the period; notes are not counted."),
    "satisfaction": N_("Mean score, 1 to 5, of tickets resolved in the period."),
}


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, performance(work, chosen), chosen)


def from_address(address: Address) -> PerformanceFilter:
    """The filter that the address of the page means."""
    back = of.whole(address, "back") or 0
    return PerformanceFilter(of.one_of(address, "period", LENGTHS) or "quarter", min(back, BACK), of.whole(address, "team"), of.whole(address, "person"))


def written(found: Performance, chosen: PerformanceFilter, style: Style) -> Content:
    """The report in the language of `style`."""
    _ = style._
    filters = [(_("Period"), time_name(found.span.start, chosen.period, style)), (_("Team"), found.teams.get(chosen.team_id)),
               (_("Person"), found.everybody.get(chosen.person_id))]
    charts = [_trend(measure, found, style) for measure in MEASURES] if found.trend else [_bars(measure, found, style) for measure in MEASURES]
    return Content(
        report="performance", title=_("Performance"), sentence=_sentence(found, style), figures=tuple(_figures(found, style)),
        sections=(*(chart for chart in charts if chart), *_tables(found, style)), currency=style.currency, locale=style.locale, as_of=style.stamp(),
        span=time_name(found.span.start, chosen.period, style), filters=tuple((label, value) for label, value in filters if value),
        starts_on=found.span.start, ends_on=found.span.end)


def told(measure: str, value: float | None, style: Style) -> str:
    """A value in its unit; a dash where there is none."""
    if value is None:
        return DASH
    if measure in MONEY:
        return money(round(value), style)
    if measure == WIN_RATE:
        return percent(value / 100, style)
    if measure == CYCLE:
        return days(round(value), style)
    return number(value, style, 1 if measure == "satisfaction" else 0)


def told_of(one: Person, measure: str, style: Style) -> str:
    """What a person reached; a win rate of too few deals is not told."""
    if measure == WIN_RATE and one.closed and one.sure(measure) is None:
        return style._("Not enough data")
    return told(measure, one.values.get(measure), style)


def interval(one: Person, style: Style) -> str:
    """Between what the true win rate lies, or of how few deals it would be."""
    if one.win_interval is None:
        return style.count("{n} closed deal", "{n} closed deals", one.closed) if one.closed else ""
    low, high = one.win_interval
    return style._("{low} to {high}").format(low=percent(low / 100, style), high=percent(high / 100, style))


def name_of(measure: str, style: Style) -> str:
    """What a measure is called."""
    return style._("Cycle") if measure == CYCLE else style._(WORDS["goal.measure"][measure])


def formula(measure: str, style: Style) -> str:
    """How a measure is computed, and when a median is told."""
    return together([style._(FORMULAS[measure]).format(n=LEAST_DEALS), style._("The team's median is of those who have any, and told from {n} people on.").format(n=LEAST)], style)


def _sentence(found: Performance, style: Style) -> str:
    _ = style._
    if not found.people:
        return _("Nobody is within this filter.")
    best = found.chosen or found.people[0]
    value = best.values.get("won_value", 0)
    words = {"name": best.name, "value": money(round(value), style)}
    if found.chosen is None:
        return _("{name} won most: {value}.").format(**words) if value > 0 else _("No deal was won in this period.")
    if not best.target:
        return _("{name} won {value}.").format(**words)
    share, over = value / best.target, found.span.end < style.today
    marks = (WORRY, END) if over and share < SLOW else ("", "")
    return _("{name} won {value}, {begin}{share} of the target{end}.").format(**words, share=percent(share, style), begin=marks[0], end=marks[1])


def _figures(found: Performance, style: Style):
    """Of one person beside the team's median, of several their sum."""
    _, one = style._, found.chosen
    if one:
        usual = found.medians.get(one.team_id, {})
        for measure in ("won_value", "order_revenue", WIN_RATE, CYCLE, "activities", "satisfaction"):
            beside = _("team's median {value}").format(value=told(measure, usual[measure], style)) if measure in usual else None
            sure = interval(one, style) if measure == WIN_RATE else ""
            yield Figure(name_of(measure, style), told_of(one, measure, style), sure or beside, beside if sure else None, neutral=True, help=formula(measure, style))
        return
    for measure in (*MONEY, "activities"):
        yield Figure(name_of(measure, style), told(measure, sum(person.values.get(measure, 0) for person in found.people), style), help=style._(FORMULAS[measure]))
    won, closed = (sum(getattr(person, name) for person in found.people) for name in ("won", "closed"))
    if closed >= LEAST_DEALS:
        low, high = wilson(won, closed)
        span = _("{low} to {high}").format(low=percent(low, style), high=percent(high, style))
        yield Figure(name_of(WIN_RATE, style), percent(won / closed, style), span, neutral=True, help=style._(FORMULAS[WIN_RATE]).format(n=LEAST_DEALS))


def _scale(measure: str, values: list[float], style: Style) -> tuple[float, str]:
    """What the values of a chart are divided by, and the unit."""
    if measure in MONEY:
        return money_unit(style, int(max((abs(value) for value in values), default=0)))
    return (100, "") if measure == WIN_RATE else (1, style._("days") if measure == CYCLE else style._("1 to 5") if measure == "satisfaction" else "")


def _bars(measure: str, found: Performance, style: Style) -> Section | None:
    """Everybody beside the median of their team, the best first."""
    known = [(one, value) for one in found.people if (value := one.sure(measure)) is not None]
    if not known:
        return None
    known.sort(key=lambda pair: pair[1] if measure == CYCLE else -pair[1])
    shown, notes = known[:BARS], []
    if len(known) > BARS:
        notes.append(style.count("{n} more person is in the table.", "{n} more people are in the table.", len(known) - BARS))
    few = sum(one.closed > 0 for one in found.people) - len(known) if measure == WIN_RATE else 0
    if few:
        notes.append(style.count("{n} person has not closed enough deals for a rate.", "{n} people have not closed enough deals for a rate.", few))
    usual = [found.medians.get(one.team_id, {}).get(measure) for one, _value in known]
    divisor, unit = _scale(measure, [value for _one, value in known], style)
    series = [Series(name_of(measure, style), tuple(value / divisor for _one, value in shown), tuple(_at_bar(measure, one, style) for one, _value in shown))]
    if any(value is not None for value in usual):
        series.append(Series(style._("Team's median"), tuple(None if value is None else value / divisor for value in usual[:BARS]), shape="behind"))
    chart = Chart("bars", tuple(one.name for one, _value in shown), tuple(series), tuple(str(one.id) for one, _value in shown), share=measure == WIN_RATE)
    columns = Column(style._("Person")), *_columns(measure, style)
    rows = tuple((one.name, _raw(measure, value), _raw(measure, middle)) for (one, value), middle in zip(known, usual, strict=True))
    return Section(measure, name_of(measure, style), Table(columns, rows), chart, unit, formula(measure, style), tuple(notes))


def _at_bar(measure: str, one: Person, style: Style) -> str:
    """The value; of a win rate its interval too, short, since a phone has little room."""
    said = told(measure, one.values.get(measure), style)
    if measure != WIN_RATE:
        return said
    low, high = one.win_interval
    return style._("{share} ({range})").format(share=said, range=f"{number(low, style)}–{number(high, style)}")


def _trend(measure: str, found: Performance, style: Style) -> Section | None:
    """One person by month against the team's median."""
    trend = found.trend
    mine, usual = trend.person[measure], trend.team[measure]
    if not any(value is not None for value in mine):
        return None
    divisor, unit = _scale(measure, [value for value in (*mine, *usual) if value is not None], style)
    labels = tuple(bar_of_time(at.start, "month", style, place) for place, at in enumerate(trend.months))
    series = [Series(found.chosen.name, _divided(mine, divisor, measure in SUMS), shape="line")]
    if any(value is not None for value in usual):
        series.append(Series(style._("Team's median"), _divided(usual, divisor), shape="dashed"))
    chart = Chart("lines", labels, tuple(series), tuple(at.start.isoformat() for at in trend.months), share=measure == WIN_RATE)
    rows = tuple((month(at.start, style), _raw(measure, value), _raw(measure, middle)) for at, value, middle in zip(trend.months, mine, usual, strict=True))
    title = style._("{measure} by month").format(measure=name_of(measure, style))
    return Section(OF_TREND + measure, title, Table((Column(style._("Month")), *_columns(measure, style)), rows), chart, unit, formula(measure, style))


def _divided(values: tuple[float | None, ...], divisor: float, nothing_is_zero: bool = False) -> tuple[float | None, ...]:
    return tuple((0.0 if nothing_is_zero else None) if value is None else value / divisor for value in values)


def _columns(measure: str, style: Style) -> tuple[Column, Column]:
    kind = {"won_value": "money", "order_revenue": "money", WIN_RATE: "percent", "satisfaction": "decimal", CYCLE: "days"}.get(measure, "number")
    return Column(name_of(measure, style), kind), Column(style._("Team's median"), kind)


def _raw(measure: str, value: float | None) -> float | None:
    return value / 100 if measure == WIN_RATE and value is not None else value


def _tables(found: Performance, style: Style):
    """Everybody with every measure."""
    if not found.people:
        return
    _ = style._
    columns = [Column(_("Person")), Column(_("Team")), *(_columns(measure, style)[0] for measure in MEASURES), Column(_("Win rate, at least"), "percent"),
               Column(_("Win rate, at most"), "percent"), Column(_("Closed deals"), "number"), Column(_("Target"), "money"), Column(_("Of target"), "percent")]
    yield Section("people", _("By person"), Table(tuple(columns), tuple(_line(one) for one in found.people)))


def _line(one: Person) -> tuple:
    low, high = one.win_interval or (None, None)
    reached = one.values.get("won_value", 0) / one.target if one.target else None
    return (one.name, one.team or DASH, *(_raw(measure, one.sure(measure)) for measure in MEASURES), _raw(WIN_RATE, low), _raw(WIN_RATE, high), one.closed,
            one.target, reached)
