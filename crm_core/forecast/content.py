"""The forecast as content: for the frozen copy, the spreadsheet, paper and mail. What was only asked ("what if") is not in it."""
from functools import partial

from crm_core.content import address as of
from crm_core.content.address import Address
from crm_core.content.labels import bar_of_time
from crm_core.content.model import Chart, Column, Content, Figure, Section, Series, Table, floats, texts
from crm_core.forecast.choices import ForecastChoices, forecast_choices
from crm_core.forecast.filters import DEALS, HORIZONS, SALES, ForecastFilter
from crm_core.forecast.outlook import Forecast, forecast
from crm_core.format import Style, money, money_full, money_unit, month, percent, short
from crm_core.work import Work


def content(work: Work, address: Address):
    """The forecast within the reader's rights, ready to be written; see crm_core/submissions/catalogue.py."""
    chosen = from_address(address)
    return partial(_written, forecast(work, chosen), chosen, forecast_choices(work))


def from_address(address: Address) -> ForecastFilter:
    """The filter that the address of the page means."""
    months = of.one_of(address, "months", [str(n) for n in HORIZONS])
    return ForecastFilter(of.whole(address, "team"), of.whole(address, "owner"), of.one_of(address, "basis", (SALES, DEALS)) or SALES, int(months or 4))


def _written(found: Forecast, chosen: ForecastFilter, choices: ForecastChoices, style: Style) -> Content:
    _ = style._
    who = choices.owners.get(chosen.owner_id) or choices.teams.get(chosen.team_id) or ""
    filters = ((_("Team"), choices.teams.get(chosen.team_id)), (_("Owner"), choices.owners.get(chosen.owner_id)))
    first, last = (month(found.months[place], style) for place in (0, -1))
    return Content(
        report="forecast", title=_("Forecast"), sentence=_sentence(found, who, style), figures=_figures(found, style), sections=(_ahead(found, style), _past(found, style)),
        currency=style.currency, locale=style.locale, as_of=style.stamp(), span=_("{first} to {last}").format(first=first, last=last),
        filters=tuple((label, value) for label, value in filters if value), starts_on=found.months[0], ends_on=found.months[-1])


def _sentence(found: Forecast, who: str, style: Style) -> str:
    _, answer = style._, found.answer
    first, last = (month(found.months[place], style) for place in (0, -1))
    words = {"months": _("{first} to {last}").format(first=first, last=last), "value": money(answer.middle, style)}
    if answer.target is None:
        text = _("{months}: about {value}.")
    elif answer.middle >= answer.target:
        text, words["gap"] = _("{months}: about {value}, {gap} above target."), money(answer.middle - answer.target, style)
    else:
        text, words["gap"] = _("{months}: about {value}, {gap} short of the target."), money(answer.target - answer.middle, style)
    told = text.format(**words)
    return _("{who}: {sentence}").format(who=who, sentence=told) if who else told


def _figures(found: Forecast, style: Style) -> tuple[Figure, ...]:
    _, answer = style._, found.answer
    whole = style.count("{value} in {n} deal", "{value} in {n} deals", found.open_count, value=money(found.open_value, style))
    figures = [
        Figure(_("Middle (P50)"), money(answer.middle, style), _("{low} to {high}").format(low=money(answer.low, style), high=money(answer.high, style)), neutral=True,
               help=money_full(answer.middle, style)),
        Figure(_("Open deals"), money(found.parts.get("deals", 0), style), whole, neutral=True),
    ]
    if answer.target is not None:
        figures.insert(1, Figure(_("Target"), money(answer.target, style), percent(answer.reach, style), _("probability to reach it"), neutral=True))
    return tuple(figures)


def _ahead(found: Forecast, style: Style) -> Section:
    _, frame = style._, found.ahead
    divisor, unit = money_unit(style, int(frame.high.max()))
    labels = [bar_of_time(start, "month", style, place) for place, start in enumerate(frame.month)]
    series = [Series(_("Eight of ten cases"), floats(frame.low / divisor), shape="band", high=floats(frame.high / divisor)),
              Series(_("Middle"), floats(frame.middle / divisor), tuple(short(value / divisor, style) for value in frame.middle), shape="line")]
    aims = _aims(frame.target)
    if any(aim is not None for aim in aims):
        series.append(Series(_("Target"), tuple(None if aim is None else aim / divisor for aim in aims), shape="dashed"))
    columns = (Column(_("Month")), Column(_("Low (P10)"), "money"), Column(_("Middle (P50)"), "money"), Column(_("High (P90)"), "money"), Column(_("Target"), "money"))
    rows = tuple(zip([month(start, style) for start in frame.month], frame.low, frame.middle, frame.high, aims, strict=True))
    return Section("ahead", _("The coming months"), Table(columns, rows), Chart("lines", texts(labels), tuple(series)), unit,
                   _("5,000 simulated futures. P10 and P90: one in ten is below, one in ten above; P50 is the middle."))


def _past(found: Forecast, style: Style) -> Section:
    _, frame = style._, found.past
    divisor, unit = money_unit(style, int(max(frame.actual.max(), 0)) if len(frame) else 0)
    labels = [bar_of_time(start, "month", style, place) for place, start in enumerate(frame.month)]
    aims = _aims(frame.target)
    series = [Series(_("Came in"), floats(frame.actual / divisor))]
    if any(aim is not None for aim in aims):
        series.append(Series(_("Target"), tuple(None if aim is None else aim / divisor for aim in aims), shape="dashed"))
    chart = Chart("columns", texts(labels), tuple(series), tones=tuple("running" if one else "" for one in frame.running))
    columns = Column(_("Month")), Column(_("Came in"), "money"), Column(_("Target"), "money")
    return Section("past", _("The months before"), Table(columns, tuple(zip([month(start, style) for start in frame.month], frame.actual, aims, strict=True))), chart, unit)


def _aims(column) -> list[float | None]:
    return [None if aim is None or aim != aim else float(aim) for aim in column]
