"""The demand report as content: sentence, figures, the heat map and the tables of cycles."""
from collections.abc import Mapping
from functools import partial

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import growth, span, unchanged
from crm_core.content.model import END, WORRY, Content, Figure
from crm_core.content.period import Period
from crm_core.content.words import PERIODS, together
from crm_core.format import DASH, Style, days, money, money_full, number, percent
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.reports.demand import Cell, DemandReport, demand
from crm_core.reports.demand_heat import heat
from crm_core.reports.demand_parts import again, cycle_sections
from crm_core.reports.demand_scan import GROUPS, MEASURES, NONE, OTHERS, SHOWN, DemandFilter
from crm_core.work import Work

MUCH = 0.1  # of the whole was lost in one cell: needs attention


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, demand(work, chosen), chosen, contribution_choices(work))


def from_address(address: Address) -> DemandFilter:
    """The filter that the address of the page means. Customers are not compared with an expectation: they do not add up."""
    measure, show = of.one_of(address, "measure", MEASURES) or "revenue", of.one_of(address, "show", SHOWN) or "amount"
    return DemandFilter(
        *of.period(address, "this_year"), of.whole(address, "team"), of.whole(address, "owner"), address.get("category") or None,
        of.one_of(address, "by", GROUPS) or "product", measure, "amount" if (measure, show) == ("customers", "index") else show)


def written(report: DemandReport, chosen: DemandFilter, choices: ContributionChoices, style: Style) -> Content:
    """The report in the language of `style`."""
    _ = style._
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    parts = [heat(report, chosen, style), *cycle_sections(report, chosen, style), again(report, chosen, style)]
    return Content(
        report="demand", title=_("Product demand"), sentence=_sentence(report, chosen, who, style), figures=_figures(report, chosen, style),
        sections=tuple(part for part in parts if part.table.rows), currency=style.currency, locale=style.locale, as_of=style.stamp(report.as_of),
        span=span(Period(report.days), style), filters=_filters(chosen, choices, style), starts_on=report.days.start, ends_on=report.days.end)


def _filters(chosen: DemandFilter, choices: ContributionChoices, style: Style) -> tuple[tuple[str, str], ...]:
    _ = style._
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)), (_("Owner"), choices.owners.get(chosen.owner_id)),
             (_("Category"), chosen.category), (_("Measure"), measures(style)[chosen.measure]), (_("By"), groups(style)[chosen.by])]
    return tuple((label, value) for label, value in found if value)


def measures(style: Style) -> dict[str, str]:
    """What can be measured → its name."""
    return {"revenue": style._("Revenue"), "quantity": style._("Quantity"), "customers": style._("Customers")}


def groups(style: Style) -> dict[str, str]:
    """What the rows can be → its name."""
    return {"product": style._("Product"), "category": style._("Category")}


def amount(value: float, measure: str, style: Style) -> str:
    """How much, with its unit."""
    if measure == "revenue":
        return money(round(value), style)
    return style.count("{n} customer", "{n} customers", round(value)) if measure == "customers" else number(value, style, 0 if value == int(value) else 1)


def _named(cells: Mapping[tuple[str, str], Cell]) -> list[Cell]:
    """Cells of one product in one region."""
    return [cell for cell in cells.values() if not {cell.row, cell.region} & {OTHERS, NONE}]


def _sentence(report: DemandReport, chosen: DemandFilter, who: str, style: Style) -> str:
    _, known = style._, _named(report.cells)
    if not known or max(cell.now for cell in known) <= 0:
        return _("What was sold {period} has no region yet.").format(period=_(PERIODS[chosen.period][1])) if report.cells else ""
    best = max(known, key=lambda cell: cell.now)
    share = percent(best.now / report.whole.now, style) if chosen.measure != "customers" and report.whole.now > 0 else ""
    text = _("{product} in {region} is wanted most {period}: {value}, {share} of the whole.") if share else _("{product} in {region} is wanted most {period}: {value}.")
    told = text.format(product=report.rows[best.row], region=report.regions[best.region], period=_(PERIODS[chosen.period][1]),
                       value=amount(best.now, chosen.measure, style), share=share)
    told = _("{who}: {sentence}").format(who=who, sentence=told) if who else told
    return together([told, _fallen(known, report, chosen, style)], style)


def _fallen(known: list[Cell], report: DemandReport, chosen: DemandFilter, style: Style) -> str:
    """Where most was lost against the year before."""
    if report.before is None:
        return ""
    worst = min(known, key=lambda cell: cell.now - (cell.before or 0))
    lost = (worst.before or 0) - worst.now
    if not worst.before or lost <= 0:
        return ""
    begin, end = (WORRY, END) if report.whole.before and lost >= MUCH * report.whole.before else ("", "")
    return style._("{begin}{product} in {region} lost most on the year before: {value} less{end}.").format(
        begin=begin, end=end, product=report.rows[worst.row], region=report.regions[worst.region], value=amount(lost, chosen.measure, style))


def _figures(report: DemandReport, chosen: DemandFilter, style: Style) -> tuple[Figure, ...]:
    _, whole = style._, report.whole
    grown = growth(whole.now, whole.before, style)
    exact = money_full(round(whole.now), style) if chosen.measure == "revenue" else number(whole.now, style)
    found = [Figure(measures(style)[chosen.measure], money(round(whole.now), style) if chosen.measure == "revenue" else number(whole.now, style), grown,
                    _("on the year before") if grown else None, neutral=unchanged(grown), help=exact)]
    for label, totals, names in ((_("Strongest product") if chosen.by == "product" else _("Strongest category"), report.row_totals, report.rows),
                                 (_("Strongest region"), report.region_totals, report.regions)):
        best = max((cell for key, cell in totals.items() if key not in (OTHERS, NONE)), key=lambda cell: cell.now, default=None)
        name = names[best.row or best.region] if best and best.now > 0 else None
        found.append(Figure(label, amount(best.now, chosen.measure, style) if name else DASH, name, neutral=True))
    if report.cycles:
        spread, won, lost = report.cycles.all.days_won, report.cycles.all.won, report.cycles.all.lost
        rate = report.cycles.all.rate
        found.append(Figure(
            _("Median time to win"), days(round(spread.median), style) if spread.median is not None else _("not enough data"),
            _("{share} won").format(share=percent(rate, style)) if rate is not None else None, neutral=True,
            help=_("Of deals with products closed in the period: {won} won, {lost} lost.").format(won=number(won, style), lost=number(lost, style))))
    return tuple(found)
