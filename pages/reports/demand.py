"""The demand report: which products are wanted where, how long they take to sell, and how soon they are ordered again."""
import streamlit as st

from crm_core.content.model import Content, Section
from crm_core.reports.contribution import ContributionChoices, contribution_choices
from crm_core.reports.demand import HEAT, DemandReport, demand
from crm_core.reports.demand_content import from_address, groups, measures, written
from crm_core.reports.demand_cycle import PARTS, as_report, whole_key
from crm_core.reports.demand_scan import DemandFilter
from pages.reports import demand_rows, filters, parts, sections
from pages.reports.rows import DEALS
from pages.ui import filters as address
from pages.ui import session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

NAMES = ("team", "owner", "category", "by", "measure", "show")


def page() -> None:
    """The heat map across the page, the cycles below it in pairs, for one filter."""
    style, title = reader(), st.container()
    choices: ContributionChoices = ask(contribution_choices)
    chosen = _filters(choices, style)
    report: DemandReport = ask(demand, chosen)
    content: Content = written(report, chosen, choices, style)
    with title:
        parts.header(content, style, actions=session.actor().may("reports:pipeline"))  # what is handed in tells of deals too
    if report.is_empty:
        parts.nothing_sold(chosen.period != "all", _("This report shows which products are wanted in which regions, how long deals about them take, and how soon they are ordered again."))
        return
    parts.answer(content.sentence, content.figures)
    known = {section.key: section for section in content.sections}
    if heat := known.pop(HEAT, None):
        _card(heat, style, chosen)
    sections.pair(list(known.values()), style, lambda section, look: _card(section, look, chosen))
    for behind in demand_rows.BEHIND:
        behind.show_wanted(chosen)
    DEALS.show_wanted(as_report(chosen))


def _card(section: Section, style: Style, chosen: DemandFilter) -> None:
    part, behind = section.key, demand_rows.of(section.key, chosen)
    about, whole = (as_report(chosen), whole_key(chosen)) if part in PARTS else (chosen, None)

    def want(key: str | None, label: str | None = None) -> None:
        behind.want(part, section.title, key or whole, label)

    def actions() -> None:
        if part == HEAT:
            _shown(chosen)
        st.button(_("Rows"), icon=":material/table_rows:", type="tertiary", key=f"rows-{part}", on_click=want, args=(None,))
        behind.excel(about, part, whole)

    sections.show(section, style, actions, want)


def _shown(chosen: DemandFilter) -> None:
    """What the cells say."""
    words = {"amount": _("Amount"), "growth": _("Growth"), "index": _("Over or under")}
    if chosen.measure == "customers":
        del words["index"]
    with st.container(width=170):
        address.one("show", _("What the cells say"), words, hide_label=True)


def _filters(choices: ContributionChoices, style: Style) -> DemandFilter:
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.period("this_year")
        filters.choice("team", _("Team: {name}"), choices.teams)
        filters.choice("owner", _("Owner: {name}"), choices.owners)
        filters.category(choices.categories)
        address.one("measure", _("Measure"), measures(style), hide_label=True)
        address.one("by", _("By"), {key: _("By {what}").format(what=name.lower()) for key, name in groups(style).items()}, hide_label=True)
    return from_address({name: address.value(name) for name in ("period", "from", "to", *NAMES)})
