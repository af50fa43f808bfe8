"""Taking the list of customers out as a file."""
from crm_core.customers.exports import COLUMNS, export_customers
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import count_exportable
from pages.customers import list_table
from pages.ui import filters, forms, taking
from pages.ui.run import ask
from pages.ui.text import _, ngettext

NAME = "customers.export"
EXTRA = {"next_step": "next_step_at"}


def open_for(wanted: CustomerFilter) -> None:
    """Opens the dialog for what `wanted` matches; a callback."""
    forms.open_dialog(NAME, wanted=wanted)


def dialog() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Export customers"), _body)


def _body(wanted: CustomerFilter) -> None:
    rows = ask(count_exportable, wanted)
    count = ngettext("{n} customer that you may export.", "{n} customers that you may export.", rows).format(n=rows)
    names = {key: _(label) for key, (label, _kind, _value) in COLUMNS.items()}
    shown = [column for name in ("name", *list_table.shown()) for column in (name, EXTRA.get(name)) if column in COLUMNS]
    sort = filters.sort(list_table.sortable(), ("name", "asc"))
    taking.body(count, names, shown, _("Customers"), export_customers, wanted, sort, some=bool(rows))
