"""Which products are wanted where (产品需求): product or category × region of the customer, against the year before."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, Select, select

from crm_core.access import scope
from crm_core.columnar.copy import columns
from crm_core.content.period import Days
from crm_core.errors import N_, NotFound
from crm_core.exporting import XLSX_ROWS, Column, File, export
from crm_core.i18n import words
from crm_core.reports.demand_again import Rhythm, rhythm
from crm_core.reports.demand_cycle import Cycles, cycles
from crm_core.reports.demand_scan import (
    NONE,
    OTHERS,
    PAGE,
    REGIONS,
    REST,
    RIGHT,
    ROWS,
    DemandFilter,
    Scan,
    coded,
    days,
    decoded,
    year_before,
)
from crm_core.work import Work, command, query
from db.models import Customer, Order, Product

CHUNK, HEAT = 5_000, "heat"


@dataclass(frozen=True)
class Cell:
    """One product (or all together) in one region (or in all), in the period and a year before; money in minor units.

    `index` is what it is against what row and column would give if every region wanted the same: row × column ÷ whole.
    """

    row: str
    region: str
    now: float
    before: float | None
    index: float | None = None

    @property
    def growth(self) -> float | None:
        """Against the year before; None where nothing (or less) was before."""
        return self.now / self.before - 1 if self.before and self.before > 0 else None


@dataclass(frozen=True)
class DemandReport:
    """Everything on the page. `rows` and `regions` are the keys of what is shown → names (None: not said, or all others).

    `cells` add up to `whole` by either side, but for customers, who count once in each total. `cycles` is None for who
    may not see the report of deals.
    """

    days: Days
    before: Days | None
    as_of: datetime
    rows: dict[str, str | None]
    regions: dict[str, str | None]
    cells: dict[tuple[str, str], Cell]
    row_totals: dict[str, Cell]
    region_totals: dict[str, Cell]
    whole: Cell
    cycles: Cycles | None
    rhythm: tuple[Rhythm, ...]

    @property
    def is_empty(self) -> bool:
        return not self.cells and not (self.cycles and self.cycles.rows)


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
def demand(work: Work, chosen: DemandFilter) -> DemandReport:
    """The report within the reader's right. Raises Preparing while the copy is being built."""
    copy, now = columns(work), days(work, chosen)
    before, scan = year_before(now), Scan(work, chosen, copy)
    long = _measured(scan, chosen)
    rows, regions = _largest(long, "row", ROWS), _largest(long, "region", REGIONS)
    table = _Table(scan, chosen, long, rows, regions, compared=before is not None)
    again = rhythm(scan)
    found = cycles(work, chosen) if work.actor.may("reports:pipeline") else None
    names = _names(work, chosen, {*table.rows, *(one.key for one in again), *(one.key for one in (found.rows if found else ()))})
    named = tuple(one.named(names) for one in again)
    return DemandReport(
        now, before, copy.as_of, {key: names.get(key) for key in table.rows},
        {key: decoded(key) if key.startswith("=") else None for key in table.regions}, table.cells, table.row_totals, table.region_totals, table.whole,
        found and found.named(names), named)


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


def _measured(scan: Scan, chosen: DemandFilter) -> pd.DataFrame:
    """Columns: row, region, now, before, of every row in every region."""
    measure = chosen.measure
    found = scan.customers() if measure == "customers" else scan.amounts()
    found = found.rename(columns={measure: "now", f"{measure}_before": "before"})[["row", "region", "now", "before"]]
    return found.astype({"now": float, "before": float})


def _largest(long: pd.DataFrame, column: str, most: int) -> list[str]:
    """Of rows or regions with a name those with most in the period (or before, where now is nothing)."""
    sums = long[long[column].notna()].groupby(column)[["now", "before"]].sum()
    return list(sums.sort_values(["now", "before"], ascending=False, kind="stable").index[:most])


class _Table:
    """The cells that are shown: the largest by name, the others together, and what is not said."""

    def __init__(self, scan: Scan, chosen: DemandFilter, long: pd.DataFrame, rows: list[str], regions: list[str], *, compared: bool) -> None:
        self._compared = compared
        if chosen.measure == "customers":
            cells, below = (scan.customers(rows, regions, by_row=by_row).rename(columns={"customers": "now", "customers_before": "before"})
                            for by_row in (True, False))
        else:
            cells = below = long.assign(row=_kept(long.row, rows), region=_kept(long.region, regions))
        cells, below = (frame.assign(row=frame.row.map(_code), region=frame.region.map(_code)) for frame in (cells, below))
        self.rows = [key for key in (*map(_code, rows), OTHERS, NONE) if (cells.row == key).any()]
        self.regions = [key for key in (*map(_code, regions), OTHERS, NONE) if (cells.region == key).any()]
        self.row_totals = {key: self._cell(key, "", cells[cells.row == key]) for key in self.rows}
        self.region_totals = {key: self._cell("", key, below[below.region == key]) for key in self.regions}
        self.whole = self._cell("", "", below)
        additive = chosen.measure != "customers"
        self.cells = {key: self._cell(*key, part, additive) for key, part in cells.groupby(["row", "region"])}

    def _cell(self, row: str, region: str, part: pd.DataFrame, indexed: bool = False) -> Cell:
        now, before = float(part.now.sum()), float(part.before.sum()) if self._compared else None
        index = None
        if indexed and self.whole.now > 0:
            expected = self.row_totals[row].now * self.region_totals[region].now / self.whole.now
            index = now / expected if expected > 0 and now >= 0 else None
        return Cell(row, region, now, before, index)


def _kept(keys: pd.Series, known: list[str]) -> pd.Series:
    return keys.where(keys.isna() | keys.isin(known), REST)


def _code(name: str | None) -> str:
    return OTHERS if name == REST else coded(name)


def _names(work: Work, chosen: DemandFilter, keys: set[str]) -> dict[str, str]:
    """Of the keys of products or categories."""
    wanted = {key: decoded(key) for key in keys if key.startswith("=")}
    if chosen.by == "category":
        return wanted
    rows = work.session.execute(select(Product.id, Product.name).where(Product.id.in_([int(key) for key in wanted.values()])))
    return {coded(str(key)): name for key, name in rows}


def _behind(work: Work, chosen: DemandFilter, key: str | None, page: int, size: int) -> tuple[pd.Series, pd.DataFrame]:
    scan = Scan(work, chosen, columns(work))
    row, region = _decoded(key)
    rows: list[str] = []
    regions: list[str] = []
    if OTHERS in (row, region):
        long = _measured(scan, chosen)
        rows, regions = _largest(long, "row", ROWS), _largest(long, "region", REGIONS)
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
    mine = {key: rest for key, *rest in _some(work, select(Order.id, Order.number, Order.customer_id), Order.id, found.id, *within)}
    buyers = {customer_id for _number, customer_id in mine.values() if customer_id}
    known = dict(_some(work, select(Customer.id, Customer.name), Customer.id, buyers, scope.customers(work)))
    return tuple(_row(row, number, customer_id, known.get(customer_id))
                 for row in found.itertuples() for number, customer_id in [mine.get(row.id, (None, None))])


def _customers(work: Work, found: pd.DataFrame, *rights: str) -> tuple[BehindRow, ...]:
    within = (scope.customers(work), *(scope.customers(work, right) for right in rights))
    known = dict(_some(work, select(Customer.id, Customer.name), Customer.id, found.id, *within))
    return tuple(_row(row, known.get(row.id), int(row.id), known.get(row.id)) for row in found.itertuples())


def _some(work: Work, statement: Select, column, ids: Iterable[int], *within: ColumnElement[bool]) -> Iterator[tuple]:
    """Rows by their ids; as many at a time as databases take parameters."""
    wanted = [int(key) for key in ids]
    for at in range(0, len(wanted), CHUNK):
        yield from map(tuple, work.session.execute(statement.where(column.in_(wanted[at : at + CHUNK]), *within)))


def _row(row, name: str | None, customer_id: int | None, customer: str | None) -> BehindRow:
    return BehindRow(int(row.id), name, customer_id, customer, int(row.revenue), float(row.quantity), int(row.orders), pd.Timestamp(row.last_on).date())
