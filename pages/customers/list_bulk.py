"""What can be done with many customers: the bar above the table."""
from dataclasses import replace

import streamlit as st

from crm_core.customers.bulk import claim_customers
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import CustomerRow
from crm_core.undo import undo_batch
from pages.customers import list_change, list_export
from pages.ui import filters, forms, layout, session
from pages.ui.components import clear_selection, selection
from pages.ui.format import number
from pages.ui.reader import style
from pages.ui.run import act
from pages.ui.text import _, ngettext

EVERYTHING = "customers.all"
MOST_PICKED = 5000


def offered() -> bool:
    """Whether this person can do anything with several customers."""
    return session.actor().may("customers:edit", "customers:assign", "customers:export")


def bar(table: str, wanted: CustomerFilter, total: int, rows: tuple[CustomerRow, ...]) -> None:
    """The bar, when something is selected; and its dialogs."""
    picked = [int(key) for key in selection(table)][:MOST_PICKED]
    everything = bool(picked) and session.get(EVERYTHING) == filters.query()
    if picked and offered():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="bulk_bar"):
            _count(table, len(picked), total, everything)
            st.space("stretch")
            _actions(wanted if everything else replace(CustomerFilter(), ids=tuple(picked)), rows, picked, table)
    list_change.dialogs(table)


def _count(table: str, picked: int, total: int, everything: bool) -> None:
    n, all_of_them = number(picked, style()), number(total, style())
    if everything:
        st.markdown(_("**All {total}** selected").format(total=all_of_them), width="content")
        layout.text_button(_("Only the {n} ticked").format(n=n), "bulk_ticked", on_click=session.forget, args=(EVERYTHING,))
        return
    st.markdown(_("**{n} selected** :gray[of {total}]").format(n=n, total=all_of_them), width="content")
    if picked < total:
        layout.text_button(
            _("Select all {total}").format(total=all_of_them), "bulk_everything", on_click=session.keep,
            args=(EVERYTHING, filters.query()),
        )


def _actions(wanted: CustomerFilter, rows: tuple[CustomerRow, ...], picked: list[int], table: str) -> None:
    may = session.actor().may
    free = [row.id for row in rows if row.id in picked and row.owner_id is None and row.team is None]
    if may("customers:edit") and free and wanted.ids is not None:
        _button("claim", _("Claim"), "front_hand", _claim, free, table)
    if may("customers:assign"):
        _button("owner", _("Change owner"), "person", forms.open_dialog, list_change.OWNER, wanted=wanted)
    if may("customers:edit"):
        _button("grade", _("Set grade"), "star", forms.open_dialog, list_change.GRADE, wanted=wanted)
        tags = {"add": _("Add a tag…"), "remove": _("Remove a tag…")}
        st.menu_button(
            _("Tags"), list(tags), format_func=tags.get, icon=":material/label:", key="bulk_tags", on_click=_tags, args=(wanted,)
        )
    if may("customers:export"):
        _button("export", _("Export"), "download", list_export.open_for, wanted)
    st.button("", icon=":material/close:", type="tertiary", help=_("Select nothing"), key="bulk_close", on_click=_nothing, args=(table,))


def _button(key: str, label: str, icon: str, call, *args, **kwargs) -> None:
    st.button(label, icon=f":material/{icon}:", key=f"bulk_{key}", on_click=call, args=args, kwargs=kwargs)


def _tags(wanted: CustomerFilter) -> None:
    forms.open_dialog(list_change.TAG, wanted=wanted, adding=session.get("bulk_tags") == "add")


def _nothing(table: str) -> None:
    clear_selection(table)
    session.forget(EVERYTHING)


def _claim(ids: list[int], table: str) -> None:
    batch = list_change.new_batch()
    if act(claim_customers, ids, batch=batch).ok:
        _nothing(table)
        text = ngettext("{n} customer is yours now", "{n} customers are yours now", len(ids)).format(n=len(ids))
        session.offer_undo(text, lambda: act(undo_batch, batch))
    session.keep("customers.redraw", True)
