"""The figures of the forecast, labelled for one reader, as charts."""
import pandas as pd

from crm_core.forecast.outlook import Forecast
from crm_core.forecast.past import PastForecasts
from pages.charts import forecast as charts
from pages.charts import theme
from pages.reports.figures import Drawn
from pages.ui.format import Style, money, money_full, money_unit, month, short
from pages.ui.text import _


def outlook(found: Forecast, style: Style, dark: bool) -> Drawn:
    """What was and what is expected."""
    past, ahead = found.past.copy(), found.ahead.copy()
    divisor, unit = money_unit(style, int(max(past.actual.max(), ahead.high.max(), 1)))
    past["hover"] = [f"{month(m, style)}\n{money_full(int(v), style)}" for m, v in zip(past.month, past.actual, strict=True)]
    ahead["hover"] = [_range(*row, style) for row in ahead[["month", "low", "middle", "high"]].itertuples(index=False)]
    for frame in (past, ahead):
        frame["key"] = [m.isoformat() for m in frame.month]
        frame["label"] = [_label(m, style) for m in frame.month]
    for name in ("low", "middle", "high", "target", "middle_if"):
        if name in ahead:
            ahead[f"{name}_text"] = ["" if pd.isna(value) else short(value / divisor, style) for value in ahead[name]]
    for frame in (past, ahead):
        for name in frame.columns.intersection(["actual", "low", "middle", "high", "target", "low_if", "middle_if", "high_if"]):
            frame[name] = frame[name].astype(float) / divisor
    words = {"actual": _("Came in"), "target": _("Target"), "if": _("If")}
    figure = charts.outlook(past, ahead, words, dark=dark)
    alt = theme.alt(_("Forecast"), [month(m, style) for m in ahead.month], [money(int(v), style) for v in found.ahead.middle])
    return Drawn(figure, unit, {}, alt)


def ranges(past: PastForecasts, style: Style, dark: bool) -> Drawn:
    """What was promised and what came."""
    frame = past.frame.copy()
    divisor, unit = money_unit(style, int(max(frame.high.max(), frame.actual.max(), 1)))
    frame["key"] = [m.isoformat() for m in frame.month]
    frame["label"] = [_label(m, style) for m in frame.month]
    frame["hover"] = [
        _("{month}\nforecast {low} to {high}\ncame in {actual}").format(
            month=month(m, style), low=money(int(low), style), high=money(int(high), style), actual=money(int(actual), style))
        for m, low, high, actual in zip(frame.month, frame.low, frame.high, frame.actual, strict=True)
    ]
    for name in ("low", "middle", "high", "actual"):
        frame[name] = frame[name] / divisor
    figure = charts.ranges(frame, _("outside"), dark=dark)
    alt = theme.alt(_("Past forecasts"), [month(m, style) for m in frame.month], [_("inside") if one else _("outside") for one in frame.inside])
    return Drawn(figure, unit, {}, alt)


def _range(when, low: int, middle: int, high: int, style: Style) -> str:
    return _("{month}\nP50 {middle}\n{low} to {high}").format(
        month=month(when, style), middle=money_full(int(middle), style), low=money(int(low), style), high=money(int(high), style))


def _label(when, style: Style) -> str:
    return f"{month(when, style, short=True)}\n{when.year}"

