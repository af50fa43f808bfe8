"""Sales by everything (销售分析): revenue, margin, orders and customers, cut by one dimension or two, and their growth."""
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import select

from crm_core import clock
from crm_core.columnar.copy import columns
from crm_core.content.period import Period
from crm_core.dictionary import label
from crm_core.reports import sales_filter as filters
from crm_core.reports.sales_filter import ADDING, RIGHT, TIMES, SalesFilter
from crm_core.reports.sales_scan import NONE, Scan, Span
from crm_core.reports.sales_turn import Turn, turn
from crm_core.work import Work, query
from db.models import DictionaryEntry, Product, Team, User

MOST = 200  # parts; more of them are one
REST = "rest"
_TIMES_MOST = 600


@dataclass(frozen=True)
class SalesReport:
    """Everything on the page. Money in minor units of the company's currency; `as_of` is when the copy was caught up.

    `whole` has every measure, each also as `…_before` (of the compared days); `parts` the same by key,
    of time in its order, else the greatest first. `cells` are a, b and the measure of the crossed parts. `names` tell
    keys of both dimensions (dimension → key → name; not there: it is its own name). `quantities` tells whether
    quantities were counted. `folded` parts are summed up in the one called REST, without the counts that cannot be. `uncovered` is the day of the
    first sale where the compared days reach back further.
    """

    period: Period
    as_of: datetime
    whole: pd.Series
    parts: pd.DataFrame
    cells: pd.DataFrame | None
    names: Mapping[str, Mapping[str, str]]
    quantities: bool
    folded: int
    uncovered: date | None
    turn: Turn | None

    @property
    def is_empty(self) -> bool:
        return not (self.whole.orders or self.whole.revenue or self.whole.revenue_before)


@query(RIGHT)
def sales(work: Work, chosen: SalesFilter) -> SalesReport:
    """The report within the reader's right. Raises Preparing while the copy is being built."""
    copy, period = columns(work), filters.period(work, chosen)
    scan = Scan(work, chosen, copy, spans(chosen, period), quantity=chosen.measure == "quantity")
    parts = _compared(scan.sums(chosen.by)).sort_values([chosen.measure, f"{chosen.measure}_before"], ascending=False, kind="stable")
    if chosen.by in TIMES:
        parts = _in_time(parts, chosen, period, clock.today(work.actor.time_zone))
    parts, folded = (parts, 0) if chosen.by in TIMES else _folded(parts)
    cells = _cells(scan, chosen) if chosen.crossed else None
    turned = turn(work, chosen, copy)
    keys = {chosen.by: {*parts.key, *(key for key, _growth in (turned.parts if turned else ()))}}
    if cells is not None:
        keys[chosen.crossed] = set(cells.b)
    return SalesReport(period, copy.as_of, _whole(Scan(work, chosen, copy, spans(chosen, period)), parts), parts, cells, names(work, keys), _counts_lines(chosen), folded, _uncovered(scan, period), turned)


def spans(chosen: SalesFilter, period: Period) -> tuple[Span, ...]:
    """The days of the period, and those they are compared with."""
    now = Span("now", period.days.start, period.days.end)
    return (now, Span("before", period.before.start, period.before.end, *filters.shift(chosen, period))) if period.before else (now,)


def names(work: Work, keys: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
    """What the keys of each dimension are called in the reader's language."""
    found: dict[str, dict[str, str]] = {dimension: {} for dimension in keys}
    coded = [dimension for dimension in keys if dimension in ("grade", "industry", "source")]
    if coded:
        for row in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(coded))):
            found[row.dictionary][row.code] = label(row.name, row.names, work.actor.locale)
    for dimension, table in (("team", Team), ("owner", User), ("product", Product)):
        ids = [int(key) for key in keys.get(dimension, ()) if key.isdigit()]
        if ids:
            rows = work.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            found[dimension] = {str(key): name for key, name in rows}
    return found


def _uncovered(scan: Scan, period: Period) -> date | None:
    first = scan.first_sale() if period.before else None
    return first if first and period.before.start and first > period.before.start else None


def _counts_lines(chosen: SalesFilter) -> bool:
    return chosen.measure == "quantity" or chosen.category is not None or chosen.by in filters.BY_LINE


def _whole(scan: Scan, parts: pd.DataFrame) -> pd.Series:
    """The sums of everything; the quantity as that of the parts, which spares looking at every line once more."""
    frame = _compared(scan.sums())
    whole = frame.iloc[0] if len(frame) else pd.Series(dict.fromkeys(frame.columns, 0))
    return pd.Series({**whole, "quantity": parts.quantity.sum(), "quantity_before": parts.quantity_before.sum()})


def _compared(found: pd.DataFrame) -> pd.DataFrame:
    """One row a part: key, and every sum of the period and (`…_before`) of the compared days."""
    found = found.assign(key=found.a.fillna(NONE)).drop(columns=["a", "b"])
    now, before = (found[found.span == span].drop(columns="span").set_index("key") for span in ("now", "before"))
    frame = now.join(before, how="outer", suffixes=("", "_before")).fillna(0)
    for suffix in ("", "_before"):
        frame[f"average{suffix}"] = frame[f"revenue{suffix}"] / frame[f"orders{suffix}"].where(frame[f"orders{suffix}"] > 0)
    whole = [f"{name}{suffix}" for name in ("revenue", "margin", "orders", "customers") for suffix in ("", "_before")]
    return frame.astype(dict.fromkeys(whole, "int64")).reset_index()


def _in_time(parts: pd.DataFrame, chosen: SalesFilter, period: Period, today: date) -> pd.DataFrame:
    """Every month or quarter of the period in its order, also those without sales."""
    known = sorted(date.fromisoformat(key) for key in parts.key)
    first = period.days.start or (known[0] if known else today)
    last = min(period.days.end or today, today)
    shown = filters.starts(chosen.by, first, max(first, last, *known[-1:]))[-_TIMES_MOST:]
    keys = sorted({*(day.isoformat() for day in shown), *parts.key})
    filled = parts.set_index("key").reindex(keys)
    counted = [name for name in filled.columns if not name.startswith("average")]
    return filled.assign(**filled[counted].fillna(0).astype(dict.fromkeys((name for name in counted if not name.startswith("quantity")), "int64"))).reset_index()


def _folded(parts: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The greatest parts, and all others as one: what adds up is added, the rest of it is not known."""
    more = len(parts) - MOST
    if more < 2:
        return parts.reset_index(drop=True), 0
    rest = parts.iloc[MOST:]
    sums = {f"{name}{suffix}": rest[f"{name}{suffix}"].sum() for name in ADDING for suffix in ("", "_before")}
    return pd.concat([parts.iloc[:MOST], pd.DataFrame([{"key": REST, **sums}])], ignore_index=True), more


def _cells(scan: Scan, chosen: SalesFilter) -> pd.DataFrame:
    found = scan.sums(chosen.by, chosen.crossed, counts=chosen.measure not in ADDING)
    found = found[found.span == "now"].assign(a=found.a.fillna(NONE), b=found.b.fillna(NONE))
    if chosen.measure == "average":
        found = found.assign(average=found.revenue / found.orders.where(found.orders > 0))
    return found[["a", "b", chosen.measure]].rename(columns={chosen.measure: "value"}).reset_index(drop=True)
