"""Taking the list of orders out as a file."""
from crm_core.orders.exports import COLUMNS, export_orders
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import count_exportable
from pages.orders import list_table
from pages.ui import forms, taking
from pages.ui.run import ask
from pages.ui.text import _, ngettext

NAME = "orders.export"
SHOWN = ("number", "customer", "state", "ordered", "owner", "currency", "total", "revenue")


def open_for(wanted: OrderFilter) -> None:
    """Opens the dialog for what `wanted` matches; a callback."""
    forms.open_dialog(NAME, wanted=wanted)


def dialog() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Export orders"), _body)


def _body(wanted: OrderFilter) -> None:
    rows = ask(count_exportable, wanted)
    count = ngettext("{n} order that you may export.", "{n} orders that you may export.", rows).format(n=rows)
    names = {key: _(label) for key, (label, _kind, _value) in COLUMNS.items()}
    taking.body(count, names, SHOWN, _("Orders"), export_orders, wanted, list_table.sort(), some=bool(rows))
