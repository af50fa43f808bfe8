"""Churn: who is about to leave and why, what to do about it, and what doing something achieved."""
import pandas as pd
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.churn import answer
from crm_core.churn.achieved import achieved
from crm_core.churn.filters import ChurnFilter
from crm_core.churn.history import history
from crm_core.churn.report import Report
from crm_core.churn.summary import summary
from crm_core.content.result import Chart, Sentence
from pages.charts import theme
from pages.churn import cases, dialogs, figures, filters, words
from pages.churn.rows import CUSTOMERS
from pages.reports import handing, parts
from pages.reports.cards import chart_card
from pages.ui import components, layout, links, session
from pages.ui.format import Style, day, moment, number, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain


def page() -> None:
    """Answer, four figures, the cases to decide, and the charts behind them."""
    style, narrow, names = reader(), components.narrow(), words.names()
    chosen, team = filters.chosen()
    report = Report(ask(history, chosen), ask(summary, chosen), ask(achieved, chosen), chosen.months, names)
    with layout.header(_("Churn"), _as_of(report, team, style)):
        handing.actions("churn")
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.draw(names, narrow)
        if session.actor().may("value:manage"):
            st.page_link(links.page("churn-settings"), label=_("When to warn"), icon=":material/tune:")
    if report.is_empty:
        _nothing(len(report.history.curves) > 0)
        return
    parts.answer(answer.sentence(report, style), answer.figures(report, style), answer.below(report, style))
    cases.draw(report, chosen, style, narrow)
    _charts(report, chosen, style)
    dialogs.draw()
    CUSTOMERS.show_wanted(chosen)


def _as_of(report: Report, team: str, style: Style) -> str:
    actor = session.actor()
    scope = actor.scope("reports:churn")
    who = team or (actor.name if scope is Scope.OWN else (actor.team_name or "") if scope is Scope.TEAM else "")
    return " · ".join(filter(None, [_("as of {moment}").format(moment=moment(report.history.as_of, style)), who]))


def _charts(report: Report, chosen: ChurnFilter, style: Style) -> None:
    def card(part: str, title: str, frame: pd.DataFrame, draw, formula: str, count: str | None = None, note: str = "") -> None:
        counted = frame if count is None else frame.assign(count=frame[count] if len(frame) else 0)
        chart_card(part, title, Chart(counted, Sentence("{formula}", params={"formula": formula})), draw, report, chosen, style, note, behind=CUSTOMERS)

    history, found = report.history, report.summary
    left, right = st.columns([5, 4])
    with left:
        later = history.cohorts[history.cohorts.quarter > 0]
        card("cohorts", _("Retention by first-order quarter"), later, figures.retention_chart, answer.cohort_formula(style), "size")
    with right:
        card("curves", _("How long customers stay"), history.curves, figures.survival_chart, answer.curve_formula(report, style), "customers")
    left, right = st.columns(2)
    with left:
        card("months", _("Churn rate by month"), report.rates, figures.rate_chart, answer.rate_formula(report, style), "active")
    with right:
        card("reasons", _("Why they left"), found.reasons, figures.reasons_chart,
             answer.reason_formula(style), note=_given_up(report, style))
    left, right = st.columns(2)
    with left:
        if session.actor().scope("reports:churn") is Scope.OWN or len(found.teams) < 2:
            _trust(report, style)
        else:
            card("teams", _("Value at risk by team"), found.teams, figures.teams_chart, answer.risk_formula(report, style))
    with right:
        _achieved(report, chosen, style)
    if session.actor().scope("reports:churn") is not Scope.OWN and len(found.teams) > 1:
        _trust(report, style)


def _given_up(report: Report, style: Style) -> str:
    n = int(report.summary.reasons["count"].sum())
    return ngettext("{n} confirmed in the period.", "{n} confirmed in the period.", n).format(n=number(n, style)) if n else ""


def _achieved(report: Report, chosen: ChurnFilter, style: Style) -> None:
    found = report.achieved
    if found.gain is None:
        with layout.card(_("What deferring achieved"), help=answer.kept_formula(report, style), height="stretch"):
            layout.quiet(_("Nothing can be compared yet: it takes {least} deferred customers whose {days} days are over, and as many similar ones "
                           "left alone. There are {n}.").format(least=5, days=found.days, n=number(found.pairs, style)))
        return
    frame = pd.DataFrame({"count": [found.pairs]})
    chart_card("achieved", _("What deferring achieved"), Chart(frame, Sentence("{formula}", params={"formula": answer.kept_formula(report, style)})),
               figures.achieved_chart, report, chosen, style, answer.verdict(report, style), behind=CUSTOMERS)


def _trust(report: Report, style: Style) -> None:
    trust = report.summary.trust
    help_ = _("Fitted on the past only, then asked about the last months, of which we know what happened. Brier score: mean squared distance of the "
              "probabilities from what happened, smaller is better; the average alone is what it must beat. Bars: 95 % (Wilson).")
    with layout.card(_("Can we trust the risk?"), help=help_, height="stretch", key="card-trust"):
        if not trust.enough:
            layout.quiet(_("There is not enough history for a model yet. Warnings use the purchase rhythm, and no probabilities are shown."))
            return
        scores = {"brier": number(trust.check["brier"], style, 3), "base": number(trust.check["base_brier"], style, 3)}
        if trust.signal:
            said, was = _near_sixty(trust)
            text = _("At a risk of {said} said, {was} of 100 did not order. Brier {brier}, guessing the average {base}.").format(
                said=percent(said, style), was=round(was * 100), **scores)
            st.markdown(f"{layout.badge(_('It works'), 'green')} {plain(text)}")
        else:
            text = _("The model does no better than guessing the average (Brier {brier} against {base}). Warnings use the purchase rhythm instead, "
                     "and no probabilities are shown.").format(**scores)
            st.markdown(f"{layout.badge(_('No signal'), 'orange')} {plain(text)}")
        drawn = figures.trust_chart(trust, style, st.context.theme.type == "dark")
        st.plotly_chart(drawn.figure, theme=None, key="chart-trust", config=theme.CONFIG, height=int(drawn.figure.layout.height), alt=drawn.alt)
        if trust.at:
            layout.quiet(_("Checked on {day}.").format(day=day(trust.at, style)))


def _near_sixty(trust) -> tuple[float, float]:
    """The group whose risk was nearest to 60 %: what was said, and what happened."""
    said, was, _n = min(trust.check["bins"], key=lambda one: abs(1 - one[0] - 0.6))
    return 1 - said, 1 - was


def _nothing(long_ago: bool) -> None:
    """What the page is for and the way to orders; `long_ago` there were some."""
    actor = session.actor()

    def first_step() -> None:
        if actor.may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    title = _("Nobody has ordered lately") if long_ago else _("No orders to judge by yet")
    need = _("It needs orders of the last two years: enter them, or import them.") if long_ago else _("It needs orders: enter them, or import them.")
    text = _("This page warns of customers who stop ordering, and shows who left, when and why.")
    layout.empty_state("trending_down", title, f"{text} {need}", first_step)
