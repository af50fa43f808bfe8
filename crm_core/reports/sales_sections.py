"""The charts and tables of the sales report: the parts, their growth, and the parts crossed."""
from datetime import date

import pandas as pd

from crm_core.content.labels import bar_of_time, growth
from crm_core.content.model import Chart, Column, Section, Series, Table, floats, texts
from crm_core.content.words import together
from crm_core.format import Style, day
from crm_core.reports.sales import MOST, REST, SalesReport
from crm_core.reports.sales_filter import ADDING, BY_LINE, DIMENSIONS, MEASURES, MONEY, TIMES, SalesFilter
from crm_core.reports.sales_rows import cell
from crm_core.reports.sales_words import Amounts, cut_title, part_name

BARS, TIME_BARS, EACH_WAY = 12, 24, 6
ROWS, CELLS, SERIES, TABLED = 12, 6, 6, 12  # of crossed parts: rows and columns of cells, stacked series, columns of the table
_COLUMNS = ("revenue", "margin", "orders", "customers", "average", "quantity")
_OF_CUSTOMER = ("region", "industry", "source", "grade", "kind", "newness")


def sections(report: SalesReport, chosen: SalesFilter, style: Style) -> list[Section]:
    """Parts, growth of the parts, and the crossed ones, as far as they were asked for."""
    found = [_parts(report, chosen, style)]
    if report.period.before and chosen.by not in TIMES:
        found.append(_growth(report, chosen, style))
    if report.cells is not None:
        found.append(_crossed(report, chosen, style))
    return found


def formula(chosen: SalesFilter, style: Style, more: str = "") -> str:
    """How the figures are computed."""
    _ = style._
    found = [more, _("Revenue: confirmed, delivered and paid orders less returns, without tax, by the day of the order; a sale belongs to who made it.")]
    if chosen.by in BY_LINE or chosen.crossed in BY_LINE:
        found.append(_("Each line of an order counts with its share of the order's revenue. The parts add up to the whole."))
    if "newness" in (chosen.by, chosen.crossed):
        found.append(_("New is a customer whose first order ever lies in the same days."))
    if set(_OF_CUSTOMER[:-1]) & {chosen.by, chosen.crossed}:
        found.append(_("Customers count as they are described today."))
    if chosen.measure == "average":
        found.append(_("Average order: revenue divided by the orders that are no returns."))
    return together(found, style)


def _parts(report: SalesReport, chosen: SalesFilter, style: Style) -> Section:
    _, amounts, measure = style._, Amounts(chosen.measure, style), chosen.measure
    shown = report.parts[-TIME_BARS:] if chosen.by in TIMES else report.parts[report.parts.key != REST][:BARS]
    divisor, unit = amounts.scale([*shown[measure], *shown[f"{measure}_before"]])
    series = [Series(_(MEASURES[measure]), floats(shown[measure] / divisor), texts([amounts.text(value) for value in shown[measure]]))]
    if report.period.before:
        series.append(Series(_("Compared days"), floats(shown[f"{measure}_before"] / divisor), texts([amounts.text(v) for v in shown[f"{measure}_before"]]), shape="behind"))
    keys = texts(shown.key)
    if chosen.by in TIMES:
        starts = [date.fromisoformat(key) for key in keys]
        labels = tuple(bar_of_time(start, chosen.by, style, place) for place, start in enumerate(starts))
        running = tuple("running" if report.period.running and place == len(starts) - 1 else "" for place in range(len(starts)))
        chart = Chart("columns", labels, tuple(series), keys=keys, tones=running)
    else:
        chart = Chart("bars", texts(_names(report, shown.key, chosen.by, style)), tuple(series), keys=keys)
    more = len(report.parts) - len(shown)
    notes = (style.count("{n} more is in the table.", "{n} more are in the table.", more) if more else "", _overlapping(chosen, style),
             _("{n} small ones are “All others” in the table.").format(n=report.folded) if report.folded else "",
             _("The first sale is of {day}: the compared days are not all covered.").format(day=day(report.uncovered, style)) if report.uncovered else "")
    return Section("parts", cut_title(measure, chosen.by, style), _table(report, chosen, style), chart, unit, formula(chosen, style), tuple(filter(None, notes)))


def _names(report: SalesReport, keys, dimension: str, style: Style) -> list[str]:
    return [part_name(dimension, key, report.names, style) for key in keys]


def _overlapping(chosen: SalesFilter, style: Style) -> str:
    """Why the parts may be more than the whole."""
    if chosen.measure == "orders" and chosen.by in BY_LINE:
        return style._("An order of several parts counts at each of them.")
    if chosen.measure == "customers" and chosen.by not in _OF_CUSTOMER:
        return style._("A customer of several parts counts at each of them.")
    return ""


def _table(report: SalesReport, chosen: SalesFilter, style: Style) -> Table:
    """The chosen measure of every part and how it changed, then all other measures: on paper there is room for the first ones."""
    _, measure = style._, chosen.measure
    others = [name for name in _COLUMNS if name != measure and (name != "quantity" or report.quantities)]
    columns = [Column(_(DIMENSIONS[chosen.by][0])), Column(_(MEASURES[measure]), Amounts(measure, style).kind)]
    if report.period.before:
        columns += [Column(_("Compared days"), Amounts(measure, style).kind), Column(_("Difference"), Amounts(measure, style).kind), Column(_("Growth"), "percent")]
    columns += [Column(_("Share"), "percent")] if measure in ADDING else []
    columns += [*(Column(_(MEASURES[name]), Amounts(name, style).kind) for name in others), Column(_("Margin rate"), "percent")]

    def row(name: str, part: pd.Series) -> tuple:
        found = [name, Amounts(measure, style).value(part[measure]), *(_change(part, measure, style) if report.period.before else ())]
        found += [_share(part[measure], report.whole[measure])] if measure in ADDING else []
        return (*found, *(Amounts(one, style).value(part[one]) for one in others), _share(part.margin, part.revenue))

    names = _names(report, report.parts.key, chosen.by, style)
    return Table(tuple(columns), tuple(row(name, part) for name, (_place, part) in zip(names, report.parts.iterrows(), strict=True)), row(_("Total"), report.whole))


def _change(part: pd.Series, measure: str, style: Style) -> tuple:
    """The compared days, the change, and the growth."""
    amounts, now, before = Amounts(measure, style), part[measure], part[f"{measure}_before"]
    return amounts.value(before), amounts.value(now - before), _share(now - before, before)


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 and part == part else None


def _growth(report: SalesReport, chosen: SalesFilter, style: Style) -> Section:
    """The parts that grew and fell the most."""
    _, amounts, measure = style._, Amounts(chosen.measure, style), chosen.measure
    frame = report.parts.assign(change=report.parts[measure] - report.parts[f"{measure}_before"]).sort_values("change", ascending=False, kind="stable")
    frame = frame[frame.change.notna()]
    known = frame[(frame.key != REST) & (frame.change != 0)]
    shown = known if len(known) <= 2 * EACH_WAY else pd.concat([known[:EACH_WAY], known[-EACH_WAY:]])
    divisor, unit = amounts.scale(shown.change)
    beside = [f"{amounts.signed(change)}  {growth(now, before, style) or ''}".strip()
              for change, now, before in zip(shown.change, shown[measure], shown[f"{measure}_before"], strict=True)]
    chart = Chart("bars", texts(_names(report, shown.key, chosen.by, style)), (Series(_("Difference"), floats(shown.change / divisor), texts(beside)),), keys=texts(shown.key))
    columns = (Column(_(DIMENSIONS[chosen.by][0])), *(Column(label, amounts.kind) for label in (_(MEASURES[measure]), _("Compared days"), _("Difference"))), Column(_("Growth"), "percent"))
    rows = tuple((name, amounts.value(part[measure]), *_change(part, measure, style))
                 for name, (_place, part) in zip(_names(report, frame.key, chosen.by, style), frame.iterrows(), strict=True))
    total = (_("Total"), amounts.value(report.whole[measure]), *_change(report.whole, measure, style))
    whole = report.whole[measure] - report.whole[f"{measure}_before"]
    more = len(known) - len(shown)
    notes = (style.count("{n} more is in the table.", "{n} more are in the table.", more) if more else "", _("Together {change}.").format(change=amounts.signed(whole)) if measure in ADDING else "")
    text = _("{measure} of the period less that of the compared days, part by part.").format(measure=_(MEASURES[measure]))
    return Section("growth", _("Growth {by}").format(by=_(DIMENSIONS[chosen.by][1])), Table(columns, rows, total), chart, unit, formula(chosen, style, text), tuple(filter(None, notes)))


def _crossed(report: SalesReport, chosen: SalesFilter, style: Style) -> Section:
    """Stacked where the first dimension is time and the second has few parts, else a heat table."""
    wide = report.cells.pivot(index="a", columns="b", values="value")
    known = [key for key in report.parts.key if key in wide.index]
    order = sorted(wide.columns) if chosen.crossed in TIMES else list(wide.sum().sort_values(ascending=False, kind="stable").index)
    wide = wide.reindex(index=[*known, *sorted(set(wide.index) - set(known))], columns=order)
    stacked = chosen.by in TIMES and chosen.measure in ADDING and len(order) <= SERIES and not (wide < 0).any().any()
    chart, unit, more = (_stacked if stacked else _heat)(report, wide, chosen, style)
    notes = (style.count("{n} more is in the table.", "{n} more are in the table.", more) if more else "",)
    return Section("crossed", cut_title(chosen.measure, chosen.by, style, chosen.crossed), _cells(report, wide, chosen, style), chart, unit,
                   formula(chosen, style, style._("The sales of the period, cut by both.")), tuple(filter(None, notes)))


def _cells(report: SalesReport, wide: pd.DataFrame, chosen: SalesFilter, style: Style) -> Table:
    """Every part, its total, and the other dimension's parts beside it; time runs downwards."""
    _, amounts, adding = style._, Amounts(chosen.measure, style), chosen.measure in ADDING
    down, across, wide = (chosen.crossed, chosen.by, wide.T) if chosen.crossed in TIMES else (chosen.by, chosen.crossed, wide)
    if len(wide) > MOST:
        rest = wide.iloc[MOST:].sum().to_frame(REST).T
        wide = pd.concat([wide.iloc[:MOST], *([rest] if adding else [])])
    shown = wide.iloc[:, :TABLED]
    columns = [Column(_(DIMENSIONS[down][0])), *(Column(name, amounts.kind) for name in _names(report, shown.columns, across, style))]
    lines = [[amounts.value(value) for value in line] for line in shown.to_numpy(float)]
    if adding:
        totals, rest = wide.sum(axis=1), wide.iloc[:, TABLED:].sum(axis=1)
        more = [Column(_("All others"), amounts.kind)] if len(wide.columns) > TABLED else []
        columns = [columns[0], Column(_("Total"), amounts.kind), *columns[1:], *more]
        lines = [[amounts.value(total), *line, *([amounts.value(other)] if more else [])] for total, line, other in zip(totals, lines, rest, strict=True)]
    return Table(tuple(columns), tuple((name, *line) for name, line in zip(_names(report, shown.index, down, style), lines, strict=True)))


def _stacked(report: SalesReport, wide: pd.DataFrame, chosen: SalesFilter, style: Style) -> tuple[Chart, str, int]:
    keys = list(report.parts.key[-TIME_BARS:])
    shown = wide.reindex(keys).fillna(0)
    divisor, unit = Amounts(chosen.measure, style).scale(shown.sum(axis=1))
    labels = tuple(bar_of_time(date.fromisoformat(key), chosen.by, style, place) for place, key in enumerate(keys))
    series = tuple(Series(part_name(chosen.crossed, b, report.names, style), floats(shown[b] / divisor), key=cell("", b)[1]) for b in shown.columns)
    return Chart("stacked", labels, series, keys=tuple(cell(key, "")[0] for key in keys)), unit, len(report.parts) - len(keys)


def _heat(report: SalesReport, wide: pd.DataFrame, chosen: SalesFilter, style: Style) -> tuple[Chart, str, int]:
    """Time runs downwards, so that it can be read on a phone."""
    turned = chosen.crossed in TIMES
    down, across = (chosen.crossed, chosen.by) if turned else (chosen.by, chosen.crossed)
    shown = wide.T if turned else wide
    shown = (shown.iloc[-ROWS:] if down in TIMES else shown.iloc[:ROWS]).iloc[:, :CELLS]
    divisor, unit = Amounts(chosen.measure, style).scale(shown.to_numpy().ravel())
    keys = {"a": lambda key: cell(key, "")[0], "b": lambda key: cell("", key)[1]}
    row, column = (keys["b"], keys["a"]) if turned else (keys["a"], keys["b"])
    places = _places(shown.abs().max().max() / divisor, chosen.measure)
    series = tuple(Series(part_name(down, key, report.names, style), floats(line / divisor), tuple("" if value != value else f"{value / divisor:,.{places}f}" for value in line),
                          key=row(key)) for key, line in zip(shown.index, shown.to_numpy(float), strict=True))
    more = sum(wide.shape) - sum(shown.shape)
    return Chart("heat", texts(_names(report, shown.columns, across, style)), series, keys=tuple(column(key) for key in shown.columns)), unit, more


def _places(largest: float, measure: str) -> int:
    """Three digits are enough; the unit stands above the chart."""
    if measure not in MONEY or largest >= 100 or largest != largest:
        return 0
    return 1 if largest >= 10 else 2
