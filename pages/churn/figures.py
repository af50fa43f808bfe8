"""The figures of churn, labelled for one reader, as charts."""
import pandas as pd

from crm_core.churn.content import group_name, quarter
from crm_core.churn.report import Report
from crm_core.churn.summary import Trust
from crm_core.intervals import wilson
from pages.charts import bars, campaign, churn, theme
from pages.charts.reliability import reliability
from pages.reports.figures import Drawn
from pages.ui.format import Style, money, money_full, month, number, percent
from pages.ui.text import _, ngettext

MOST = 8  # bars


def rate_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """How many were lost, month by month."""
    frame = report.rates
    labels = {day.isoformat(): month(day, style) for day in frame.month}
    shown = pd.DataFrame({
        "key": list(labels), "label": [_("{month} {year}").format(month=month(day, style, short=True), year=f"{day:%y}") for day in frame.month],
        "rate": frame.rate * 100, "before": pd.to_numeric(frame.before) * 100, "text": [number(rate * 100, style, 1) for rate in frame.rate],
        "hover": [f"{month(row.month, style)}\n" + _("{lost} of {active} lost: {rate}").format(
            lost=number(int(row.lost), style), active=number(int(row.active), style), rate=percent(row.rate, style, 1)) for row in frame.itertuples()],
    })  # fmt: skip
    figure = churn.rate(shown, now=_("in the month"), before=_("a year before"), dark=dark)
    return Drawn(figure, _("% of customers"), labels, theme.alt(_("Churn rate by month"), list(shown.label), list(shown.text)))


def retention_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """Who of each quarter's new customers bought in the quarters after."""
    frame = report.history.cohorts
    frame = frame[frame.quarter > 0]
    row = [f"{quarter(cohort)} ({number(int(size), style)})" for cohort, size in zip(frame.cohort, frame["size"], strict=True)]
    shown = pd.DataFrame({
        "row": row, "column": [f"+{place}" for place in frame.quarter], "place": frame.quarter, "share": frame.share,
        "key": [f"{one.cohort.isoformat()}:{one.quarter}" for one in frame.itertuples()],
        "hover": [_("{bought} of {size} bought in quarter {quarter}: {share}").format(
            bought=number(int(one.bought), style), size=number(int(one.size_), style), quarter=f"+{one.quarter}", share=percent(one.share, style))
            for one in frame.rename(columns={"size": "size_"}).itertuples()],
    })  # fmt: skip
    labels = {one.key: f"{one.row} {one.column}" for one in shown.itertuples()}
    figure = churn.retention(shown, below=_("quarters after the first order"), dark=dark)
    return Drawn(figure, _("% still buying"), labels, theme.alt(_("Retention by first-order quarter"), list(labels.values()), [
        percent(share, style) for share in shown.share]))


def survival_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """How many are still customers, so many months after their first order."""
    frame = report.history.curves.copy()
    frame["label"] = [group_name(group, report.names["grade"], style) for group in frame.group]
    fell = frame.share < frame.groupby("group", sort=False).share.shift(fill_value=1.0)
    frame["key"] = [f"{row.group}:{int(row.months) if lost else ''}" for row, lost in zip(frame.itertuples(), fell, strict=True)]
    for name in ("share", "low", "high"):
        frame[name] = frame[name].astype(float) * 100
    frame["hover"] = [_("{group}, month {month}: {share}, between {low} and {high}").format(
        group=row.label, month=int(row.months), share=percent(row.share / 100, style), low=percent(row.low / 100, style),
        high=percent(row.high / 100, style)) for row in frame.itertuples()]
    labels = {row.key: _("{group}, lost in month {month}").format(group=row.label, month=int(row.months)) if lost else row.label
              for row, lost in zip(frame.itertuples(), fell, strict=True)}
    last = frame.groupby("group", sort=False).last()
    height = max(260, report.history.cohorts.cohort.nunique() * 26 + 56)
    figure = churn.survival(frame, below=_("months since the first order"), dark=dark, height=height)
    return Drawn(figure, _("% still customers"), labels, theme.alt(_("How long customers stay"), list(last.label), [
        percent(share / 100, style) for share in last.share]))


def reasons_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """Why customers were given up."""
    frame, names = report.summary.reasons, report.names["churn_reason"]
    labels = {code: names.get(code, code) if code else _("Nobody decided") for code in frame.reason}
    shown = pd.DataFrame({
        "key": frame.reason, "label": [labels[code] for code in frame.reason], "value": frame["count"],
        "text": [number(int(n), style) for n in frame["count"]],
    })  # fmt: skip
    shown["hover"] = [f"{row.label}\n{customers(int(row.value), style)}" for row in shown.itertuples()]
    return Drawn(bars.bars(shown.head(MOST), dark=dark), _("customers given up"), labels, theme.alt(_("Why they left"), list(shown.label), list(shown.text)),
                 max(0, len(shown) - MOST))


def teams_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """What is at risk in each team."""
    frame = report.summary.teams
    keys = ["none" if pd.isna(key) else str(int(key)) for key in frame.team_id]
    labels = {key: name if isinstance(name, str) else _("No team") for key, name in zip(keys, frame.team, strict=True)}
    shown = pd.DataFrame({
        "key": keys, "label": list(labels.values()), "value": frame.at_risk,
        "text": [f"{money(int(value), style)} ({number(int(n), style)})" for value, n in zip(frame.at_risk, frame["count"], strict=True)],
        "hover": [f"{name}\n{money_full(int(value), style)}\n{customers(int(n), style)}"
                  for name, value, n in zip(labels.values(), frame.at_risk, frame["count"], strict=True)],
    })  # fmt: skip
    return Drawn(bars.bars(shown.head(MOST), dark=dark), _("a year (customers)"), labels, theme.alt(_("Value at risk by team"), list(shown.label), list(shown.text)),
                 max(0, len(shown) - MOST))


def achieved_chart(report: Report, style: Style, dark: bool) -> Drawn:
    """Deferred customers beside similar ones that were left alone."""
    found, rows = report.achieved, []
    labels = {"deferred": _("Deferred"), "held_out": _("Left alone")}
    for key, kept in (("deferred", found.kept_of_pairs), ("held_out", found.kept_alone)):
        low, high = wilson(kept, found.pairs)
        share = kept / found.pairs
        rows.append((key, f"{labels[key]} ({number(found.pairs, style)})", share * 100, low * 100, high * 100, percent(share, style),
                     _("{name}: {share}, between {low} and {high}").format(name=labels[key], share=percent(share, style), low=percent(low, style),
                                                                          high=percent(high, style))))
    frame = pd.DataFrame(rows, columns=["key", "label", "share", "low", "high", "text", "hover"])
    return Drawn(campaign.intervals(frame, dark=dark), _("% ordered again, 95 %"), labels,
                 theme.alt(_("What deferring achieved"), list(frame.label), list(frame.text)))


def trust_chart(trust: Trust, style: Style, dark: bool) -> Drawn:
    """The risk the model had said, against who really did not order, on the months held out."""
    rows = [(1 - said, 1 - was, int(n)) for said, was, n in trust.check["bins"]]
    shown = pd.DataFrame(sorted(rows), columns=["said", "was", "customers"])
    limits = [wilson(round(row.was * row.customers), row.customers) for row in shown.itertuples()]
    shown["low"], shown["high"] = zip(*limits, strict=True)
    shown["hover"] = [_("Risk said {said}: {was} of {customers} did not order").format(
        said=percent(row.said, style), was=percent(row.was, style), customers=customers(row.customers, style)) for row in shown.itertuples()]
    base = 1 - trust.check["base_rate"]
    figure = reliability(
        shown, base=base, perfect=_("perfect"), average=_("average {share}").format(share=percent(base, style)), said=_("risk it said"),
        happened=_("share that did not order"), dark=dark, trusted=trust.signal, height=250)
    said, was = ([percent(share, style) for share in shown[name]] for name in ("said", "was"))
    return Drawn(figure, _("said against happened"), {}, theme.alt(_("Can we trust the risk?"), said, was))


def customers(n: int, style: Style) -> str:
    return ngettext("{n} customer", "{n} customers", n).format(n=number(n, style))
