"""The orders behind a bar, a cell or a week of the sales report, as rows and as a file."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

from crm_core.columnar.copy import columns
from crm_core.errors import N_, NotFound
from crm_core.exporting import XLSX_ROWS, Column, File, export
from crm_core.i18n import words
from crm_core.orders.access import sees_margin
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import ListedOrder, list_orders
from crm_core.reports import sales, sales_filter, sales_turn
from crm_core.reports.sales_filter import RIGHT, TIMES, SalesFilter
from crm_core.reports.sales_scan import Scan, Span, behind, in_week
from crm_core.wording import WORDS
from crm_core.work import Work, command, query

PAGE = 20
TURN = ("weeks", "change")
PARTS = ("parts", "growth", "crossed", *TURN)
CHUNK = 5_000


@dataclass(frozen=True)
class SoldRow:
    """An order behind a bar. `revenue` and `margin` (None: not to be seen) are what of it counts there, in the company's minor units.

    `before`: it lies in the days that the others are compared with.
    """

    order: ListedOrder
    revenue: int
    margin: int | None
    before: bool


@dataclass(frozen=True)
class SoldRows:
    """One page of them. `value` is the revenue of all `total`; `hidden` are counted in the chart but not this reader's to open."""

    total: int
    value: int
    hidden: int
    rows: tuple[SoldRow, ...]


def cell(a: str, b: str) -> tuple[str, str]:
    """How the keys of two crossed parts are written, to be put together with a colon in any order."""
    return f"a.{quote(a, safe='')}", f"b.{quote(b, safe='')}"


@query(RIGHT)
def sales_rows(work: Work, chosen: SalesFilter, part: str, key: str | None = None, page: int = 1) -> SoldRows:
    """The orders behind the mark `key` of `part` (all marks when None), the greatest first. Raises NotFound."""
    found = _found(work, chosen, part, key, ("orders:view",), PAGE, page)
    if found.empty:
        return SoldRows(0, 0, 0, ())
    counted, total, value = (int(found[name].iloc[0]) for name in ("counted", "total", "value"))
    return SoldRows(total, value, counted - total, tuple(_rows(work, found[found.mine])))


@command("orders:export")
def export_sales_rows(work: Work, chosen: SalesFilter, part: str, key: str | None = None) -> File:
    """The orders behind a mark that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    found = _found(work, chosen, part, key, ("orders:view", "orders:export"), XLSX_ROWS, 1)
    say = words(work.actor.locale).gettext
    states = WORDS["order.state"]
    spans = [say(text) for text in ((N_("The weeks after"), N_("The weeks before")) if part in TURN else (N_("Period"), N_("Compared days")))]
    lines = ((row.order.number, row.order.customer, row.order.ordered_on, spans[row.before], say(states.get(row.order.state, row.order.state)), row.order.owner,
              row.order.team, row.revenue, row.margin) for row in _rows(work, found[found.mine]))
    labels = ((N_("Order number"), "text"), (N_("Customer"), "text"), (N_("Ordered on"), "date"), (N_("Belongs to"), "text"), (N_("State"), "text"), (N_("Sold by"), "text"),
              (N_("Team"), "text"), (N_("Revenue counted here"), "money"), (N_("Margin counted here"), "money"))
    about = {"report": "sales", "chart": part} | ({"bar": key} if key else {})
    return export(work, "sales", [Column(say(text), kind) for text, kind in labels], lines, "xlsx", about=about)


def _found(work: Work, chosen: SalesFilter, part: str, key: str | None, rights: tuple[str, ...], size: int, page: int) -> pd.DataFrame:
    copy = columns(work)
    spans, where, params = _behind(work, chosen, part, key, copy)
    by = None if part == "weeks" or part == "change" and chosen.by in TIMES else chosen.by
    crossed = chosen.crossed if part == "crossed" else None
    return Scan(work, chosen, copy, spans).orders(by, crossed, where, params, rights, size, page)


def _behind(work: Work, chosen: SalesFilter, part: str, key: str | None, copy) -> tuple[tuple[Span, ...], str, dict[str, Any]]:
    """The days, the condition and its parameters. Raises NotFound for a part or key there is not."""
    if part not in PARTS or part == "crossed" and chosen.crossed is None:
        raise NotFound()
    if part in TURN:
        weeks = sales_turn.weeks_of(work, chosen, copy) if chosen.turned_on else 0
        if not weeks:
            raise NotFound()
        spans = sales_turn.spans(chosen, weeks)[:2]
        if part == "weeks":
            return spans, "TRUE" if key is None else in_week(), {"turn": chosen.turned_on} | ({} if key is None else {"week": _whole(key)})
    else:
        spans = sales.spans(chosen, sales_filter.period(work, chosen))[: 2 if part == "growth" else 1]
    if key is None:
        return spans, "TRUE", {}
    keys = _keys(key) if part == "crossed" else {"a": key}
    return spans, " AND ".join(behind(column, value, f"key_{column}") for column, value in keys.items()), {f"key_{column}": value for column, value in keys.items()}


def _keys(key: str) -> Mapping[str, str]:
    found = {one[:1]: unquote(one[2:]) for one in key.split(":") if one[:2] in ("a.", "b.")}
    if len(found) != 2:
        raise NotFound()
    return found


def _whole(key: str) -> int:
    try:
        return int(key)
    except ValueError:
        raise NotFound() from None


def _rows(work: Work, found: pd.DataFrame):
    """The orders in the order of `found`, read some at a time."""
    for start in range(0, len(found), CHUNK):
        piece = found.iloc[start : start + CHUNK]
        ids = tuple(int(key) for key in piece.order_id.unique())
        known = {row.id: row for row in list_orders(work, OrderFilter(ids=ids), size=len(ids))}
        for row in piece.itertuples():
            if row.order_id in known:
                yield SoldRow(known[row.order_id], int(row.revenue), int(row.margin) if sees_margin(work) else None, row.span == "before")
