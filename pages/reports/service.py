"""The service report."""
import streamlit as st

from crm_core.content.labels import span
from crm_core.content.result import Chart
from crm_core.reports import service_answer as answer
from crm_core.reports.service import ServiceReport, service
from crm_core.reports.service_filters import ServiceFilter
from pages.reports import handing, parts
from pages.reports import service_figures as figures
from pages.reports import service_filters as filters
from pages.reports.cards import chart_card
from pages.reports.service_rows import TICKETS
from pages.ui import filters as address
from pages.ui import layout, session
from pages.ui.format import Style, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _


def page() -> None:
    """What came in, how fast it was answered and resolved, how satisfied people were, what waits, who did it."""
    style, title = reader(), st.container()
    chosen, who = filters.draw()
    report: ServiceReport = ask(service, chosen, filters.group())
    with title, layout.header(_("Service report"), span(report.period, style)):
        handing.actions("service")
    if report.is_empty:
        _nothing(chosen)
        return
    parts.answer(answer.sentence(report, chosen.period, who, style), answer.figures(report, chosen.period, style))
    _charts(report, chosen, style)
    TICKETS.show_wanted(chosen)


def _charts(report: ServiceReport, chosen: ServiceFilter, style: Style) -> None:
    def card(part: str, title: str, chart: Chart, draw, note: str = "") -> None:
        chart_card(part, title, chart, draw, report, chosen, style, note, behind=TICKETS)

    left, right = st.columns([5, 4])
    with left:
        card("volume", _("Tickets opened"), report.volume, figures.volume)
    with right:
        card("backlog", _("Open tickets by age"), report.backlog, figures.backlog)
    left, right = st.columns(2)
    with left:
        card("response", _("Time to first answer"), report.response, figures.response, _kept(report.now.answered_in_time, style))
    with right:
        card("resolution", _("Time to resolution"), report.resolution, figures.resolution, _kept(report.now.in_time, style))
    left, right = st.columns(2)
    with left:
        card("satisfaction", _("Satisfaction"), report.satisfaction, figures.satisfaction)
    with right:
        card("agents", _("Resolved by agent"), report.agents, figures.agents)


def _kept(share: float | None, style: Style) -> str:
    return "" if share is None else _("{share} within the limit.").format(share=percent(share, style))


def _nothing(chosen: ServiceFilter) -> None:
    """What the report is for, and the way to tickets there are."""

    def first_step() -> None:
        if chosen != ServiceFilter(period="all"):
            st.button(_("Show all time"), icon=":material/history:", on_click=address.replace, args=("period=all",))
        elif session.actor().may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    layout.empty_state(
        "support_agent", _("No tickets here yet"),
        _("This report shows what customers ask, how fast they are answered and how satisfied they are. Nothing fits this filter."), first_step)
