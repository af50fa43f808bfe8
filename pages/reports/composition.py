"""The composition report: who the customers are."""
import streamlit as st

from crm_core.content.model import Content
from crm_core.reports.composition import CompositionFilter, composition
from crm_core.reports.composition_content import KINDS, from_address, written
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.wording import WORDS
from pages.reports import filters, parts, sections
from pages.reports.composition_rows import MEMBERS
from pages.ui import filters as address
from pages.ui import layout, session
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

NAMES = ("period", "from", "to", "team", "owner", "kind", "grade", "region")


def page() -> None:
    """How many customers of which kind, who came and who was lost, how complete the data are."""
    style, title = reader(), st.container()
    choices: ContributionChoices = ask(contribution_choices)
    chosen = _filters(choices)
    report = ask(composition, chosen)
    content: Content = written(report, chosen, choices, style)
    with title:
        parts.header(content, style)
    if report.is_empty:
        _nothing(chosen)
        return
    parts.answer(content.sentence, content.figures)
    sections.pair(content.sections, style, lambda section, look: sections.with_rows(section, look, MEMBERS, chosen))
    MEMBERS.show_wanted(chosen)


def _filters(choices: ContributionChoices) -> CompositionFilter:
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.period("this_year")
        filters.choice("team", _("Team: {name}"), choices.teams)
        filters.choice("owner", _("Owner: {name}"), choices.owners)
        kinds = {"": _("all"), **{kind: _(WORDS["kind"][kind]) for kind in KINDS}}
        address.one("kind", _("Kind"), {key: _("Kind: {name}").format(name=name) for key, name in kinds.items()}, hide_label=True)
        box = address.more(("grade",))
        if box.open:
            with box:
                address.one("grade", _("Grade"), {"": _("All"), **choices.grades})
    return from_address({name: address.value(name) for name in NAMES})


def _nothing(chosen: CompositionFilter) -> None:
    def first_step() -> None:
        if chosen != CompositionFilter():
            st.button(_("Clear all filters"), icon=":material/filter_alt_off:", on_click=address.clear)
        elif session.actor().may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    layout.empty_state("groups", _("No customers here yet"), _("This report shows who the customers are and how their number changes. Nobody fits this filter."), first_step)
