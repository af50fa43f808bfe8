"""The executive dashboard as content: the answer, a tile for each report, and the charts one looks at first."""
from dataclasses import dataclass
from functools import partial

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time, growth, signed, span, unchanged
from crm_core.content.model import END, WORRY, Chart, Column, Content, Figure, Section, Series, Table, floats, texts
from crm_core.content.words import PERIODS, together
from crm_core.format import DASH, Style, day, money, money_full, money_unit, month, number, percent, short
from crm_core.reports.executive import Dashboard, ExecutiveFilter, executive, executive_teams
from crm_core.wording import WORDS
from crm_core.work import Work

BEHIND = 0.9  # of the pace needs attention
STAGES = ("prospect", "lead", "active", "at_risk", "dormant", "lost")


@dataclass(frozen=True)
class Tile:
    """A figure and the address of the report it is from."""

    url: str
    figure: Figure


def content(work: Work, address: Address):
    """The dashboard within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(written, executive(work, chosen), chosen, executive_teams(work))


def from_address(address: Address) -> ExecutiveFilter:
    """The filter that the address of the page means."""
    return ExecutiveFilter(*of.period(address), of.whole(address, "team"))


def written(board: Dashboard, chosen: ExecutiveFilter, teams: dict[int, str], style: Style) -> Content:
    """The dashboard in the language of `style`."""
    _ = style._
    found = [(_("Period"), _(PERIODS[chosen.period][0])), (_("Team"), teams.get(chosen.team_id))]
    return Content(
        report="executive", title=_("Executive dashboard"), sentence=_sentence(board, chosen, teams.get(chosen.team_id) or "", style),
        figures=tuple(tile.figure for tile in tiles(board, chosen, style)), sections=tuple(section for _url, section in sections(board, style)),
        currency=style.currency, locale=style.locale, as_of=style.stamp(), span=span(board.period, style),
        filters=tuple((label, value) for label, value in found if value), starts_on=board.period.days.start, ends_on=board.period.days.end)


def _sentence(board: Dashboard, chosen: ExecutiveFilter, who: str, style: Style) -> str:
    _, parts = style._, []
    period = _(PERIODS[chosen.period][1])
    if board.sales is not None:
        parts.append(_sold(board, period, style))
    elif board.won is not None:
        parts.append(_("{value} won {period}.").format(value=money(board.won.now.value, style), period=period))
    if board.churn is not None and board.churn.at_risk:
        text = style.ngettext("{n} customer is in danger of leaving.", "{n} customers are in danger of leaving.", board.churn.at_risk)
        parts.append(text.format(n=number(board.churn.at_risk, style)))
    told = together(parts, style)
    return _("{who}: {sentence}").format(who=who, sentence=told) if who and told else told


def _sold(board: Dashboard, period: str, style: Style) -> str:
    sales = board.sales
    words = {"value": money(sales.revenue, style), "period": period}
    if not sales.target:
        return style._("{value} sold {period}.").format(**words)
    share = sales.revenue / sales.target
    worry = (WORRY, END) if share < sales.gone * BEHIND else ("", "")
    text = style._("{value} sold {period}, {begin}{share} of the target{end} with {gone} of the time gone.")
    return text.format(**words, share=percent(share, style), gone=percent(sales.gone, style), begin=worry[0], end=worry[1])


def tiles(board: Dashboard, chosen: ExecutiveFilter, style: Style) -> list[Tile]:
    """The figures, each with the page it is from; in the order of the page."""
    beside = style._(PERIODS[chosen.period][2]) or None
    makers = ((board.sales, _sales), (board.open, _open), (board.forecast, _expected), (board.won, _won), (board.customers, _customers), (board.churn, _churn),
              (board.service, _satisfaction), (board.customers, _quality))
    return [made for part, make in makers if part is not None and (made := make(part, beside, style))]


def _sales(sales, beside: str | None, style: Style) -> Tile:
    _ = style._
    if sales.target:
        share = percent(sales.revenue / sales.target, style)
        figure = Figure(_("Sales"), money(sales.revenue, style), share, _("of the target"), neutral=True,
                        help=_("Target {target}; {gone} of the time is gone.").format(target=money_full(sales.target, style), gone=percent(sales.gone, style)))
    else:
        grown = growth(float(sales.revenue), float(sales.before), style) if sales.before is not None else None
        figure = Figure(_("Sales"), money(sales.revenue, style), grown, beside if grown else None, neutral=unchanged(grown),
                        help=_("Confirmed, delivered and paid orders less returns, without tax: {value}.").format(value=money_full(sales.revenue, style)))
    return Tile("contribution", figure)


def _open(found, _beside: str | None, style: Style) -> Tile:
    whole = style.count("{value} in {n} deal", "{value} in {n} deals", found.count, value=money(found.value, style))
    return Tile("pipeline-report", Figure(style._("Open, weighted"), money(found.weighted, style), whole, neutral=True))


def _expected(forecast, _beside: str | None, style: Style) -> Tile:
    _ = style._
    first, low, middle, high, _target = forecast.months[0]
    return Tile("forecast", Figure(
        _("Forecast for {month}").format(month=month(first, style, short=True)), money(middle, style),
        _("{low} to {high}").format(low=money(low, style), high=money(high, style)), neutral=True,
        help=_("Won deals and orders without a deal: the middle of what was expected on {day}, with the range into which eight of ten cases fall (P10 to P90).").format(day=day(forecast.taken_on, style))))


def _won(found, beside: str | None, style: Style) -> Tile:
    grown = growth(float(found.now.value), float(found.before.value), style) if found.before else None
    return Tile("pipeline-report", Figure(style._("Won"), money(found.now.value, style), grown, beside if grown else None, neutral=unchanged(grown)))


def _customers(found, _beside: str | None, style: Style) -> Tile:
    told = style._("{new} new, {lost} lost").format(new=number(found.new[0], style), lost=number(found.lost[0], style))
    return Tile("composition", Figure(style._("Customers"), number(found.count, style), told, neutral=True))


def _churn(found, _beside: str | None, style: Style) -> Tile:
    change = found.at_risk - found.month_ago
    told = signed(change, number(abs(change), style))
    return Tile("churn", Figure(style._("Customers at risk"), number(found.at_risk, style), told, style._("on a month ago"), neutral=not change, falling_is_good=True,
                                help=style._("{value} of yearly revenue is at risk.").format(value=money_full(found.value, style))))


def _satisfaction(found, beside: str | None, style: Style) -> Tile:
    _ = style._
    now, before = found.satisfaction, found.satisfaction_before
    change = None if now is None or before is None else round(round(now, 1) - round(before, 1), 1)
    told = None if change is None else signed(change, number(abs(change), style, 1))
    in_time = None if found.in_time is None else _("{share} answered in time").format(share=percent(found.in_time / 100, style))
    return Tile("service-report", Figure(_("Satisfaction, 1 to 5"), DASH if now is None else number(now, style, 1), told or in_time, beside if told else None,
                                         neutral=told is None or unchanged(told), help=in_time))


def _quality(found, _beside: str | None, style: Style) -> Tile:
    return Tile("composition", Figure(style._("Data filled"), percent(found.complete, style), neutral=True, help=style._(
        "Filled of eight fields (phone, e-mail, address, region, industry, source, grade, owner) over all customers, as they are now.")))


def sections(board: Dashboard, style: Style) -> list[tuple[str, Section]]:
    """(address of the report, section) of what there is to show."""
    found = []
    if board.sales is not None and any(revenue for _month, revenue, _target in board.sales.months):
        found.append(("sales", _sales_by_month(board, style)))
    if board.forecast is not None:
        found.append(("forecast", _forecast(board, style)))
    if board.customers is not None and board.customers.count:
        found.append(("composition", _lifecycles(board, style)))
    if board.churn is not None and len(board.churn.teams) > 1:
        found.append(("churn", _risk(board, style)))
    return found


def _sales_by_month(board: Dashboard, style: Style) -> Section:
    _, months = style._, board.sales.months
    divisor, unit = money_unit(style, max(max(revenue, target or 0) for _month, revenue, target in months))
    labels = [bar_of_time(start, "month", style, place) for place, (start, *_rest) in enumerate(months)]
    running = tuple("running" if (start.year, start.month) == (style.today.year, style.today.month) else "" for start, *_rest in months)
    series = [Series(_("Sales"), floats([revenue / divisor for _month, revenue, _target in months]), tuple(money(revenue, style) for _month, revenue, _target in months))]
    aims = [None if target is None else target / divisor for *_rest, target in months]
    if any(aim is not None for aim in aims):
        series.append(Series(_("Target"), floats(aims), shape="dashed"))
    chart = Chart("columns", texts(labels), tuple(series), keys=tuple(start.isoformat() for start, *_rest in months), tones=running)
    table = Table((Column(_("Month")), Column(_("Sales"), "money"), Column(_("Target"), "money")), tuple((month(start, style), revenue, target) for start, revenue, target in months))
    return Section("sales", _("Sales by month"), table, chart, unit, _("Confirmed, delivered and paid orders less returns, without tax, by the day of the order."))


def _forecast(board: Dashboard, style: Style) -> Section:
    _, months = style._, board.forecast.months
    divisor, unit = money_unit(style, max(high for _month, _low, _middle, high, _target in months))
    labels = [bar_of_time(start, "month", style, place) for place, (start, *_rest) in enumerate(months)]
    lows, middles, highs = (tuple(row[place] / divisor for row in months) for place in (1, 2, 3))
    series = (Series(_("Eight of ten cases"), lows, shape="band", high=highs), Series(_("Middle"), middles, tuple(short(value, style) for value in middles), shape="line"))
    columns = (Column(_("Month")), Column(_("Low (P10)"), "money"), Column(_("Middle (P50)"), "money"), Column(_("High (P90)"), "money"), Column(_("Target"), "money"))
    table = Table(columns, tuple((month(row[0], style), *row[1:]) for row in months))
    return Section("forecast", _("Forecast"), table, Chart("lines", texts(labels), series, keys=tuple(row[0].isoformat() for row in months)), unit, _("Won deals and orders without a deal, as expected of the coming months when the forecast was last kept."),
                   (_("Kept on {day}.").format(day=day(board.forecast.taken_on, style)),))


def _lifecycles(board: Dashboard, style: Style) -> Section:
    _, found = style._, board.customers
    rows = [(stage, found.lifecycles.get(stage, 0)) for stage in STAGES]
    names = [_(WORDS["lifecycle"][stage]) for stage, _n in rows]
    shares = [n / found.count for _stage, n in rows]
    beside = [f"{number(n, style)}  {percent(share, style)}" for (_stage, n), share in zip(rows, shares, strict=True)]
    chart = Chart("bars", texts(names), (Series(_("Customers"), floats([n for _stage, n in rows]), texts(beside)),), keys=STAGES,
                  tones=tuple({"at_risk": "weak", "lost": "bad"}.get(stage, "") for stage in STAGES))
    table = Table((Column(_("Lifecycle")), Column(_("Customers"), "number"), Column(_("Share"), "percent")),
                  tuple((name, n, share) for name, (_stage, n), share in zip(names, rows, shares, strict=True)), (_("Total"), found.count, 1.0))
    return Section("lifecycle", _("Customers by lifecycle"), table, chart, _("customers, share"), _("Customers as they are described today; the parts add up to all customers."))


def _risk(board: Dashboard, style: Style) -> Section:
    _, teams = style._, board.churn.teams
    names = [team or _("Without team") for _id, team, _n, _value in teams]
    divisor, unit = money_unit(style, max(value for *_rest, value in teams))
    beside = [f"{money(value, style)} · " + style.count("{n} customer", "{n} customers", n) for _id, _team, n, value in teams]
    chart = Chart("bars", texts(names), (Series(_("Revenue at risk"), floats([value / divisor for *_rest, value in teams]), texts(beside)),),
                  keys=tuple(str(team) if team else "none" for team, *_rest in teams))
    table = Table((Column(_("Team")), Column(_("Customers"), "number"), Column(_("Revenue at risk"), "money")),
                  tuple((name, n, value) for name, (_id, _team, n, value) in zip(names, teams, strict=True)), (_("Total"), board.churn.at_risk, board.churn.value))
    return Section("risk", _("Revenue at risk by team"), table, chart, unit, _("Revenue of twelve months times the risk of leaving, of the open churn cases."))
