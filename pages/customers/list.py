"""The list of customers."""
import streamlit as st

from crm_core.company.queries import company
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import PAGE_SIZE, count_customers, list_customers
from crm_core.dictionary import choices
from crm_core.i18n import N_
from pages.customers import forms as customer_forms
from pages.customers import list_bulk, list_columns, list_export, list_filters, list_table
from pages.ui import filters, format, forms, layout, links, paging, session, views
from pages.ui.components import record_table
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

PAGE, TABLE = "customers", "customers_table"
USUAL = {
    "grade=a&grade=vip&owner=me": N_("My A and VIP customers"),
    "lifecycle=active&lifecycle=at_risk&quiet=60": N_("Silent for 60 days"),
    "owner=nobody": N_("Public pool"),
}


def page() -> None:
    """Finding a customer, or many to do something with."""
    views.come_back(PAGE)
    wanted = list_filters.wanted()
    total = ask(count_customers, wanted)
    with layout.header(_("Customers"), format.number(total, style()) if total else None):
        _menu()
        if session.actor().may("customers:edit"):
            st.button(
                _("New customer"), icon=":material/add:", type="primary", shortcut="N", key="new_customer",
                on_click=customer_forms.open_new,
            )
    with st.container(horizontal=True, vertical_alignment="center", key="filter_row"):
        list_filters.draw()
        st.space("stretch")
        views.menu(PAGE, USUAL)
    if total:
        _found(wanted, total)
    elif list_filters.is_set():
        filters.nothing_found(_("No customer matches these filters."))
    else:
        layout.empty_state("domain", _("No customers yet"), _("Bring in the list you have, or start with one."), _first_steps)
    customer_forms.new_customer_dialog()
    list_columns.dialog()


def _menu() -> None:
    actor = session.actor()
    offered = {"columns": _("Choose columns…")}
    if actor.may("customers:export"):
        offered["export"] = _("Export…")
    if actor.may("imports:run"):
        offered["import"] = _("Import a file…")
    st.menu_button(
        "", list(offered), format_func=offered.get, icon=":material/more_horiz:", key="customers_menu", on_click=_chosen,
        help=_("More"),
    )
    if session.get("customers_menu") == "import":
        links.leave_for("import")


def _chosen() -> None:
    chosen = session.get("customers_menu")
    if chosen == "columns":
        forms.open_dialog(list_columns.NAME)
    elif chosen == "export":
        list_export.open_for(list_filters.wanted())


def _first_steps() -> None:
    actor = session.actor()
    with st.container(horizontal=True, horizontal_alignment="center"):
        if actor.may("imports:run"):
            st.page_link(links.page("import"), label=_("Import a file"), icon=":material/upload_file:")
        if actor.may("customers:edit"):
            st.button(_("New customer"), key="first_customer", icon=":material/add:", on_click=customer_forms.open_new)


@st.fragment
def _found(wanted: CustomerFilter, total: int) -> None:
    """Bar, table and pages; ticking, sorting and turning pages draw only this."""
    if session.actor() is None or session.get("customers.redraw"):
        session.forget("customers.redraw")
        st.rerun()
    views.remember(PAGE)
    number = filters.page_number(-(-total // PAGE_SIZE))
    sort = filters.sort(list_table.sortable(), ("name", "asc"))
    session.keep(list_filters.ORDER, (wanted, sort))
    found = ask(list_customers, wanted, sort, number, total=total)
    list_bulk.bar(TABLE, wanted, total, found)
    chosen = list_table.shown()
    named = {name: {choice.code: choice for choice in values} for name, values in ask(choices).items()}
    reader = list_table.Reader(style(), session.actor().user_id, ask(company), named)
    record_table(
        list_table.columns(chosen), list_table.rows(found, chosen, reader), TABLE, sort=sort,
        selectable=list_bulk.offered(), on_sort=_sort, on_open=_remember_opened,
    )
    paging.foot(total, PAGE_SIZE, len(found))
    list_export.dialog()
    opened = session.get("customers_opened")
    if opened:
        session.forget("customers_opened")
        links.leave_for("customer", id=opened)


def _sort(chosen: dict[str, str]) -> None:
    """As the heading says; amounts and times begin with the greatest."""
    now, _direction = filters.sort(list_table.sortable(), ("name", "asc"))
    if chosen["column"] != now and chosen["column"] in list_table.GREATEST_FIRST:
        chosen = {"column": chosen["column"], "direction": "desc"}
    filters.put_sort(chosen)


def _remember_opened(key: int) -> None:
    session.keep("customers_opened", int(key))
