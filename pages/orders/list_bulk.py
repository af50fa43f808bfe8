"""What can be done with many orders: the bar above the table."""
import streamlit as st

from crm_core.orders.filtering import OrderFilter
from crm_core.orders.moving import move_orders, put_back
from crm_core.orders.schemas import Moved
from pages.orders import list_export
from pages.ui import forms, session
from pages.ui.components import clear_selection, selection
from pages.ui.format import number
from pages.ui.reader import style
from pages.ui.run import act
from pages.ui.text import _, ngettext

MOST_PICKED = 1000
MOVE = "orders.move"


def offered() -> bool:
    """Whether this person can do anything with several orders."""
    return session.actor().may("orders:edit", "orders:export")


def bar(table: str, total: int) -> None:
    """The bar, when something is selected; and its dialog."""
    picked = [int(key) for key in selection(table)][:MOST_PICKED]
    if picked and offered():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="bulk_bar"):
            n, all_of_them = number(len(picked), style()), number(total, style())
            st.markdown(_("**{n} selected** :gray[of {total}]").format(n=n, total=all_of_them), width="content")
            st.space("stretch")
            _actions(picked, table)
    forms.dialog(MOVE, _("Change many orders?"), _ask_first)


def steps() -> dict[str, str]:
    """The steps that many orders can take at once."""
    return {"confirmed": _("Confirm"), "delivered": _("Delivered today"), "paid": _("Paid today"), "cancelled": _("Cancel order")}


def _actions(picked: list[int], table: str) -> None:
    may, names = session.actor().may, steps()
    if may("orders:edit"):
        st.menu_button(
            _("Set state"), list(names), format_func=names.get, icon=":material/checklist:", key="bulk_state",
            on_click=_chosen, args=(picked, table),
        )
    if may("orders:export"):
        wanted = OrderFilter(ids=tuple(picked))
        st.button(_("Export"), icon=":material/download:", key="bulk_export", on_click=list_export.open_for, args=(wanted,))
    st.button("", icon=":material/close:", type="tertiary", help=_("Select nothing"), key="bulk_close",
              on_click=clear_selection, args=(table,))


def _chosen(picked: list[int], table: str) -> None:
    to = session.get("bulk_state")
    if to in steps():
        forms.open_dialog(MOVE, picked=tuple(picked), to=to, table=table)


def _ask_first(picked: tuple[int, ...], to: str, table: str) -> None:
    chosen = ngettext("{n} order is chosen.", "{n} orders are chosen.", len(picked)).format(n=number(len(picked), style()))
    forms.confirm(
        chosen, _("Those for which this step is possible take it; the others stay as they are. It can be taken back right afterwards."),
        steps()[to], lambda: _move(picked, to, table), MOVE,
    )


def _move(picked: tuple[int, ...], to: str, table: str) -> None:
    made = act(move_orders, picked, to)
    if not made.ok:
        return
    clear_selection(table)
    moved: tuple[Moved, ...] = made.value
    n = len(moved)
    told = ngettext("{n} order changed, {rest} left as they were", "{n} orders changed, {rest} left as they were", n)
    told = told.format(n=number(n, style()), rest=number(len(picked) - n, style()))
    if moved:
        session.offer_undo(told, lambda: act(put_back, moved))
    else:
        session.notify(told, "info")
