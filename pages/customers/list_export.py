"""Taking the list of customers out as a file."""
from collections.abc import Callable

import streamlit as st

from crm_core import run
from crm_core.customers.exports import COLUMNS, export_customers
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import Sort, count_exportable
from crm_core.errors import Forbidden
from pages.customers import list_table
from pages.ui import filters, forms, layout, session
from pages.ui.run import ask
from pages.ui.text import _, ngettext

NAME = "customers.export"
FORMATS = {"xlsx": "Excel (XLSX)", "csv": "CSV"}
EXTRA = {"next_step": "next_step_at"}


def open_for(wanted: CustomerFilter) -> None:
    """Opens the dialog for what `wanted` matches; a callback."""
    forms.open_dialog(NAME, wanted=wanted)


def dialog() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Export customers"), _body)


def _body(wanted: CustomerFilter) -> None:
    rows = ask(count_exportable, wanted)
    st.markdown(ngettext("{n} customer that you may export.", "{n} customers that you may export.", rows).format(n=rows))
    format = st.segmented_control(
        _("Format"), list(FORMATS), default="xlsx", required=True, format_func=FORMATS.get, key="export_format",
        label_visibility="collapsed",
    )
    names = {key: _(label) for key, (label, _kind, _value) in COLUMNS.items()}
    shown = [column for name in ("name", *list_table.shown()) for column in (name, EXTRA.get(name)) if column in COLUMNS]
    columns = st.multiselect(_("Columns in their order"), list(names), shown, format_func=names.get, key="export_columns")
    layout.quiet(_("Every export is noted in the audit trail."))
    sort = filters.sort(list_table.sortable(), ("name", "asc"))
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            _("Download"), data=_maker(wanted, sort, tuple(columns), format), file_name=f"{_('Customers')}.{format}",
            type="primary", icon=":material/download:", key="export_download", on_click="ignore", disabled=not rows or not columns,
        )


def _maker(wanted: CustomerFilter, sort: Sort, columns: tuple[str, ...], format: str) -> Callable[[], bytes]:
    """Makes the file when the button is pressed, with the rights of that moment."""
    token = session.token()

    def make() -> bytes:
        actor = session.actor_of(token)
        if actor is None:
            raise Forbidden()
        return run.act(actor, export_customers, wanted, sort, columns, format).content

    return make
