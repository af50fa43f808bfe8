"""The list of orders."""
import streamlit as st

from crm_core.i18n import N_
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import PAGE_SIZE, Sums, list_orders, order_sums
from pages.orders import list_bulk, list_export, list_filters, list_table
from pages.ui import filters, layout, links, paging, session, views
from pages.ui.components import record_table
from pages.ui.format import money, number
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

PAGE, TABLE = "orders", "orders_table"
USUAL = {
    "owner=me&state=draft": N_("My drafts"),
    "state=confirmed": N_("To be delivered"),
    "state=delivered": N_("To be paid"),
    "state=returned": N_("Returns"),
}


def page() -> None:
    """Finding an order, or many to do something with."""
    views.come_back(PAGE)
    wanted = list_filters.wanted()
    sums = ask(order_sums, wanted)
    with layout.header(_("Orders"), number(sums.count, style()) if sums.count else None):
        _buttons()
    with st.container(horizontal=True, vertical_alignment="center", key="filter_row"):
        list_filters.draw()
        st.space("stretch")
        views.menu(PAGE, USUAL)
    if sums.count:
        _found(wanted, sums)
    elif list_filters.is_set():
        filters.nothing_found(_("No order matches these filters."))
    else:
        layout.empty_state(
            "receipt_long", _("No orders yet"),
            _("Enter the first one, make one of a deal that is won, or bring in what your shop or ERP exports."), _first_steps)


def _buttons() -> None:
    actor = session.actor()
    if actor.may("orders:export"):
        st.button("", icon=":material/download:", help=_("Export…"), key="orders_export", on_click=_export)
    if actor.may("orders:edit"):
        new = st.button(_("New order"), icon=":material/add:", type="primary", shortcut="N", key="new_order")
        if new:
            links.leave_for("order-edit")


def _export() -> None:
    list_export.open_for(list_filters.wanted())


def _first_steps() -> None:
    actor = session.actor()
    with st.container(horizontal=True, horizontal_alignment="center"):
        if actor.may("imports:run"):
            st.page_link(links.page("import"), label=_("Import a file"), icon=":material/upload_file:")
        if actor.may("orders:edit"):
            st.page_link(links.page("order-edit"), label=_("New order"), icon=":material/add:")


@st.fragment
def _found(wanted: OrderFilter, sums: Sums) -> None:
    """Bar, table and pages; ticking, sorting and turning pages draw only this."""
    if session.actor() is None:
        st.rerun()
    views.remember(PAGE)
    sort = list_table.sort()
    session.keep(list_filters.ORDER, (wanted, sort))
    found = ask(list_orders, wanted, sort, filters.page_number(-(-sums.count // PAGE_SIZE)))
    list_bulk.bar(TABLE, sums.count)
    record_table(
        list_table.columns(), list_table.rows(found, style()), TABLE, sort=sort, selectable=list_bulk.offered(), dense=True,
        on_sort=list_table.put_sort, on_open=_remember_opened,
    )
    layout.quiet(_told(sums))
    paging.foot(sums.count, PAGE_SIZE, len(found))
    list_export.dialog()
    opened = session.get("orders_opened")
    if opened:
        session.forget("orders_opened")
        links.leave_for("order", id=opened)


def _told(sums: Sums) -> str:
    """What the whole list sums up to."""
    told = _("Revenue {revenue}").format(revenue=money(sums.revenue, style()))
    if sums.margin is not None:
        told += " · " + _("margin {margin}").format(margin=money(sums.margin, style()))
    return told + " · " + _("without tax; drafts and cancelled orders do not count, returns do")


def _remember_opened(key: int) -> None:
    session.keep("orders_opened", int(key))
