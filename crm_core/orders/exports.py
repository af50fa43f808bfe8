"""The list of orders as a file."""
from collections.abc import Callable, Sequence
from typing import Any

from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.money import major_units
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import ListedOrder, Sort, every_row
from crm_core.wording import WORDS
from crm_core.work import Work, command


def _major(amount: int, row: ListedOrder) -> Any:
    return major_units(amount, row.currency)


COLUMNS: dict[str, tuple[str, str, Callable[[ListedOrder, dict[str, str]], Any]]] = {
    "number": (N_("Order number"), "text", lambda row, told: row.number),
    "customer": (N_("Customer"), "text", lambda row, told: row.customer),
    "state": (N_("State"), "text", lambda row, told: told.get(row.state, row.state)),
    "ordered": (N_("Ordered on"), "date", lambda row, told: row.ordered_on),
    "delivered": (N_("Delivered on"), "date", lambda row, told: row.delivered_on),
    "paid": (N_("Paid on"), "date", lambda row, told: row.paid_on),
    "owner": (N_("Sold by"), "text", lambda row, told: row.owner),
    "team": (N_("Team"), "text", lambda row, told: row.team),
    "currency": (N_("Currency"), "text", lambda row, told: row.currency),
    "rate": (N_("Rate"), "number", lambda row, told: row.rate),
    "discount": (N_("Order discount"), "number", lambda row, told: _major(row.discount, row)),
    "tax": (N_("Tax"), "number", lambda row, told: _major(row.tax, row)),
    "total": (N_("Total"), "number", lambda row, told: _major(row.total, row)),
    "revenue": (N_("Revenue"), "money", lambda row, told: row.revenue),
    "margin": (N_("Margin"), "money", lambda row, told: row.margin),
    "id": (N_("ID in the other program"), "text", lambda row, told: row.external_id),
}


@command("orders:export")
def export_orders(work: Work, wanted: OrderFilter, sort: Sort, columns: Sequence[str] = tuple(COLUMNS), format: Format = "xlsx") -> File:
    """All orders that `wanted` matches and this person may export.

    Raises Invalid when they are too many for the format.
    """
    translate = words(work.actor.locale).gettext
    chosen = [COLUMNS[name] for name in columns if name in COLUMNS]
    told = {code: translate(text) for code, text in WORDS["order.state"].items()}
    rows = every_row(work, wanted, sort, "orders:export")
    return export(
        work, "orders", [Column(translate(heading), kind) for heading, kind, _value in chosen],
        ([value(row, told) for _heading, _kind, value in chosen] for row in rows), format,
        about={"filter": wanted.described()} if wanted.described() else None,
    )
