"""The contribution report: who brings revenue and margin."""
import streamlit as st

from crm_core.content.model import Content, Section
from crm_core.reports.contribution import ContributionChoices, contribution, contribution_choices
from crm_core.reports.contribution_content import from_address, written
from crm_core.reports.contribution_scan import ContributionFilter
from pages.reports import filters, parts, sections
from pages.reports.value_rows import CONTRIBUTORS
from pages.ui import filters as address
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

NAMES = ("team", "owner", "category", "grade", "region")


def page() -> None:
    """The whole and its parts, how few bring most of it, and where the change comes from, for one filter."""
    style, title = reader(), st.container()
    choices: ContributionChoices = ask(contribution_choices)
    chosen = _filters(choices)
    report = ask(contribution, chosen)
    content: Content = written(report, chosen, choices, style)
    with title:
        parts.header(content, style)
    if report.is_empty:
        parts.nothing_sold(chosen.period != "all", _("This report shows which customers bring revenue and margin. Nothing was sold within this filter."))
        return
    parts.answer(content.sentence, content.figures)
    sections.pair(content.sections, style, lambda section, look: _card(section, look, chosen))
    CONTRIBUTORS.show_wanted(chosen)


def _card(section: Section, style: Style, chosen: ContributionFilter) -> None:
    sections.with_rows(section, style, CONTRIBUTORS, chosen, marks=section.key != "curve")


def _filters(choices: ContributionChoices) -> ContributionFilter:
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.period("this_year")
        filters.choice("team", _("Team: {name}"), choices.teams)
        filters.choice("owner", _("Owner: {name}"), choices.owners)
        filters.category(choices.categories)
        box = address.more(("grade", "region"))
        if box.open:
            with box:
                address.one("grade", _("Grade"), {"": _("All"), **choices.grades})
        if region := address.value("region"):
            st.button(plain(_("Region: {name}").format(name=region)), icon=":material/close:", type="tertiary", key="no_region", on_click=address.put, args=({"region": None},))
    return from_address({name: address.value(name) for name in ("period", "from", "to", *NAMES)})
