"""How soon customers order the same again, by product or category, and who they are."""
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select

from crm_core.columnar.copy import columns
from crm_core.errors import N_, NotFound
from crm_core.exporting import XLSX_ROWS, Column, File, export
from crm_core.i18n import words
from crm_core.reports.demand_cycle import Spread, spread
from crm_core.reports.demand_scan import PAGE, RIGHT, DemandFilter, Scan, coded, decoded
from crm_core.reports.within import customers_within
from crm_core.work import Work, command, query
from db.models import Product

AGAIN = "again"


@dataclass(frozen=True)
class Rhythm:
    """The gaps between the days on which `customers` bought the same, who did so on three days or more."""

    key: str
    name: str | None
    customers: int
    days: Spread

    def named(self, names: Mapping[str, str]) -> "Rhythm":
        return replace(self, name=names.get(self.key))


@dataclass(frozen=True)
class Repeater:
    """A customer who buys something again and again; `name` is None where it is not the reader's to see."""

    id: int
    name: str | None
    what: str | None
    days: int
    median: float
    last_on: date

    @property
    def due_on(self) -> date:
        """When the next order is due by this rhythm."""
        return self.last_on + timedelta(days=round(self.median))


def rhythm(scan: Scan) -> tuple[Rhythm, ...]:
    """Of everything that is bought again, those with most gaps first."""
    found = scan.again().sort_values(["gaps", "row"], ascending=[False, True])
    return tuple(Rhythm(coded(row.row), None, int(row.customers), spread(int(row.gaps), row.low, row.median, row.high)) for row in found.itertuples())


@query(RIGHT)
def rhythm_rows(work: Work, chosen: DemandFilter, part: str = AGAIN, key: str | None = None, page: int = 1) -> tuple[int, tuple[Repeater, ...]]:
    """How many customers have a rhythm with one product or category (with any when None), and a page of them. Raises NotFound."""
    return _repeaters(work, chosen, key, page, PAGE)


@command("customers:export")
def export_rhythm(work: Work, chosen: DemandFilter, part: str = AGAIN, key: str | None = None) -> File:
    """Those of them that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    _total, rows = _repeaters(work, chosen, key, 1, XLSX_ROWS, "customers:export")
    say = words(work.actor.locale).gettext
    lines = ((row.name, row.what, row.days, row.median, row.last_on, row.due_on) for row in rows if row.name)
    labels = ((N_("Customer"), "text"), (N_("Product"), "text"), (N_("Days bought"), "number"), (N_("Median days"), "number"), (N_("Last order"), "date"), (N_("Due"), "date"))
    about = {"report": "demand", "chart": AGAIN} | ({"bar": key} if key else {})
    return export(work, "demand", [Column(say(text), kind) for text, kind in labels], lines, "xlsx", about=about)


def _repeaters(work: Work, chosen: DemandFilter, key: str | None, page: int, size: int, *rights: str) -> tuple[int, tuple[Repeater, ...]]:
    if key is not None and not key.removeprefix("c").startswith("="):
        raise NotFound()
    found = Scan(work, chosen, columns(work)).repeaters(decoded(key.removeprefix("c")) if key else None, page, size)
    known = customers_within(work, set(found.id), *rights)
    products = {int(one) for one in found.row} if chosen.by == "product" else set()
    goods = {str(one): name for one, name in work.session.execute(select(Product.id, Product.name).where(Product.id.in_(products)))} if products else {}
    rows = tuple(Repeater(int(row.id), known.get(row.id), goods.get(row.row) if products else row.row, int(row.days), float(row.median), pd.Timestamp(row.last_on).date())
                 for row in found.itertuples())
    return (int(found.total.iloc[0]) if len(found) else 0), rows
