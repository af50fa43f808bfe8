"""The contribution report as content: sentence, figures, sections."""
from functools import partial

from crm_core.content import address as of
from crm_core.content import labels
from crm_core.content.address import Address
from crm_core.content.labels import growth, signed_points, span, unchanged
from crm_core.content.model import END, WORRY, Chart, Column, Content, Figure, Section, Series, Table, floats, texts
from crm_core.content.words import PERIODS, together
from crm_core.format import DASH, Style, money, money_full, money_unit, number, percent
from crm_core.reports.contribution import (
    MOVES,
    STEPS,
    Concentration,
    ContributionChoices,
    ContributionReport,
    contribution,
    contribution_choices,
)
from crm_core.reports.contribution_scan import ContributionFilter
from crm_core.wording import WORDS
from crm_core.work import Work

BARS = 10
MUCH = 0.25  # of the revenue by one customer needs attention


def content(work: Work, address: Address):
    """The report within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, contribution(work, chosen), chosen, contribution_choices(work))


def from_address(address: Address) -> ContributionFilter:
    """The filter that the address of the page means."""
    words = (address.get(name) or None for name in ("category", "grade", "region"))
    return ContributionFilter(*of.period(address, "this_year"), of.whole(address, "team"), of.whole(address, "owner"), *words)


def written(report: ContributionReport, chosen: ContributionFilter, choices: ContributionChoices, style: Style) -> Content:
    """The report in the language of `style`."""
    _ = style._
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    parts = [_top(report, style), _curve(report, style)]
    if report.period.before:
        parts.append(_moves(report, style))
    titles = {"grade": (_("By grade"), _("Grade")), "industry": (_("By industry"), _("Industry")), "region": (_("By region"), _("Region")),
              "owner": (_("By owner"), _("Owner")), "category": (_("By product category"), _("Category")), "kind": (_("By kind of customer"), _("Kind"))}
    parts += [_cut(key, *titles[key], report, style) for key in titles]
    return Content(
        report="contribution", title=_("Customer contribution"), sentence=_sentence(report, chosen.period, who, style),
        figures=_figures(report, chosen.period, style), sections=tuple(part for part in parts if part.table.rows), currency=style.currency,
        locale=style.locale, as_of=style.stamp(report.as_of), span=span(report.period, style), filters=_filters(chosen, choices, style),
        starts_on=report.period.days.start, ends_on=report.period.days.end)


def _filters(chosen: ContributionFilter, choices: ContributionChoices, style: Style) -> tuple[tuple[str, str], ...]:
    _ = style._
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), choices.teams.get(chosen.team_id)), (_("Owner"), choices.owners.get(chosen.owner_id)),
             (_("Category"), chosen.category), (_("Grade"), choices.grades.get(chosen.grade)), (_("Region"), chosen.region)]
    return tuple((label, value) for label, value in found if value)


def _sentence(report: ContributionReport, period: str, who: str, style: Style) -> str:
    _ = style._
    whole = report.whole
    words = {"value": money(int(whole.revenue), style), "period": _(PERIODS[period][1]), "before": _(PERIODS[period][3])}
    change = whole.revenue / whole.before - 1 if report.period.before and whole.before > 0 else None
    if change is None or change > labels.MUCH - 1 or round(change, 2) == 0:
        text = _("Customers brought {value} {period}.")
    else:
        text = _("Customers brought {value} {period}, {change} more than {before}.") if change > 0 else _(
            "Customers brought {value} {period}, {change} less than {before}.")
        words["change"] = percent(abs(change), style)
    told = text.format(**words)
    told = _("{who}: {sentence}").format(who=who, sentence=told) if who else told
    return together([told, _few(report, style)], style)


def _few(report: ContributionReport, style: Style) -> str:
    """How unequal it is; one customer with very much is what needs attention."""
    if report.revenue.of_fifth is None:
        return ""
    known = report.top[report.top.id.notna()]
    share = known.revenue.iloc[0] / report.whole.revenue if len(known) and report.whole.revenue > 0 else 0
    if share >= MUCH and report.revenue.customers > 1:
        text = style._("{begin}One customer alone brings {share}{end}.")
        return text.format(begin=WORRY, end=END, share=percent(share, style))
    return style._("The best fifth of them bring {share}.").format(share=percent(report.revenue.of_fifth, style))


def _figures(report: ContributionReport, period: str, style: Style) -> tuple[Figure, ...]:
    _ = style._
    whole, before = report.whole, report.period.before is not None
    beside = _(PERIODS[period][2]) if before and PERIODS[period][2] else None
    grown = growth(float(whole.revenue), float(whole.before), style) if before else None
    rate = whole.margin / whole.revenue if whole.revenue > 0 else None
    rate_before = whole.margin_before / whole.before if before and whole.before > 0 else None
    points = signed_points(rate, rate_before, style)
    bought = growth(float(whole.customers), float(whole.customers_before), style) if before else None
    few = report.revenue
    return (
        Figure(_("Revenue"), money(int(whole.revenue), style), grown, beside if grown else None, neutral=unchanged(grown),
               help=_("Confirmed, delivered and paid orders less returns, without tax: {value}.").format(value=money_full(int(whole.revenue), style))),
        Figure(_("Margin"), money(int(whole.margin), style), points or (percent(rate, style) if rate is not None else None), beside if points else None,
               neutral=points is None or unchanged(points),
               help=_("Revenue less the cost of what was sold: {share} of the revenue.").format(share=percent(rate, style))),
        Figure(_("Customers who bought"), number(int(whole.customers), style), bought, beside if bought else None, neutral=unchanged(bought)),
        Figure(_("Bring 80% of the revenue"), style.count("{n} customer", "{n} customers", few.needed),
               percent(few.needed / few.customers, style) if few.customers else None, _("of those who bought") if few.customers else None, neutral=True,
               help=_("The fewest customers that together bring 80% of the revenue.")),
    )


def _formula(style: Style, more: str) -> str:
    return together([more, style._("Revenue: confirmed, delivered and paid orders less returns, without tax, by the day of the order; a sale belongs to who made it.")], style)


def _top(report: ContributionReport, style: Style) -> Section:
    _, top, whole = style._, report.top, int(report.whole.revenue)
    names = customer_labels(top, style)
    shares = [value / whole if whole > 0 else None for value in top.revenue]
    divisor, unit = money_unit(style, int(top.revenue.max()) if len(top) else 0)
    beside = [f"{money(int(value), style)}  {percent(share, style)}" for value, share in zip(top.revenue, shares, strict=True)][:BARS]
    series = (Series(_("Revenue"), floats(top.revenue[:BARS] / divisor), texts(beside)),)
    if report.period.before:
        series = (*series, Series(_("Period before"), floats(top.before[:BARS] / divisor), shape="behind"))
    chart = Chart("bars", texts(names[:BARS]), series, keys=texts(["none" if key != key else int(key) for key in top.id[:BARS]]))
    columns = (Column(_("Customer")), Column(_("Revenue"), "money"), Column(_("Share"), "percent"), Column(_("Margin"), "money"), Column(_("Margin rate"), "percent"),
               Column(_("Period before"), "money"), Column(_("Orders"), "number"))
    rates = [margin / revenue if revenue > 0 else None for margin, revenue in zip(top.margin, top.revenue, strict=True)]
    rows = tuple(zip(names, top.revenue, shares, top.margin, rates, top.before, top.orders, strict=True))
    return Section("top", _("Top customers"), Table(columns, rows), chart, _("{unit}, share").format(unit=unit),
                   _formula(style, _("The customers with the most revenue in the period.")))


def customer_labels(frame, style: Style) -> list[str]:
    """Names; for those that are not the reader's, or nobody's, what can be said of them."""
    return [name if isinstance(name, str) else style._("Without customer") if key != key or key is None else style._("Customer of others")
            for key, name in zip(frame.id, frame.name, strict=True)]


def _curve(report: ContributionReport, style: Style) -> Section:
    _ = style._
    ticks = [percent(step / STEPS, style) for step in range(STEPS + 1)]
    known = [(name, found) for name, found in ((_("Revenue"), report.revenue), (_("Margin"), report.margin)) if found.customers]
    series = tuple(Series(name, (0.0, *found.shares), shape="line") for name, found in known)
    columns = (Column(_("Best customers")), *(Column(name, "percent") for name, _found in known))
    rows = tuple((label, *(one.values[place] for one in series)) for place, label in enumerate(ticks)) if known else ()
    notes = tuple(_needed(name, found, style) for name, found in known)
    return Section("curve", _("How few bring most of it"), Table(columns, rows), Chart("lines", texts(ticks), series, share=True),
                   _("share of the whole"),
                   _("Customers from the best to the least, of those with revenue (or margin) above zero in the period: what the best 5%, 10% … together bring."), notes)


def _needed(name: str, found: Concentration, style: Style) -> str:
    text = style.ngettext("{name}: {n} customer of {whole} brings 80%.", "{name}: {n} customers of {whole} bring 80%.", found.needed)
    return text.format(name=name, n=number(found.needed, style), whole=number(found.customers, style))


def _moves(report: ContributionReport, style: Style) -> Section:
    _ = style._
    words = {"new": _("Not in the period before"), "more": _("Bought more"), "less": _("Bought less"), "gone": _("Bought nothing more")}
    moves = report.moves.set_index("key").loc[list(MOVES)]
    divisor, unit = money_unit(style, int(moves.change.abs().max()))
    counts = [style.count("{n} customer", "{n} customers", int(n)) for n in moves.customers]
    beside = [f"{'+' if change > 0 else ''}{money(int(change), style)} · {count}" for change, count in zip(moves.change, counts, strict=True)]
    chart = Chart("bars", tuple(words[key] for key in MOVES), (Series(_("Change of revenue"), floats(moves.change / divisor), texts(beside)),), keys=MOVES)
    whole = int(report.whole.revenue) - int(report.whole.before)
    table = Table((Column(_("Customers who …")), Column(_("Customers"), "number"), Column(_("Change of revenue"), "money")),
                  tuple((words[key], n, change) for key, n, change in zip(MOVES, moves.customers, moves.change, strict=True)),
                  (_("Total"), int(moves.customers.sum()), whole))
    note = _("Together {change}.").format(change=("+" if whole > 0 else "") + money_full(whole, style))
    return Section("moves", _("Where the change comes from"), table, chart, unit,
                   _formula(style, _("Revenue of the period less that of the period before, customer by customer. The four add up to the change of the whole.")), (note,))


def _cut(key: str, title: str, what: str, report: ContributionReport, style: Style) -> Section:
    _, frame, whole = style._, report.cuts[key], int(report.whole.revenue)
    kinds = {code: _(text) for code, text in WORDS["kind"].items()}
    names = [_("Not said") if name is None or name != name else kinds.get(name, name) if key == "kind" else str(name) for name in frame.name]
    shares = [value / whole if whole > 0 else None for value in frame.revenue]
    divisor, unit = money_unit(style, int(frame.revenue.abs().max()) if len(frame) else 0)
    beside = [f"{money(int(value), style)}  {percent(share, style)}" for value, share in zip(frame.revenue, shares, strict=True)][:BARS]
    series = (Series(_("Revenue"), floats(frame.revenue[:BARS] / divisor), texts(beside)),)
    if report.period.before:
        series = (*series, Series(_("Period before"), floats(frame.before[:BARS] / divisor), shape="behind"))
    chart = Chart("bars", texts(names[:BARS]), series, keys=texts(frame.key[:BARS]))
    columns = (Column(what), Column(_("Revenue"), "money"), Column(_("Share"), "percent"), Column(_("Margin"), "money"), Column(_("Margin rate"), "percent"),
               Column(_("Customers"), "number"), Column(_("Period before"), "money"), Column(_("Change of revenue"), "money"))
    rates = [margin / revenue if revenue > 0 else None for margin, revenue in zip(frame.margin, frame.revenue, strict=True)]
    changes = frame.revenue - frame.before
    rows = tuple(zip(names, frame.revenue, shares, frame.margin, rates, frame.customers, frame.before, changes, strict=True))
    sums = [int(frame[name].sum()) for name in ("revenue", "margin", "before")]
    total = (_("Total"), sums[0], 1.0 if whole > 0 else None, sums[1], sums[1] / sums[0] if sums[0] > 0 else None, None, sums[2], sums[0] - sums[2])
    more = style.count("{n} more is in the table.", "{n} more are in the table.", len(frame) - BARS) if len(frame) > BARS else ""
    return Section(key, title, Table(columns, rows, total if rows else None), chart, unit or DASH, _formula(style, _formulas(key, style)), tuple(filter(None, (more,))))


def _formulas(key: str, style: Style) -> str:
    if key == "category":
        return style._("Each line of an order counts with its share of the order's revenue, under the category of its product. The parts add up to the whole.")
    return style._("Revenue of the customers as they are graded and described today. The parts add up to the whole; grey: the period before.")
