"""Whether the models can be trusted, in words, figures and tables."""
from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.content.labels import signed
from crm_core.content.model import END, WORRY, Chart, Column, Content, Figure, Section, Series, Table
from crm_core.format import Style, day, money, number, percent
from crm_core.intervals import wilson

if TYPE_CHECKING:
    from crm_core.value.trust import Quality, Run

MINIMUM = {"customers": 100, "repeaters": 50, "days": 270}  # see calibration.py, which needs scipy; a test compares them


def written(found: Quality, style: Style) -> Content:
    """The report for one reader."""
    _, run = style._, found.purchases
    start, end = (run and run.span) or (None, None)
    parts = (*_purchases(run, style), *_spend(found.spend, style)) if run and run.enough else ()
    return Content(
        report="model-quality", title=_("Can the figures be trusted?"), sentence=sentence(found, style), figures=tuple(figures(found, style)),
        sections=parts, currency=style.currency, locale=style.locale, as_of=style.stamp(run.at if run else None),
        span=f"{day(start, style)} – {day(end, style)}" if start else "", starts_on=start, ends_on=end)


def sentence(found: Quality, style: Style) -> str:
    """The answer: signal, no signal, not enough data, or not computed yet."""
    _, run = style._, found.purchases
    if run is None:
        return _("Nothing was computed yet.")
    if not run.enough:
        return _("{open}Not enough data{close}: probabilities need {customers} customers who ordered, {repeaters} of them more than once, over {days} days.").format(
            open=WORRY, close=END, **{name: number(least, style) for name, least in MINIMUM.items()})
    check = run.check
    if not run.signal:
        return _("{open}No signal{close}: the model does no better than guessing the average. Warnings follow the rhythm of orders, and no probabilities are shown.").format(
            open=WORRY, close=END)
    return _("The model knows who orders again: its error is {share} smaller than that of guessing the average.").format(
        share=percent(1 - check["brier"] / check["base_brier"], style))


def figures(found: Quality, style: Style) -> list[Figure]:
    """Scores of the time held out."""
    _, run = style._, found.purchases
    if run is None or not run.enough:
        return []
    check = run.check
    shown = [
        Figure(_("Brier score"), number(check["brier"], style, 3), beside=_("the average alone: {score}").format(score=number(check["base_brier"], style, 3)),
               help=_("Mean squared distance between the probability that was said and what happened: 0 is perfect, {base} what everybody gets who only knows that {share} ordered.").format(
                   base=number(check["base_brier"], style, 3), share=percent(check["base_rate"], style))),
        Figure(_("Orders expected"), number(check["expected"], style), signed(round(check["expected"] / check["actual"] - 1, 2), percent(abs(check["expected"] / check["actual"] - 1), style)) if check["actual"] else None,
               beside=_("{n} came").format(n=number(check["actual"], style)), neutral=True,
               help=_("Days with an order of all customers who had ordered before, in the time held out.")),
        Figure(_("Customers checked"), number(check["customers"], style), beside=_("who had ordered before")),
    ]
    if found.spend and found.spend.check:
        spent = found.spend.check
        shown.append(Figure(_("Off by, per order"), money(round(spent["error"]), style), beside=_("the average alone: {score}").format(score=money(round(spent["base_error"]), style)),
                            help=_("Mean distance between the expected value of an order and what customers then spent."), neutral=True))
    return shown


def _purchases(run: Run, style: Style) -> tuple[Section, ...]:
    return _reliability(run, style), _by_orders(run, style), _parameters(run, style)


def _reliability(run: Run, style: Style) -> Section:
    _, bins = style._, run.check["bins"]
    limits = [wilson(round(was * of), int(of)) for _said, was, of in bins]
    columns = (Column(_("Said"), "percent"), Column(_("Happened"), "percent"), Column(_("at least"), "percent"), Column(_("at most"), "percent"), Column(_("Customers"), "number"))
    rows = tuple((said, was, low, high, int(of)) for (said, was, of), (low, high) in zip(bins, limits, strict=True))
    chart = Chart("lines", tuple(percent(said, style) for said, _was, _of in bins), (
        Series(_("95% interval"), tuple(low for low, _high in limits), shape="band", high=tuple(high for _low, high in limits)),
        Series(_("Happened"), tuple(was for _said, was, _of in bins), tuple(percent(was, style) for _said, was, _of in bins), "line"),
        Series(_("Said"), tuple(said for said, _was, _of in bins), (), "dashed"),
    ), share=True)
    start, end = run.span
    return Section(
        "reliability", _("Said and happened"), Table(columns, rows), chart, _("share of customers who order"),
        _("Fitted on orders before {start} only. For every customer it said how likely an order by {end} was; groups of equal size by that, each with the share that did order and its 95% interval. The closer to the line, the better.").format(
            start=day(start, style), end=day(end, style)))


def _by_orders(run: Run, style: Style) -> Section:
    _, rows = style._, run.check["by_orders"]
    labels = [number(earlier + 1, style) + ("+" if place == len(rows) - 1 and earlier == 7 else "") for place, (earlier, *_rest) in enumerate(rows)]
    columns = (Column(_("Orders before")), Column(_("Customers"), "number"), Column(_("Orders each"), "decimal"), Column(_("Expected each"), "decimal"))
    table = Table(columns, tuple((label, int(of), was, said) for label, (_earlier, of, was, said) in zip(labels, rows, strict=True)))
    chart = Chart("columns", tuple(labels), (
        Series(_("Orders each"), tuple(row[2] for row in rows)),
        Series(_("Expected each"), tuple(row[3] for row in rows), (), "line"),
    ))
    return Section("by_orders", _("Orders expected and made"), table, chart, _("orders per customer in the time held out, by orders before"),
                   _("Customers by the number of days with an order before; what each made on average in the time held out, and what was expected."))


def _parameters(run: Run, style: Style) -> Section:
    _, p = style._, run.parameters
    rows = (
        (_("Orders a year while a customer stays, on average"), number(p["r"] / p["alpha"] * 365 / 7, style, 1)),
        (_("Chance of leaving after an order, on average"), percent(p["a"] / (p["a"] + p["b"]), style, 1)),
        (_("Customers it was fitted on"), number(run.rows, style)),
        *((sign, number(p[name], style, 3)) for sign, name in (("r", "r"), ("α", "alpha"), ("a", "a"), ("b", "b"))),
        (_("Log-likelihood"), number(p["log_likelihood"], style, 1)),
    )
    return Section("parameters", _("When customers order"), Table((Column(_("What the model found")), Column(_("Figure"))), rows), None, _("BG/NBD model, weeks"),
                   _("While they stay, customers order at random, each at a rate of its own; after each order some leave for good. Fader, Hardie and Lee, 2005."))


def _spend(run: Run | None, style: Style) -> tuple[Section, ...]:
    if run is None or not run.enough:
        return ()
    _, p, check = style._, run.parameters, run.check
    rows = [(_("Customers it was fitted on"), number(run.rows, style))]
    if p["q"] > 1:
        rows.insert(0, (_("An order, on average"), money(round(p["p"] * p["gamma"] / (p["q"] - 1)), style)))
    rows += [("p", number(p["p"], style, 3)), ("q", number(p["q"], style, 3)), ("γ", money(round(p["gamma"]), style))]
    if check:
        rows += [(_("Expected per order in the time held out"), money(round(check["expected"]), style)), (_("Spent per order"), money(round(check["actual"]), style))]
    notes = () if run.signal else (_("It says no more about the next order's value than the average of all orders."),)
    return (Section("spend", _("What they spend"), Table((Column(_("What the model found")), Column(_("Figure"))), tuple(rows)), None, _("Gamma-Gamma model"),
                    _("Every customer's orders vary around a mean of its own; few orders are drawn towards the mean of all. Fader and Hardie, 2013."), notes),)
