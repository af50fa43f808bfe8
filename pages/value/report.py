"""The page on what customers are worth, and how they buy."""
import streamlit as st

from crm_core.content.model import Section
from crm_core.value import content
from crm_core.value.buyers import ValueFilter
from crm_core.value.choices import ValueChoices, value_choices
from crm_core.value.report import ValueReport, customer_value
from pages.reports import filters as shared
from pages.reports import parts, sections
from pages.ui import filters, layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _
from pages.value.rows import BUYERS

MORE = ("owner", "industry", "region")


def page() -> None:
    """Who buys how lately, how often and for how much; who stays, who falls silent, who could buy more."""
    style, title = reader(), st.container()
    choices: ValueChoices = ask(value_choices)
    chosen, grain = _filters(choices)
    report: ValueReport = ask(customer_value, chosen, grain)
    said = content.written(report, chosen, choices, style)
    with title:
        parts.header(said, style)
    if not report.customers:
        _nothing(chosen)
        return
    parts.answer(said.sentence, said.figures)
    sections.pair(said.sections, style, lambda section, look: _card(section, look, chosen))
    BUYERS.show_wanted(chosen)


def _card(section: Section, style: Style, chosen: ValueFilter) -> None:
    sections.with_rows(section, style, BUYERS, chosen, _grain if section.key == "cohorts" else None)


def _grain() -> None:
    with st.container(width=130):
        filters.one("cohort", _("Cohorts"), {"quarter": _("by quarter"), "month": _("by month")}, hide_label=True)


def _filters(choices: ValueChoices) -> tuple[ValueFilter, str]:
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        shared.period("all")
        shared.choice("team", _("Team: {name}"), choices.teams)
        _one("grade", _("Grade: {name}"), choices.grades)
        box = filters.more(MORE)
        if box.open:
            with box:
                for name, label, options in (
                    ("owner", _("Owner"), {str(key): name for key, name in choices.owners.items()}), ("industry", _("Industry"), choices.industries),
                    ("region", _("Region"), {name: name for name in choices.regions}),
                ):  # fmt: skip
                    filters.one(name, label, {"": _("All"), **options})
    address = {name: filters.value(name) for name in ("period", "from", "to", "team", "owner", "grade", "industry", "region", "cohort")}
    return content.from_address(address), content.grain_of(address)


def _one(name: str, words: str, options: dict[str, str]) -> None:
    named = {"": words.format(name=_("all")), **{key: words.format(name=word) for key, word in options.items()}}
    filters.one(name, words.format(name=""), named, hide_label=True)


def _nothing(chosen: ValueFilter) -> None:
    """What the report is for, and the way to orders."""

    def first_step() -> None:
        if chosen != ValueFilter():
            st.button(_("Show all customers of all time"), icon=":material/history:", on_click=filters.clear)
        elif session.actor().may("imports:run"):
            st.page_link(links.page("import"), label=_("Import orders"), icon=":material/upload_file:")
        elif session.actor().may("orders:view"):
            st.page_link(links.page("orders"), label=_("See the orders"), icon=":material/receipt_long:")

    layout.empty_state(
        "diamond", _("Nobody has bought here yet"),
        _("This report shows who buys often and lately, who falls silent, and what the best customers bring. Nothing fits this filter."),
        first_step,
    )
