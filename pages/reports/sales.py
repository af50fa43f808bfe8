"""Sales by everything: one measure cut by one dimension or two, and its growth before and after a day."""
import streamlit as st

from crm_core.content.model import Content, Section
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.reports.sales import SalesReport, sales
from crm_core.reports.sales_content import written
from crm_core.reports.sales_filter import SalesFilter
from crm_core.reports.sales_rows import TURN
from pages.reports import parts, sales_filters, sections
from pages.reports.sales_rows import SOLD
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _


def page() -> None:
    """The answer, the parts, their growth, the parts crossed, and what changed on a day."""
    style, title = reader(), st.container()
    choices: ContributionChoices = ask(contribution_choices)
    chosen = sales_filters.draw(choices)
    report: SalesReport = ask(sales, chosen)
    content: Content = written(report, chosen, choices, style)
    with title:
        parts.header(content, style)
    if report.is_empty:
        parts.nothing_sold(chosen.period != "all", _("This report shows what was sold, by time, people, products and customers. Nothing was sold within this filter."))
        return
    parts.answer(content.sentence, content.figures)
    _cards([one for one in content.sections if one.key not in TURN], style, chosen)
    sales_filters.turn(chosen, style)
    _cards([one for one in content.sections if one.key in TURN], style, chosen)
    SOLD.show_wanted(chosen)


def _cards(found: list[Section], style: Style, chosen: SalesFilter) -> None:
    sections.pair(found, style, lambda section, look: sections.with_rows(section, look, SOLD, chosen))
