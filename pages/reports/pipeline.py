"""The pipeline report."""
import streamlit as st

from crm_core.content.labels import span
from crm_core.content.result import Chart
from crm_core.content.words import together
from crm_core.reports import pipeline_answer as answer
from crm_core.reports.filters import ReportFilter
from crm_core.reports.pipeline import PipelineReport, pipeline
from crm_core.reports.pipeline_content import months_title
from pages.reports import figures, filters, handing, parts
from pages.reports.cards import chart_card
from pages.reports.rows import DEALS
from pages.ui import filters as address
from pages.ui import layout, session
from pages.ui.format import Style, day, days, month
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _


def page() -> None:
    """Funnel, win rate, cycle, won value and what is still open, for one filter."""
    style, title = reader(), st.container()
    chosen, who = filters.draw()
    report: PipelineReport = ask(pipeline, chosen)
    with title, layout.header(_("Pipeline report"), span(report.period, style)):
        handing.actions("pipeline")
    if report.is_empty and not report.open.count:
        _nothing(chosen)
        return
    parts.answer(answer.sentence(report, chosen.period, who, style), answer.figures(report, chosen.period, style))
    _charts(report, chosen, style)
    DEALS.show_wanted(chosen)


def _charts(report: PipelineReport, chosen: ReportFilter, style: Style) -> None:
    def card(part: str, title: str, chart: Chart, draw, note: str = "") -> None:
        chart_card(part, title, chart, draw, report, chosen, style, note, behind=DEALS)

    left, right = st.columns([5, 4])
    with left:
        card("funnel", _("Funnel"), report.funnel.chart, figures.funnel_chart, _of_pipeline(report, chosen))
    with right:
        card("months", months_title(report.won.months.frame.grain.iloc[0] if len(report.won.months.frame) else "month", style), report.won.months, figures.months_chart, _running(report, style))
    left, right = st.columns([5, 4])
    with left:
        card("owners", _("Won by owner"), report.won.owners, figures.owners_chart)
    with right:
        card("cycle", _("Cycle time of won deals"), report.closed.cycle, figures.cycle_chart, _median(report, style))
    left, right = st.columns(2)
    with left:
        card("products", _("Won by product"), report.won.products, figures.products_chart)
    with right:
        card("regions", _("Won by region"), report.won.regions, figures.regions_chart)
    card("open", _("Open pipeline by expected close"), report.open.chart, figures.open_chart)


def _of_pipeline(report: PipelineReport, chosen: ReportFilter) -> str:
    name = report.funnel.pipeline
    return _("Pipeline: {name}.").format(name=name) if name and chosen.pipeline_id is None else ""


def _running(report: PipelineReport, style: Style) -> str:
    frame = report.won.months.frame
    if frame.empty or not frame.running.iloc[-1] or frame.grain.iloc[-1] != "month":
        return ""
    name = month(frame.start.iloc[-1], style)
    return _("{month} runs to {day}.").format(month=name, day=day(style.today, style))


def _median(report: PipelineReport, style: Style) -> str:
    now, before = report.closed.now, report.closed.before
    if now.median is None:
        return ""
    told = _("Median {median}, mean {mean}.").format(median=days(round(now.median), style), mean=days(round(now.mean), style))
    if before is None or before.median is None:
        return told
    return together([told, _("Before: median {median}.").format(median=days(round(before.median), style))], style)


def _nothing(chosen: ReportFilter) -> None:
    """What the report is for, and the way to deals there are."""

    def first_step() -> None:
        if chosen != ReportFilter(period="all"):
            st.button(_("Show all time"), icon=":material/history:", on_click=address.replace, args=("period=all",))
        elif session.actor().may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    layout.empty_state(
        "filter_alt",
        _("No deals here yet"),
        _("This report shows how deals move through the stages, what is won and how long it takes. Nothing fits this filter."),
        first_step,
    )
