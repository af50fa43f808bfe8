"""The sales report as content: sentence, figures, sections."""
from functools import partial

from crm_core.content.address import Address
from crm_core.content.labels import growth, signed_points, span, unchanged
from crm_core.content.model import END, WORRY, Content, Figure
from crm_core.content.words import PERIODS, together
from crm_core.format import Style, day, money, money_full, number, percent
from crm_core.reports import sales_sections, sales_turn_content
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.reports.sales import REST, SalesReport, sales
from crm_core.reports.sales_filter import ADDING, AGAINST, MEASURES, TIMES, SalesFilter, from_address
from crm_core.reports.sales_words import Amounts, part_name
from crm_core.work import Work

MUCH = 0.1  # by so much less needs attention


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, sales(work, chosen), chosen, contribution_choices(work))


def written(report: SalesReport, chosen: SalesFilter, choices: ContributionChoices, style: Style) -> Content:
    """The report in the language of `style`."""
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    sentence = together([_sentence(report, chosen, who, style), sales_turn_content.sentence(report, style)], style)
    parts = [*sales_sections.sections(report, chosen, style), *sales_turn_content.sections(report, chosen, style)]
    return Content(
        report="sales", title=style._("Sales by everything"), sentence=sentence, figures=_figures(report, chosen, style),
        sections=tuple(part for part in parts if part.table.rows), currency=style.currency, locale=style.locale, as_of=style.stamp(report.as_of),
        span=span(report.period, style), filters=_filters(chosen, choices, style), starts_on=report.period.days.start, ends_on=report.period.days.end)


def _filters(chosen: SalesFilter, choices: ContributionChoices, style: Style) -> tuple[tuple[str, str], ...]:
    _ = style._
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Compared with"), _(AGAINST[chosen.against])), (_("Team"), choices.teams.get(chosen.team_id)),
             (_("Owner"), choices.owners.get(chosen.owner_id)), (_("Category"), chosen.category), (_("Region"), chosen.region),
             (_("Before and after"), day(chosen.turned_on, style) if chosen.turned_on else None)]
    return tuple((label, value) for label, value in found if value)


def _sentence(report: SalesReport, chosen: SalesFilter, who: str, style: Style) -> str:
    _, amounts = style._, Amounts(chosen.measure, style)
    now, before = report.whole[chosen.measure], report.whole[f"{chosen.measure}_before"] if report.period.before else None
    change = now / before - 1 if before and before > 0 and now <= 11 * before else None
    words = {"measure": _(MEASURES[chosen.measure]), "period": _(PERIODS[chosen.period][1]), "value": amounts.text(now), "before": _compared_with(report, chosen, style)}
    if change is None or round(change, 2) == 0:
        text = _("{measure} {period}: {value}.")
    elif change > 0:
        text = _("{measure} {period}: {value}, {change} more than {before}.")
    else:
        text = _("{measure} {period}: {value}, {begin}{change} less{end} than {before}.")
        text = text.replace("{begin}", WORRY if change <= -MUCH else "").replace("{end}", END if change <= -MUCH else "")
    told = text.format(**words, change=percent(abs(change), style)) if change is not None else text.format(**words)
    told = _("{who}: {sentence}").format(who=who, sentence=told) if who else told
    return together([told, _best(report, chosen, style), _worst(report, chosen, style)], style)


def _compared_with(report: SalesReport, chosen: SalesFilter, style: Style) -> str:
    if chosen.against == "before":
        return style._(PERIODS[chosen.period][3])
    return style._("on the same days a year before") if report.period.running else style._("a year before")


def _best(report: SalesReport, chosen: SalesFilter, style: Style) -> str:
    """The part with the most of it."""
    parts, whole = report.parts[report.parts.key != REST], report.whole[chosen.measure]
    if len(parts) < 2 or not parts[chosen.measure].max() > 0:
        return ""
    best = parts.loc[parts[chosen.measure].idxmax()]
    words = {"part": part_name(chosen.by, best.key, report.names, style), "value": Amounts(chosen.measure, style).text(best[chosen.measure])}
    if chosen.by in TIMES:
        return (style._("The best month was {part} with {value}.") if chosen.by == "month" else style._("The best quarter was {part} with {value}.")).format(**words)
    if chosen.measure not in ADDING or whole <= 0:
        return style._("The most: {part} with {value}.").format(**words)
    return style._("The most came from {part}: {share}.").format(**words, share=percent(best[chosen.measure] / whole, style))


def _worst(report: SalesReport, chosen: SalesFilter, style: Style) -> str:
    """The part that lost the most, where any did."""
    if chosen.by in TIMES or not report.period.before or chosen.measure == "average":
        return ""
    changes = report.parts[chosen.measure] - report.parts[f"{chosen.measure}_before"]
    if not changes.min() < 0 or len(changes) < 2:
        return ""
    worst = report.parts.loc[changes.idxmin()]
    words = {"part": part_name(chosen.by, worst.key, report.names, style), "change": Amounts(chosen.measure, style).signed(changes.min())}
    return style._("{part} fell the most: {change}.").format(**words)


def _figures(report: SalesReport, chosen: SalesFilter, style: Style) -> tuple[Figure, ...]:
    _, whole, before = style._, report.whole, report.period.before is not None
    beside = (_("on a year before") if chosen.against == "year" else _(PERIODS[chosen.period][2])) if before else None

    def figure(measure: str, help: str | None = None) -> Figure:
        grown = growth(float(whole[measure]), float(whole[f"{measure}_before"]), style) if before and whole[measure] == whole[measure] else None
        return Figure(_(MEASURES[measure]), Amounts(measure, style).text(whole[measure]), grown, beside if grown else None, neutral=unchanged(grown), help=help)

    revenue = figure("revenue", _("Confirmed, delivered and paid orders less returns, without tax: {value}.").format(value=money_full(int(whole.revenue), style)))
    orders = figure("orders", _("Orders that count, returns not among them; of {n} customers.").format(n=number(int(whole.customers), style)))
    average = figure("average", _("Revenue divided by orders; returns lessen the revenue."))
    if chosen.measure in ("customers", "quantity"):
        return (figure(chosen.measure), revenue, orders, average)
    rate, rate_before = (whole[f"margin{s}"] / whole[f"revenue{s}"] if whole[f"revenue{s}"] > 0 else None for s in ("", "_before"))
    points = signed_points(rate, rate_before, style) if before else None
    margin = Figure(_("Margin"), money(int(whole.margin), style), points or (percent(rate, style) if rate is not None else None), beside if points else None,
                    neutral=points is None or unchanged(points), help=_("Revenue less the cost of what was sold: {share} of the revenue.").format(share=percent(rate, style)))
    return (revenue, margin, orders, average)
