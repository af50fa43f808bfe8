"""The queue of tickets."""
import streamlit as st

from crm_core.i18n import N_
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import PAGE_SIZE, Counts, count_boxes, count_tickets, list_tickets
from pages.tickets import headline, list_bulk, list_export, list_filters, list_table, new, queue
from pages.ui import filters, format, layout, links, paging, session, views
from pages.ui.components import record_table
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

PAGE, TABLE = "tickets", "tickets_table"
USUAL = {
    "box=all&grade=vip&state=open": N_("Open tickets of VIPs"),
    "box=all&kind=complaint&state=open": N_("Open complaints"),
    "box=all&late=1": N_("Past their limit"),
}


def page() -> None:
    """What waits, the most urgent first."""
    views.come_back(PAGE)
    wanted, counts = list_filters.wanted(), ask(count_boxes)
    narrowed = list_filters.is_set() or wanted.box == list_filters.ALL
    total = ask(count_tickets, wanted) if narrowed else getattr(counts, wanted.box)
    with layout.header(_("Tickets"), _count(wanted.box, total) if total else None):
        _buttons(counts)
    headline.draw(wanted.box, style())
    with st.container(horizontal=True, vertical_alignment="center", key="tickets_row"):
        list_filters.boxes(counts)
        with st.container(horizontal=True, vertical_alignment="center", key="filter_row"):
            list_filters.draw()
            st.space("stretch")
            views.menu(PAGE, USUAL)
    if total:
        _found(wanted, total)
    elif list_filters.is_set():
        _nothing_matches(wanted.box)
    else:
        _nothing_waits(wanted.box)
    new.new_ticket_dialog()


def _count(box: str, total: int) -> str:
    n = format.number(total, style())
    return _("{n} open, mine").format(n=n) if box == "mine" else n


def _buttons(counts: Counts) -> None:
    actor = session.actor()
    if actor.may("tickets:export"):
        st.button("", icon=":material/download:", help=_("Export…"), key="tickets_export", on_click=_export)
    if actor.may("tickets:edit"):
        if st.button(_("Next ticket"), icon=":material/skip_next:", shortcut="J", key="tickets_next", disabled=not counts.mine):
            queue.go_to_next()
        st.button(_("New ticket"), icon=":material/add:", type="primary", shortcut="N", key="new_ticket", on_click=new.open_new)


def _export() -> None:
    list_export.open_for(list_filters.wanted())


def _nothing_matches(box: str) -> None:
    filters.nothing_found(_("No ticket matches these filters."))
    if box != list_filters.ALL:
        with st.container(horizontal_alignment="center"):
            st.button(_("Look in all tickets"), icon=":material/search:", type="tertiary", key="tickets_look_in_all",
                      on_click=filters.put, args=({"box": list_filters.ALL},))


def _nothing_waits(box: str) -> None:
    title, text = {
        "mine": (_("Nothing waits for you"), _("Take a ticket that nobody has, or write down a new one.")),
        "team": (_("Nothing waits for your team"), _("New tickets come by hand, by mail, or from the web form.")),
        "unassigned": (_("Every ticket has its agent"), _("What no rule gives to somebody stands here.")),
        "breaching": (_("No limit is near"), _("Tickets whose time runs out stand here before it is too late.")),
    }.get(box, (_("No tickets yet"), _("They come by hand, by mail, or from the web form. Write down the first one.")))
    layout.empty_state("support_agent", title, text, lambda: _first_step(box))


def _first_step(box: str) -> None:
    if not session.actor().may("tickets:edit"):
        return
    with st.container(horizontal=True, horizontal_alignment="center"):
        if box == "mine":
            st.button(_("Unassigned tickets"), key="tickets_unassigned", on_click=filters.put, args=({"box": "unassigned"},))
        st.button(_("New ticket"), icon=":material/add:", key="first_ticket", on_click=new.open_new)


@st.fragment
def _found(wanted: TicketFilter, total: int) -> None:
    """Bar, table and pages; ticking, sorting and turning pages draw only this."""
    if session.actor() is None:
        st.rerun()
    views.remember(PAGE)
    number, sort = filters.page_number(-(-total // PAGE_SIZE)), list_table.sort(wanted.box)
    found = ask(list_tickets, wanted, sort, number)
    list_bulk.bar(TABLE, total)
    record_table(
        list_table.columns(wanted.box), list_table.rows(found, style()), TABLE, sort=sort, selectable=list_bulk.offered(),
        letters=False, dense=True, on_sort=_sort, on_open=_remember_opened,
    )
    paging.foot(total, PAGE_SIZE, len(found), _("J next · N new · / search · arrows and Enter open"))
    list_export.dialog()
    opened = session.get("tickets_opened")
    if opened:
        session.forget("tickets_opened")
        links.leave_for("ticket", id=opened)


def _sort(chosen: dict[str, str]) -> None:
    """As the heading says; numbers begin with the greatest."""
    now, _direction = list_table.sort(list_filters.box())
    if chosen["column"] != now and chosen["column"] in list_table.GREATEST_FIRST:
        chosen = {"column": chosen["column"], "direction": "desc"}
    filters.put_sort(chosen)


def _remember_opened(key: int) -> None:
    session.keep("tickets_opened", int(key))
