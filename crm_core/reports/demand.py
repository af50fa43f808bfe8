"""Which products are wanted where (产品需求): product or category × region of the customer, against the year before."""
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import select

from crm_core.columnar.copy import columns
from crm_core.content.period import Days
from crm_core.reports.demand_again import Rhythm, rhythm
from crm_core.reports.demand_cycle import Cycles, cycles
from crm_core.reports.demand_scan import (
    NONE,
    OTHERS,
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
from crm_core.work import Work, query
from db.models import Product

HEAT = "heat"


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


@query(RIGHT)
def demand(work: Work, chosen: DemandFilter) -> DemandReport:
    """The report within the reader's right. Raises Preparing while the copy is being built."""
    copy, now = columns(work), days(work, chosen)
    before, scan = year_before(now), Scan(work, chosen, copy)
    long = measured(scan, chosen)
    rows, regions = largest(long, "row", ROWS), largest(long, "region", REGIONS)
    table = _Table(scan, chosen, long, rows, regions, compared=before is not None)
    again = rhythm(scan)
    found = cycles(work, chosen) if work.actor.may("reports:pipeline") else None
    names = _names(work, chosen, {*table.rows, *(one.key for one in again), *(one.key for one in (found.rows if found else ()))})
    named = tuple(one.named(names) for one in again)
    return DemandReport(
        now, before, copy.as_of, {key: names.get(key) for key in table.rows},
        {key: decoded(key) if key.startswith("=") else None for key in table.regions}, table.cells, table.row_totals, table.region_totals, table.whole,
        found and found.named(names), named)


def measured(scan: Scan, chosen: DemandFilter) -> pd.DataFrame:
    """Columns: row, region, now, before, of every row in every region."""
    measure = chosen.measure
    found = scan.customers() if measure == "customers" else scan.amounts()
    found = found.rename(columns={measure: "now", f"{measure}_before": "before"})[["row", "region", "now", "before"]]
    return found.astype({"now": float, "before": float})


def largest(long: pd.DataFrame, column: str, most: int) -> list[str]:
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
