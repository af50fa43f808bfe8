"""Growth before and after a day, in words: the sentence, the weeks, and the parts."""
from crm_core.content.labels import signed
from crm_core.content.model import Chart, Column, Section, Series, Table, floats, texts
from crm_core.content.words import together
from crm_core.errors import N_
from crm_core.format import Style, day, month, percent
from crm_core.reports.sales import SalesReport
from crm_core.reports.sales_filter import DIMENSIONS, MEASURES, MONEY, TIMES, SalesFilter, week_of
from crm_core.reports.sales_growth import DAYS, LEAST_ORDERS, LEAST_WEEKS, Growth
from crm_core.reports.sales_sections import formula
from crm_core.reports.sales_turn import Turn
from crm_core.reports.sales_words import Amounts, part_name

_VERDICTS = {"rose": N_("Rose"), "fell": N_("Fell"), "unclear": N_("No clear change")}
_LACKING = {
    "passed": N_("Before and after {day}: not enough data. At least {n} whole weeks have to be over since then."),
    "history": N_("Before and after {day}: not enough data. There are no sales of {n} whole weeks before it."),
    "history_season": N_("Before and after {day}: not enough data. To take the season out, sales must reach back {n} whole weeks more than a year."),
    "orders": N_("Before and after {day}: not enough data. There are fewer than {orders} orders on either side."),
}


def sentence(report: SalesReport, style: Style) -> str:
    """What changed on the day, with how much that can be trusted; nothing where no day was chosen."""
    turn = report.turn
    if turn is None:
        return ""
    words = {"day": day(turn.turned_on, style), "measure": style._(MEASURES[turn.measure]).lower()}
    if turn.whole is None:
        lacking = "history_season" if turn.lacking == "history" and turn.season else turn.lacking
        return style._(_LACKING[lacking]).format(**words, n=LEAST_WEEKS, orders=LEAST_ORDERS)
    known = turn.whole
    if known.verdict == "unclear":
        text = style._("From {day} on there is no clear change of {measure} a day: {difference}, with 95% confidence between {low} and {high}.")
    elif turn.season:
        text = style._("From {day} on, {measure} a day was {after} instead of the {expected} that the season explains: {difference}, with 95% confidence between {low} and {high}.")
    else:
        text = style._("From {day} on, {measure} a day went from {before} to {after}: {difference}, with 95% confidence between {low} and {high}.")
    return text.format(**words, **_figures(turn.measure, known, style))


def _figures(measure: str, known: Growth, style: Style) -> dict[str, str]:
    amounts = Amounts(measure, style)
    difference = amounts.signed(known.difference)
    if known.share is not None:
        grown = signed(round(known.share, 2), percent(abs(known.share), style))
        difference = style._("{difference} ({share})").format(difference=difference, share=grown)
    return {"before": amounts.text(known.before), "after": amounts.text(known.after), "expected": amounts.text(known.expected), "difference": difference,
            "low": amounts.signed(known.low), "high": amounts.signed(known.high)}


def sections(report: SalesReport, chosen: SalesFilter, style: Style) -> list[Section]:
    """The weeks on both sides, and the parts; nothing where no day was chosen or too little is known."""
    if report.turn is None or report.turn.whole is None:
        return []
    return [_weeks(report.turn, chosen, style), _change(report, report.turn, chosen, style)]


def _weeks(turn: Turn, chosen: SalesFilter, style: Style) -> Section:
    _, amounts = style._, Amounts(turn.measure, style)
    daily = turn.sums / DAYS
    divisor, unit = amounts.scale([*daily.now, *(daily.then if turn.season else ())])
    weeks = list(daily.index)
    sides = [[value if (week >= 0) is after else None for week, value in zip(weeks, daily.now, strict=True)] for after in (False, True)]
    series = [Series(name, floats([value if value is None else value / divisor for value in side]), tuple("" if value is None else amounts.text(value) for value in side))
              for name, side in zip((_("The weeks before"), _("The weeks after")), sides, strict=True)]
    if turn.season:
        series.append(Series(_("The same weeks a year before"), floats(daily.then / divisor), texts([amounts.text(value) for value in daily.then]), shape="line"))
    starts = [week_of(week, turn.turned_on) for week in weeks]
    labels = tuple(f"{month(start, style, short=True)}\n{start.day}" for start in starts)
    chart = Chart("stacked", labels, tuple(series), keys=tuple(str(week) for week in weeks))
    columns = [Column(_("Week from"), "day"), Column(_("Belongs to")), Column(_("{measure} a day").format(measure=_(MEASURES[turn.measure])), _kind(turn))]
    rows = [[start, _("The weeks before") if week < 0 else _("The weeks after"), _value(turn, value)] for start, week, value in zip(starts, weeks, daily.now, strict=True)]
    if turn.season:
        columns.append(Column(_("The same weeks a year before"), _kind(turn)))
        rows = [[*row, _value(turn, value)] for row, value in zip(rows, daily.then, strict=True)]
    title = _("{measure} a day, before and after {day}").format(measure=_(MEASURES[turn.measure]), day=day(turn.turned_on, style))
    fewer = _("Compared are {n} weeks on each side: there are not more.").format(n=turn.weeks) if turn.weeks < chosen.weeks else ""
    told = _("Whole weeks, counted from the day on in both directions, each as its sum divided by seven.")
    return Section("weeks", title, Table(tuple(columns), tuple(map(tuple, rows))), chart, unit, formula(chosen, style, told), tuple(filter(None, (fewer, _observed(turn, style)))))


def _observed(turn: Turn, style: Style) -> str:
    _ = style._
    found = [_("Observed, not proven: whatever else happened around that day is in it too.")]
    if turn.season:
        found.append(_("Festivals that move, such as the Spring Festival, can lie in other weeks a year before."))
    return together(found, style)


def _change(report: SalesReport, turn: Turn, chosen: SalesFilter, style: Style) -> Section:
    """The whole and its parts: before, after, the difference and the limits it lies between."""
    _, amounts = style._, Amounts(turn.measure, style)
    known = [(key, growth) for key, growth in turn.parts if growth]
    divisor, unit = amounts.scale([growth.difference for _key, growth in known])
    beside = [f"{amounts.signed(growth.difference)} ± {amounts.text(growth.high - growth.difference)}" for _key, growth in known]
    names = [part_name(chosen.by, key, report.names, style) for key, _growth in known]
    chart = Chart("bars", texts(names), (Series(_("Change a day"), floats([growth.difference / divisor for _key, growth in known]), texts(beside)),),
                  keys=texts([key for key, _growth in known]), tones=tuple("running" if growth.verdict == "unclear" else "" for _key, growth in known))
    columns = (Column(_(DIMENSIONS[chosen.by][0]) if turn.parts else _("Sales")), Column(_("Before, a day"), _kind(turn)), Column(_("After, a day"), _kind(turn)),
               *([Column(_("Expected by the season"), _kind(turn))] if turn.season else []), Column(_("Difference"), _kind(turn)), Column(_("At least"), _kind(turn)),
               Column(_("At most"), _kind(turn)), Column(_("Result")), Column(_("Growth"), "percent"))
    rows = tuple(_row(part_name(chosen.by, key, report.names, style), growth, turn, style) for key, growth in turn.parts)
    whole = _row(_("Total"), turn.whole, turn, style)
    title = _("Before and after {by}").format(by=_(DIMENSIONS[chosen.by][1])) if chosen.by not in TIMES else _("Before and after")
    notes = [_("± is the 95% interval. Pale: no clear change. Of twenty parts without any, one shows a clear one by chance.")] if known else []
    if turn.more:
        notes.append(style.count("{n} smaller one is left out.", "{n} smaller ones are left out.", turn.more))
    text = _("Mean of a day after less the mean of a day before, with Welch's 95% interval over the sums of whole weeks.")
    if turn.season:
        text = together([text, _("The season is taken out: each week less the same week 364 days earlier.")], style)
    return Section("change", title, Table(columns, rows or (whole,), whole if rows else None), chart if known else None, unit, formula(chosen, style, text), tuple(notes))


def _kind(turn: Turn) -> str:
    """Of a column: orders a day are seldom whole ones."""
    return "money" if turn.measure in MONEY else "decimal"


def _value(turn: Turn, value: float) -> float | int:
    return round(value) if turn.measure in MONEY else float(value)


def _row(name: str, growth: Growth | None, turn: Turn, style: Style) -> tuple:
    if growth is None:
        return (name, *[None] * (6 if turn.season else 5), style._("Not enough data"), None)
    expected = [growth.expected] if turn.season else []
    figures = (growth.before, growth.after, *expected, growth.difference, growth.low, growth.high)
    return (name, *(_value(turn, figure) for figure in figures), style._(_VERDICTS[growth.verdict]), growth.share)
