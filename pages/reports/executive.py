"""The executive dashboard: one page that leads into every report."""
import streamlit as st

from crm_core.content.model import Content, Section
from crm_core.reports.executive import RIGHTS, ExecutiveFilter, executive, executive_teams
from crm_core.reports.executive_content import Tile, from_address, sections, tiles, written
from pages import menu
from pages.reports import executive_rows, filters, parts
from pages.reports import sections as cards
from pages.ui import filters as address
from pages.ui import layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

SHARED = ("period", "from", "to", "team")


def page() -> None:
    """Sales against target, pipeline, forecast, customers, churn, satisfaction and data, for one filter."""
    style, title = reader(), st.container()
    teams: dict[int, str] = ask(executive_teams)
    chosen = _filters(teams)
    board = ask(executive, chosen)
    content: Content = written(board, chosen, teams, style)
    with title:
        parts.header(content, style, actions=all(session.actor().may(right) for right in RIGHTS))
    if board.is_empty:
        layout.empty_state("dashboard", _("Nothing to tell yet"), _("This page shows the few figures of every report. It fills with the first customers, deals, orders and tickets."))
        return
    if content.sentence:
        st.header(parts.marked(content.sentence), anchor=False)
    _tiles(tiles(board, chosen, style))
    known = {section.key: url for url, section in sections(board, style)}
    cards.pair(content.sections, style, lambda section, look: _card(section, look, known[section.key]))
    executive_rows.show_wanted(chosen, style)


def _filters(teams: dict[int, str]) -> ExecutiveFilter:
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.period()
        filters.choice("team", _("Team: {name}"), teams)
    return from_address({name: address.value(name) for name in SHARED})


def _tiles(found: list[Tile]) -> None:
    """A figure each, with the way to its report."""
    open_to = {entry.url for entry in menu.visible(session.actor())}
    with st.grid(4, min_column_width=150):
        for place, tile in enumerate(found):
            with st.container(border=True, height="stretch", gap="small", key=f"tile-{place}"):
                figure = tile.figure
                st.metric(
                    plain(figure.label), figure.value, figure.delta, "off" if figure.neutral else "inverse" if figure.falling_is_good else "normal",
                    delta_arrow="off" if figure.neutral else "auto", delta_description=figure.beside, help=figure.help)
                if tile.url in open_to:
                    _way(tile.url, _("Open the report"))


def _card(section: Section, style: Style, url: str) -> None:
    rows = executive_rows.may_see(section.key)

    def action() -> None:
        if url in {entry.url for entry in menu.visible(session.actor())}:
            _way(url, _("Open the report"))

    cards.show(section, style, action, (lambda mark, label: rows.want(section.title, mark, label)) if rows else None)


def _way(url: str, label: str) -> None:
    """A link to the report with the same filters."""
    st.page_link(links.page(url), label=plain(label), icon=":material/arrow_forward:", query_params={name: address.value(name) for name in SHARED if address.value(name)})
