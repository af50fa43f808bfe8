"""The pipeline as a board or as a table, with the same filters."""
import streamlit as st

from crm_core.i18n import N_
from crm_core.pipeline.board import board as board_of
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import deal_totals
from pages.pipeline import board, close, filters, forms, moving, table
from pages.ui import filters as address
from pages.ui import layout, session, views
from pages.ui.format import Style, money
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

BOARD, TABLE, PAGE = "board", "table", "pipeline"
USUAL = {
    "late=1": N_("Past their limit"),
    "expected=this_quarter": N_("Closing this quarter"),
    "expected=overdue": N_("Should be closed by now"),
    "next=none": N_("Without a next step"),
}


def page() -> None:
    """Open deals by stage, or every deal as a list."""
    board.leave_if_opened()
    table.leave_if_opened()
    style, title = reader(), st.container()
    as_table = address.value("view") == TABLE
    views.remember(PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="pipeline_filters"):
        filters.row(style, as_table)
        st.space("stretch")
        views.menu(PAGE, USUAL)
    wanted = filters.chosen(style)
    (_table if as_table else _board)(wanted, style, title)
    forms.draw_new()
    moving.draw_fill()
    close.draw()


def _board(wanted: DealFilter, style: Style, title) -> None:
    found = ask(board_of, wanted, board.opened())
    with title:
        _header(style.count("{n} open · {value}", "{n} open · {value}", found.count if found else 0,
                            value=money(found.value if found else 0, style)), BOARD)
    if found is None:
        layout.empty_state("view_kanban", _("No pipeline yet"), _("An administrator sets up the stages that deals go through."))
    elif not found.count and wanted == DealFilter(pipelines=wanted.pipelines):
        _first_step()
    elif not found.count:
        address.nothing_found(_("No open deal fits these filters"))
    else:
        session.keep(table.ORDER, (wanted, None))
        board.draw(found, style)


def _table(wanted: DealFilter, style: Style, title) -> None:
    totals = ask(deal_totals, wanted)
    with title:
        _header(style.count("{n} · {value}", "{n} · {value}", totals.count, value=money(totals.value, style)), TABLE, wanted)
    if totals.count:
        table.draw(wanted, totals, style)
    elif wanted in (DealFilter(), DealFilter(statuses=("open",))):
        _first_step()
    else:
        address.nothing_found(_("No deal fits these filters"))


def _header(count: str, view: str, wanted: DealFilter | None = None) -> None:
    with layout.header(_("Pipeline"), count):
        if wanted:
            table.export_button(wanted)
        session.keep("pipeline-view", view)
        st.segmented_control(
            _("View"), [BOARD, TABLE], key="pipeline-view", format_func={BOARD: _("Board"), TABLE: _("Table")}.get,
            required=True, label_visibility="collapsed", on_change=_switch,
        )
        _new_button()


def _switch() -> None:
    as_table = session.get("pipeline-view") == TABLE
    address.put({"view": TABLE if as_table else None, "status": "open" if as_table else None, "sort": None})


def _new_button() -> None:
    if session.actor().may("deals:edit"):
        st.button(
            _("New deal"), type="primary", icon=":material/add:", shortcut="N", on_click=forms.new_deal_dialog, key="new-deal",
        )


def _first_step() -> None:
    def action() -> None:
        if session.actor().may("deals:edit"):
            st.button(_("New deal"), icon=":material/add:", on_click=forms.new_deal_dialog, key="first-deal")

    layout.empty_state(
        "view_kanban", _("No open deals"),
        _("Here you see every chance to sell, stage by stage. Begin with the next thing a customer wants to buy."), action,
    )
