"""The value report in a sentence and four figures."""
from crm_core.content.model import END, WORRY, Figure
from crm_core.content.words import PERIODS, together
from crm_core.format import DASH, Style, days, money, money_full, number, percent
from crm_core.value.report import ValueReport


def sentence(report: ValueReport, period: str, who: str, style: Style) -> str:
    """Who bought for how much, what the best bring, and how many have gone quiet."""
    words = {"value": money(report.revenue, style), "period": style._(PERIODS[period][1])}
    told = style.count("{n} customer bought for {value} {period}.", "{n} customers bought for {value} {period}.", report.customers, **words)
    if who:
        told = style._("{who}: {sentence}").format(who=who, sentence=told)
    parts = [told]
    if report.revenue_share is not None and report.customers >= 5:
        parts.append(style._("The best fifth brings {share} of it.").format(share=percent(report.revenue_share, style)))
    quiet = report.customers - report.active
    if quiet:
        many = style.count("{begin}{n} has gone quiet{end}.", "{begin}{n} have gone quiet{end}.", quiet, begin=WORRY, end=END)
        parts.append(many)
    return together(parts, style)


def figures(report: ValueReport, style: Style) -> list[Figure]:
    """Active customers, those who bought again, revenue a customer, the usual rhythm."""
    _, customers = style._, report.customers or 1
    mean = round(report.revenue / customers)
    margin = percent(report.margin_share, style) if report.margin_share is not None else None
    return [
        Figure(_("Active customers"), number(report.active, style), percent(report.active / customers, style), _("of those who bought"), neutral=True,
               help=_("Silent for at most twice their own rhythm; without a rhythm, not longer than the company settings call at risk.")),
        Figure(_("Bought again"), percent(report.again / customers, style), style.count("{n} customer", "{n} customers", report.again), neutral=True,
               help=_("Customers with a second order in the period.")),
        Figure(_("Revenue per customer"), money(mean, style), margin, _("of margin from the best fifth") if margin else None, neutral=True,
               help=money_full(mean, style)),
        Figure(_("Usual rhythm"), days(round(report.cycle), style) if report.cycle is not None else DASH,
               help=_("The median of the customers' own usual days between orders.")),
    ]  # fmt: skip
