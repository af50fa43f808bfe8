"""How long deals take by product or category, and how many are won."""
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, select

from crm_core.intervals import wilson
from crm_core.reports import filters, rules
from crm_core.reports.demand_scan import NONE, DemandFilter, coded, decoded
from crm_core.reports.filters import ReportFilter
from crm_core.reports.functions import days_between
from crm_core.work import Work
from db.models import Deal, DealLine, Product

LEAST = 5  # deals or gaps below which nothing is said
PARTS = {"cycle-won": ("won",), "cycle-lost": ("lost",), "win-rate": ("won", "lost")}


@dataclass(frozen=True)
class Spread:
    """How many, and their quartiles in days; None where there are fewer than `LEAST`."""

    count: int = 0
    low: float | None = None
    median: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Cycle:
    """The closed deals with one product. `won` and `lost` count all of them, the spreads those whose days are known."""

    key: str
    name: str | None
    won: int
    lost: int
    days_won: Spread
    days_lost: Spread

    @property
    def rate(self) -> float | None:
        return rules.share(self.won, self.won + self.lost) if self.enough else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.won, self.won + self.lost) if self.enough else None

    @property
    def enough(self) -> bool:
        """Whether there are enough deals to tell a rate."""
        return self.won + self.lost >= LEAST


@dataclass(frozen=True)
class Cycles:
    """By product, those with most deals first; of `all` deals with products. `undated`: first contact not known or too late."""

    rows: tuple[Cycle, ...]
    all: Cycle
    undated: int

    def named(self, names: Mapping[str, str]) -> "Cycles":
        return replace(self, rows=tuple(replace(row, name=names.get(row.key)) for row in self.rows))


def cycles(work: Work, chosen: DemandFilter) -> Cycles:
    """Days from opening to closing of the deals closed in the period, by product or category."""
    row = DealLine.product_id if chosen.by == "product" else func.nullif(Product.category, "")
    deals = (
        select(Deal.id, row.label("row"), Deal.status, days_between(Deal.opened_on, Deal.closed_on).label("days"))
        .join(DealLine, DealLine.deal_id == Deal.id).join(Product, Product.id == DealLine.product_id)
        .where(_closed(work, chosen), *([Product.category == chosen.category] if chosen.category else []))
        .distinct().subquery())
    by_row = select(deals.c.row, deals.c.status, deals.c.days, func.count()).group_by(deals.c.row, deals.c.status, deals.c.days)
    once = select(deals.c.id, deals.c.status, deals.c.days).distinct().subquery()
    of_all = select(once.c.status, once.c.days, func.count()).group_by(once.c.status, once.c.days)
    found = pd.DataFrame([tuple(one) for one in work.session.execute(by_row)], columns=["row", "status", "days", "n"])
    whole = pd.DataFrame([tuple(one) for one in work.session.execute(of_all)], columns=["status", "days", "n"])
    found["row"] = [coded(None if pd.isna(key) else str(key if chosen.by == "category" else int(key))) for key in found["row"]]
    rows = [_cycle(key, part) for key, part in found.groupby("row")]
    undated = int(whole.n[~(whole.days >= 0)].sum())
    return Cycles(tuple(sorted(rows, key=lambda one: (-one.won - one.lost, one.key))), _cycle("", whole), undated)


def behind(parts: tuple[str, ...], work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The closed deals with one product ("=12"), or with one of a category ("c=Machines", "cnone"), or with any."""
    lines = select(DealLine.deal_id)
    if key and key.startswith("c"):
        category = None if key[1:] == NONE else decoded(key[1:])
        of_category = Product.category == category if category else func.coalesce(Product.category, "") == ""
        lines = lines.join(Product, Product.id == DealLine.product_id).where(of_category)
    elif key:
        lines = lines.where(DealLine.product_id == int(key[1:]))
    return and_(filters.deals(work, chosen), Deal.status.in_(parts), filters.within(Deal.closed_on, filters.period(work, chosen).days), Deal.id.in_(lines))


def whole_key(chosen: DemandFilter) -> str | None:
    """The key of all deals of the report: those of its category."""
    return f"c{coded(chosen.category)}" if chosen.category else None


def as_report(chosen: DemandFilter) -> ReportFilter:
    """The same for reports of deals."""
    return ReportFilter(chosen.period, chosen.start, chosen.end, chosen.team_id, chosen.owner_id)


def _closed(work: Work, chosen: DemandFilter) -> ColumnElement[bool]:
    wanted = as_report(chosen)
    return and_(filters.deals(work, wanted), Deal.status.in_(("won", "lost")), filters.within(Deal.closed_on, filters.period(work, wanted).days))


def _cycle(key: str, part: pd.DataFrame) -> Cycle:
    won, lost = (part[part.status == status] for status in ("won", "lost"))
    return Cycle(key, None, int(won.n.sum()), int(lost.n.sum()), _quartiles(won), _quartiles(lost))


def _quartiles(part: pd.DataFrame) -> Spread:
    """Of days that are counted: by linear interpolation, as spreadsheets do."""
    known = part[part.days >= 0]
    each = known.days.astype(float).repeat(known.n.astype(int))
    return spread(len(each), *(each.quantile(q) for q in (0.25, 0.5, 0.75)))


def spread(count: int, low: float, median: float, high: float) -> Spread:
    """Quartiles, where there are enough to tell them."""
    return Spread(count, float(low), float(median), float(high)) if count >= LEAST else Spread(count)
