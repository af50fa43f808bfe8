"""The churn report in a sentence and four figures, and how they are computed."""
from crm_core.churn.report import Report
from crm_core.content.labels import signed
from crm_core.content.model import Figure
from crm_core.content.words import together
from crm_core.format import DASH, Style, money, money_full, month, number, percent


def sentence(report: Report, style: Style) -> str:
    """How many are at risk and who holds most of it."""
    _ = style._
    found, signal = report.summary, report.summary.trust.signal
    if not found.at_risk:
        return _("Nobody is in danger of leaving.")
    value = money(found.value, style)
    if signal:
        text = style.count("{n} customer worth {value} a year is likely to leave", "{n} customers worth {value} a year are likely to leave",
                           found.at_risk, value=value)
    else:
        text = style.count("{n} customer who bought for {value} a year is silent for unusually long",
                           "{n} customers who bought for {value} a year are silent for unusually long", found.at_risk, value=value)
    if found.at_risk >= 3 and found.holders < found.at_risk * 2 / 3:
        held = style.count("{n} of them holds two thirds of it", "{n} of them hold two thirds of it", found.holders)
        text = _("{one}; {other}").format(one=text, other=held)
    return _("{sentence}.").format(sentence=text)


def below(report: Report, style: Style) -> str:
    """The quiet line: the rate, the reasons, what deferring did."""
    return together([_rate(report, style), _reason(report, style), _kept(report, style)], style)


def figures(report: Report, style: Style) -> list[Figure]:
    """Churn rate of the last month, customers at risk, value at risk, kept by deferring."""
    return [_rate_figure(report, style), _risk_figure(report, style), _value_figure(report, style), _kept_figure(report, style)]


def rate_formula(report: Report, style: Style) -> str:
    """What the churn rate is, in words."""
    _ = style._
    return _("A customer counts as lost in a month when in it the {days}th day after its last order passes without another. "
             "Rate = lost in the month / customers at its beginning (those who had ordered in the {days} days before). "
             "Returns and cancelled orders are no orders. This month is left out until it is over.").format(days=report.history.days)


def risk_formula(report: Report, style: Style) -> str:
    """What is at risk, and how it is known."""
    _ = style._
    if report.summary.trust.signal:
        return _("Revenue of the last 12 months × probability of having left, of every open case. The probability is that of the model of "
                 "purchases (BG/NBD), fitted on the company's own orders every night.")
    return _("Revenue of the last 12 months of every open case. There is no probability: the model does no better than the average, so those are "
             "shown who are silent for much longer than they usually are (days of silence / median days between orders, from three orders on).")


def kept_formula(report: Report, style: Style) -> str:
    """How deferring is judged."""
    _ = style._
    return _("Kept: ordered again within {days} days after deferring. Compared with customers of the same band of risk and of value who were warned "
             "of about the same time and left alone, counted from the day on which they would usually have been deferred. Interval: Newcombe, 95 %. "
             "Observational, not an experiment: whoever is deferred may differ in ways nobody wrote down.").format(days=report.achieved.days)


def cohort_formula(style: Style) -> str:
    """What retention is."""
    return style._("Of the customers whose first order was in a quarter: the share that ordered in each quarter after it. In brackets how many they "
                   "were. Only quarters that are over.")


def curve_formula(report: Report, style: Style) -> str:
    """How survival is estimated."""
    return style._("Kaplan–Meier estimate of the share that has not yet been silent for {days} days, by months since the first order, with 95 % "
                   "intervals. Whoever is still a customer counts as long as known.").format(days=report.history.days)


def reason_formula(style: Style) -> str:
    """What is counted of reasons."""
    return style._("Customers confirmed as lost in the period, by the reason that was given.")


def verdict(report: Report, style: Style) -> str:
    """What the comparison says, with its interval; for at least so many pairs that there is one."""
    _ = style._
    found = report.achieved
    between = _("The difference lies between {low} and {high} points.").format(
        low=number(found.low * 100, style), high=number(found.high * 100, style))
    told = between if found.clear else _("{between} It may be chance.").format(between=between)
    return together([told, _("Observational, not an experiment.")], style)


def _rate(report: Report, style: Style) -> str:
    _ = style._
    frame = report.rates
    if not len(frame):
        return ""
    last = frame.iloc[-1]
    words = {"month": month(last.month, style), "rate": percent(last.rate, style, 1)}
    if last.before is None or last.before != last.before:
        return _("Churn was {rate} in {month}.").format(**words)
    points = round((last.rate - last.before) * 100, 1)
    if not points:
        return _("Churn was {rate} in {month}, as a year ago.").format(**words)
    text = _("Churn was {rate} in {month}, {points} points lower than a year ago.") if points < 0 else _(
        "Churn was {rate} in {month}, {points} points higher than a year ago.")
    return text.format(points=number(abs(points), style, 1), **words)


def _reason(report: Report, style: Style) -> str:
    _ = style._
    named = report.summary.reasons[report.summary.reasons.reason != ""]
    if not len(named):
        return ""
    code = named.iloc[0].reason
    return _("Those who left most often named: {reason}.").format(reason=report.names["churn_reason"].get(code, code))


def _kept(report: Report, style: Style) -> str:
    _ = style._
    found = report.achieved
    if not found.deferred:
        return ""
    text = _("Deferring kept {kept} of {customers}.").format(kept=number(found.kept, style), customers=style.count("{n} customer", "{n} customers", found.deferred))
    if found.gain is None:
        return text
    return together([text, _("{kept} of {n} similar ones left alone stayed.").format(
        kept=number(found.kept_alone, style), n=number(found.pairs, style))], style)


def _rate_figure(report: Report, style: Style) -> Figure:
    _ = style._
    frame = report.rates
    if not len(frame):
        return Figure(_("Churn rate"), DASH, help=rate_formula(report, style))
    last = frame.iloc[-1]
    label = _("Churn rate, {month}").format(month=month(last.month, style))
    if last.before is None or last.before != last.before:
        return Figure(label, percent(last.rate, style, 1), help=rate_formula(report, style))
    return Figure(label, percent(last.rate, style, 1), _points(last.rate - last.before, style), _("vs last year"), falling_is_good=True,
                  neutral=not round((last.rate - last.before) * 100, 1), help=rate_formula(report, style))


def _risk_figure(report: Report, style: Style) -> Figure:
    _ = style._
    found = report.summary
    change = found.at_risk - found.month_ago
    return Figure(_("At risk, of {n}").format(n=number(found.customers, style)), number(found.at_risk, style), f"{change:+d}" if change else "0",
                  _("vs last month"), falling_is_good=True, neutral=not change,
                  help=_("Open cases: warned and not yet decided, or deferred. Of all customers who ordered in the last {days} days.").format(
                      days=report.history.days))


def _value_figure(report: Report, style: Style) -> Figure:
    _ = style._
    found = report.summary
    change = found.value - found.value_month_ago
    told = ("+" if change > 0 else "") + money(change, style)
    return Figure(_("Value at risk a year") if found.trust.signal else _("Sales a year of the silent"), money(found.value, style), told,
                  _("vs last month"), falling_is_good=True, neutral=not change,
                  help=together([_("{field}: {change}").format(field=money_full(found.value, style), change=risk_formula(report, style)),
                                 _("A month ago: what was open then, with its last figures.")], style))


def _kept_figure(report: Report, style: Style) -> Figure:
    _ = style._
    found = report.achieved
    gain = None if found.gain is None else _points(found.gain, style)
    beside = _("vs left alone") if gain else _("too few to compare") if found.deferred else None
    return Figure(_("Kept by deferring"), percent(found.share, style), gain or (beside and _("{kept} of {n}").format(
        kept=number(found.kept, style), n=number(found.deferred, style))), beside, neutral=not found.clear, help=kept_formula(report, style))


def _points(change: float, style: Style) -> str:
    points = round(change * 100, 1)
    return style.ngettext("{n} pt", "{n} pts", round(abs(points))).format(n=signed(points, number(abs(points), style, 1)))
