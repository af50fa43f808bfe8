"""Choosing which columns the list of customers shows."""
import streamlit as st

from pages.customers import list_table
from pages.ui import filters, forms
from pages.ui.text import _

NAME = "customers.columns"


def dialog() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Choose columns"), _body)


def _body() -> None:
    names = {key: _(column.label) for key, column in list_table.COLUMNS.items()}
    with forms.form("columns") as form:
        with form.field("shown") as key:
            chosen = st.multiselect(
                _("Columns in their order"), list(names), list(list_table.shown()), format_func=names.get, key=key,
                placeholder=_("The usual ones"),
            )
        pressed = form.buttons(_("Show"))
    if pressed.save:
        usual = tuple(chosen) == list_table.DEFAULT
        filters.put({"cols": None if usual else ",".join(chosen), filters.PAGE: filters.value(filters.PAGE)})
    if pressed.save or pressed.cancel:
        forms.close_dialog()
        st.rerun()
