"""Taking the list of tickets out as a file."""
from crm_core.tickets.exports import COLUMNS, export_tickets
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import count_exportable
from pages.tickets import list_table
from pages.ui import forms, taking
from pages.ui.run import ask
from pages.ui.text import _, ngettext

NAME = "tickets.export"
SHOWN = ("number", "subject", "customer", "kind", "priority", "state", "owner", "opened", "resolved")


def open_for(wanted: TicketFilter) -> None:
    """Opens the dialog for what `wanted` matches; a callback."""
    forms.open_dialog(NAME, wanted=wanted)


def dialog() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(NAME, _("Export tickets"), _body)


def _body(wanted: TicketFilter) -> None:
    rows = ask(count_exportable, wanted)
    count = ngettext("{n} ticket that you may export.", "{n} tickets that you may export.", rows).format(n=rows)
    names = {key: _(label) for key, (label, _kind, _value) in COLUMNS.items()}
    taking.body(count, names, SHOWN, _("Tickets"), export_tickets, wanted, list_table.sort(wanted.box), some=bool(rows))
