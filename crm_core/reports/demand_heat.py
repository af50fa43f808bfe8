"""The heat map of the demand report: product or category × region."""
from math import log2

from crm_core.content.labels import signed
from crm_core.content.model import Chart, Column, Section, Series, Table
from crm_core.content.words import together
from crm_core.format import Style, money_unit, number, percent
from crm_core.reports.demand import HEAT, Cell, DemandReport
from crm_core.reports.demand_scan import NONE, OTHERS, DemandFilter

MUCH, FINE = 11, 20  # times as much and more is no growth, but a beginning; the unit is that of the largest cell ÷ 20
LITTLE = 0.005


def heat(report: DemandReport, chosen: DemandFilter, style: Style) -> Section:
    """A row for each product, a column for each region; the table has amount, year before, growth and index of every cell."""
    _ = style._
    rows, regions = row_names(report, chosen, style), region_names(report, style)
    most = max((cell.now for cell in report.cells.values() if not {cell.row, cell.region} & {OTHERS, NONE}), default=0)
    divisor, unit = money_unit(style, round(most / FINE)) if chosen.measure == "revenue" else (1, {"quantity": _("units"), "customers": _("customers")}[chosen.measure])
    said = {"amount": lambda cell: _amount(cell, most, divisor, style), "growth": lambda cell: _grown(cell, style), "index": lambda cell: _index(cell, style)}[chosen.show]
    series = []
    for key, name in rows.items():
        told = [said(report.cells.get((key, region), Cell(key, region, 0, 0))) for region in regions]
        series.append(Series(name, tuple(value for value, _text in told), tuple(text for _value, text in told), key=key))
    chart = Chart("heat", tuple(regions.values()), tuple(series), tuple(regions), centred=chosen.show != "amount")
    units = {"amount": unit, "growth": _("growth on the same days of the year before"), "index": _("100: as much as rows and columns would give")}
    return Section(HEAT, _("Product by region") if chosen.by == "product" else _("Category by region"), _table(report, chosen, rows, regions, style), chart,
                   units[chosen.show], _formula(chosen, style), _notes(report, chosen, style))


def row_names(report: DemandReport, chosen: DemandFilter, style: Style) -> dict[str, str]:
    """What the rows are called."""
    _ = style._
    special = {OTHERS: _("All others"), NONE: _("Without product") if chosen.by == "product" else _("Without category")}
    return {key: special.get(key) or name or _("Not said") for key, name in report.rows.items()}


def region_names(report: DemandReport, style: Style) -> dict[str, str]:
    """What the columns are called."""
    special = {OTHERS: style._("Other regions"), NONE: style._("No region")}
    return {key: special.get(key) or str(name) for key, name in report.regions.items()}


def _amount(cell: Cell, most: float, divisor: int, style: Style) -> tuple[float | None, str]:
    """The colours run up to the largest cell with a name: all others together would outshine them."""
    if not cell.now:
        return None, ""
    value = cell.now / divisor
    return min(value, most / divisor) if most > 0 else value, number(value, style, 0 if abs(value) >= 10 or value == int(value) else 1)


def _grown(cell: Cell, style: Style) -> tuple[float | None, str]:
    """Beyond twice as much the colour is the same."""
    if cell.growth is None or cell.growth > MUCH - 1:
        return (1.0, style._("new")) if cell.now > 0 and cell.before is not None else (None, "")
    return max(-1.0, min(1.0, cell.growth)), signed(round(cell.growth, 2), percent(abs(cell.growth), style))


def _index(cell: Cell, style: Style) -> tuple[float | None, str]:
    """By its binary logarithm: half as much is as far from 100 as twice as much."""
    if not cell.index:
        return None, ""
    return max(-2.0, min(2.0, log2(cell.index))), number(cell.index * 100, style)


def _table(report: DemandReport, chosen: DemandFilter, rows: dict[str, str], regions: dict[str, str], style: Style) -> Table:
    _, revenue, customers = style._, chosen.measure == "revenue", chosen.measure == "customers"
    kind = "money" if revenue else "number" if customers else "decimal"
    what = {"revenue": _("Revenue"), "quantity": _("Quantity"), "customers": _("Customers")}[chosen.measure]

    def values(cell: Cell) -> tuple:
        share = cell.now / report.whole.now if report.whole.now > 0 else None
        return (cell.now, *(() if customers else (share,)), *(() if cell.before is None else (cell.before, cell.growth)), *(() if customers else (cell.index and cell.index * 100,)))

    compared = report.before is not None
    columns = (Column(_("Product") if chosen.by == "product" else _("Category")), Column(_("Region")), Column(what, kind), *(() if customers else (Column(_("Share"), "percent"),)),
               *((Column(_("Year before"), kind), Column(_("Growth"), "percent")) if compared else ()), *(() if customers else (Column(_("Index"), "number"),)))
    found = tuple((rows[row], regions[region], *values(report.cells[row, region])) for row in rows for region in regions if (row, region) in report.cells)
    return Table(columns, found, (_("Total"), "", *values(report.whole)) if found else None)


def _formula(chosen: DemandFilter, style: Style) -> str:
    _ = style._
    first = {
        "revenue": _("Each line of an order with its share of the order's revenue, less returns, without tax, by the day of the order."),
        "quantity": _("Quantities of the lines, less returns, by the day of the order; different units are added up as they are."),
        "customers": _("Customers who bought in the period; in every total each counts once, so that the cells may add up to more."),
    }[chosen.measure]
    more = {
        "amount": "", "growth": _("Growth: the period against the same days a year before; “new” where nothing or very little was sold then."),
        "index": _("Index: 100 × cell × whole ÷ (row × column). Over 100 a region wants more of it than others, for its size."),
    }[chosen.show]
    where = _("The region is that of the customer today; without customer or region: “No region”. The largest stand by name, the rest together, so that the parts add up to the whole.")
    return together([first, more, where], style)


def _notes(report: DemandReport, chosen: DemandFilter, style: Style) -> tuple[str, ...]:
    none = report.region_totals.get(NONE)
    if none and report.whole.now > 0 and chosen.measure != "customers" and none.now / report.whole.now >= LITTLE:
        return (style._("{share} without a region.").format(share=percent(none.now / report.whole.now, style)),)
    return ()
