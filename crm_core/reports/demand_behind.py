"""What stands behind a cell of the demand report: its orders, or its customers where those are counted."""
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from sqlalchemy import select

from crm_core.access import scope
from crm_core.columnar.copy import columns
from crm_core.errors import N_, NotFound
from crm_core.exporting import XLSX_ROWS, Column, File, export
from crm_core.i18n import words
from crm_core.reports.demand import HEAT, largest, measured
from crm_core.reports.demand_scan import NONE, OTHERS, PAGE, REGIONS, RIGHT, ROWS, DemandFilter, Scan
from crm_core.reports.within import customers_within, some
from crm_core.work import Work, command, query
from db.models import Order


@dataclass(frozen=True)
class BehindRow:
    """An order, or a customer where customers are counted. `name` is None where it is not the reader's to see."""

    id: int
    name: str | None
    customer_id: int | None
    customer: str | None
    revenue: int
    quantity: float
    orders: int
    last_on: date


@dataclass(frozen=True)
class Behind:
    """A page of what is behind a cell, and the sums of all of it."""

    total: int
    revenue: int
    quantity: float
    rows: tuple[BehindRow, ...]


@query(RIGHT)
def demand_rows(work: Work, chosen: DemandFilter, part: str = HEAT, key: str | None = None, page: int = 1) -> Behind:
    """What stands behind the cell `key` ("row:region" as the chart has it; everything when None). Raises NotFound."""
    sums, found = _behind(work, chosen, key, page, PAGE)
    named = _customers(work, found) if chosen.measure == "customers" else _orders(work, found)
    return Behind(int(sums.total), int(sums.all_revenue or 0), float(sums.all_quantity or 0), named)


@command("orders:export")
def export_wanted(work: Work, chosen: DemandFilter, part: str = HEAT, key: str | None = None) -> File:
    """The orders behind a cell that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    _sums, found = _behind(work, replace(chosen, measure="quantity" if chosen.measure == "quantity" else "revenue"), key, 1, XLSX_ROWS)
    lines = ((row.name, row.customer, row.last_on, row.quantity, row.revenue) for row in _orders(work, found, "orders:export") if row.name)
    return _file(work, key, ((N_("Number"), "text"), (N_("Customer"), "text"), (N_("Day"), "date"), (N_("Quantity"), "number"), (N_("Revenue"), "money")), lines)


@command("customers:export")
def export_wanting(work: Work, chosen: DemandFilter, part: str = HEAT, key: str | None = None) -> File:
    """The customers behind a cell that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    _sums, found = _behind(work, replace(chosen, measure="customers"), key, 1, XLSX_ROWS)
    lines = ((row.name, row.orders, row.quantity, row.revenue) for row in _customers(work, found, "customers:export") if row.name)
    return _file(work, key, ((N_("Customer"), "text"), (N_("Orders"), "number"), (N_("Quantity"), "number"), (N_("Revenue"), "money")), lines)


def _file(work: Work, key: str | None, labels: Iterable[tuple[str, str]], lines: Iterable[tuple]) -> File:
    say = words(work.actor.locale).gettext
    about = {"report": "demand", "chart": HEAT} | ({"cell": key} if key else {})
    return export(work, "demand", [Column(say(text), kind) for text, kind in labels], lines, "xlsx", about=about)


def _behind(work: Work, chosen: DemandFilter, key: str | None, page: int, size: int) -> tuple[pd.Series, pd.DataFrame]:
    scan = Scan(work, chosen, columns(work))
    row, region = _decoded(key)
    rows: list[str] = []
    regions: list[str] = []
    if OTHERS in (row, region):
        long = measured(scan, chosen)
        rows, regions = largest(long, "row", ROWS), largest(long, "region", REGIONS)
    return scan.behind(row, region, rows, regions, page, size)


def _decoded(key: str | None) -> tuple[str | None, str | None]:
    """"=12:=Kent" → ("=12", "=Kent"). Raises NotFound for what no chart says."""
    if key is None:
        return None, None
    parts = key.split(":")
    if len(parts) != 2 or any(part not in (OTHERS, NONE) and not part.startswith("=") for part in parts):
        raise NotFound()
    return parts[0], parts[1]


def _orders(work: Work, found: pd.DataFrame, *rights: str) -> tuple[BehindRow, ...]:
    within = (scope.orders(work), *(scope.orders(work, right) for right in rights))
    mine = {key: rest for key, *rest in some(work, select(Order.id, Order.number, Order.customer_id), Order.id, found.id, *within)}
    buyers = {customer_id for _number, customer_id in mine.values() if customer_id}
    known = customers_within(work, buyers)
    return tuple(_row(row, number, customer_id, known.get(customer_id))
                 for row in found.itertuples() for number, customer_id in [mine.get(row.id, (None, None))])


def _customers(work: Work, found: pd.DataFrame, *rights: str) -> tuple[BehindRow, ...]:
    known = customers_within(work, found.id, *rights)
    return tuple(_row(row, known.get(row.id), int(row.id), known.get(row.id)) for row in found.itertuples())


def _row(row, name: str | None, customer_id: int | None, customer: str | None) -> BehindRow:
    return BehindRow(int(row.id), name, customer_id, customer, int(row.revenue), float(row.quantity), int(row.orders), pd.Timestamp(row.last_on).date())
