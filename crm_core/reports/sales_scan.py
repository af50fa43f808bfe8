"""What the sales report reads of the copy by columns."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from crm_core.columnar.copy import Columns, visible
from crm_core.reports.sales_filter import BY_LINE, RIGHT, SalesFilter
from crm_core.work import Work

NONE = "none"
_EVER = (date(1, 1, 1), date(9999, 12, 31))
_FIRST = "(SELECT customer_id, min(ordered_on) AS first_on FROM sale WHERE NOT is_return GROUP BY customer_id)"
_OF = {
    "month": "date_trunc('month', {day})::DATE", "quarter": "date_trunc('quarter', {day})::DATE", "team": "s.team_id", "owner": "s.owner_id",
    "product": "l.product_id", "category": "nullif(p.category, '')", "region": "nullif(c.region, '')", "industry": "nullif(c.industry, '')",
    "source": "nullif(c.source, '')", "grade": "nullif(c.grade, '')", "kind": "c.kind",
    "newness": "CASE WHEN s.customer_id IS NOT NULL THEN CASE WHEN f.first_on BETWEEN {first} AND {last} THEN 'new' ELSE 'existing' END END",
}  # fmt: skip
_SUMS = "coalesce(sum(revenue), 0) AS revenue, coalesce(sum(margin), 0) AS margin, coalesce(sum(quantity), 0) AS quantity"


@dataclass(frozen=True)
class Span:
    """Days whose sales are read, under a name; `months` and `days` move them beside those they are compared with."""

    name: str
    first: date | None
    last: date | None
    months: int = 0
    days: int = 0


class Scan:
    """The sales of some spans within the reader's right and the filter, asked in several ways.

    A sale belongs to who made it and to their team. Where products matter, each line counts with its share of the order.
    """

    def __init__(self, work: Work, chosen: SalesFilter, copy: Columns, spans: Sequence[Span], *, quantity: bool = False) -> None:
        self._work, self._copy, self._spans, self._quantity = work, copy, spans, quantity
        self._params: dict[str, Any] = {"team": chosen.team_id, "owner": chosen.owner_id, "category": chosen.category, "region": chosen.region}
        for place, span in enumerate(spans):
            self._params |= {f"first{place}": span.first or _EVER[0], f"last{place}": span.last or _EVER[1]}
        filters = (("s.team_id", "team"), ("s.owner_id", "owner"), ("p.category", "category"), ("c.region", "region"))
        parts = [f"{column} = ${name}" for column, name in filters if self._params[name] is not None]
        self._where = " AND ".join([visible(work, RIGHT, table="s"), *parts])

    def sums(self, by: str | None = None, crossed: str | None = None, *, counts: bool = True) -> pd.DataFrame:
        """Columns: span, a and b (the parts as texts; None: not said), revenue, margin, quantity, and with `counts` orders and customers.

        Orders are those that are no returns; an order of several products counts at each of them.
        """
        if not counts:
            return self._ask(f"SELECT span, a::VARCHAR AS a, b::VARCHAR AS b, {_SUMS} FROM base GROUP BY span, a, b", by, crossed)
        if self._by_line(by, crossed):
            counts, source = "count(DISTINCT order_id) FILTER (NOT is_return) AS orders, count(DISTINCT customer_id) AS customers", "base"
        else:  # of each customer first: that is faster than counting distinct ones, and takes less memory
            counts = "sum(orders) AS orders, count(customer_id) AS customers"
            source = f"(SELECT span, a, b, customer_id, {_SUMS}, count(*) FILTER (NOT is_return) AS orders FROM base GROUP BY span, a, b, customer_id)"
        return self._ask(f"SELECT span, a::VARCHAR AS a, b::VARCHAR AS b, {_SUMS}, {counts} FROM {source} GROUP BY span, a, b", by, crossed)

    def weeks(self, turned_on: date, by: str | None, value: str) -> pd.DataFrame:
        """Columns: whole (of all parts), a, span, week (0 begins on the day, -1 ends before it), value and orders.

        `value` is revenue, margin, quantity or orders; those of a year before have no number of orders besides.
        """
        each = "DISTINCT order_id" if self._by_line(by, None) else "*"
        told = f"count({each}) FILTER (NOT is_return)" if value == "orders" else f"coalesce(sum({value}), 0)"
        orders = f"count({each}) FILTER (NOT is_return AND span IN ('before', 'after'))"
        return self._ask(f"""
            SELECT GROUPING(a) = 1 AS whole, a::VARCHAR AS a, span, week, {told} AS value, {orders} AS orders
            FROM (SELECT *, {_week()} AS week FROM base) GROUP BY GROUPING SETS ((span, week), (a, span, week))""", by, params={"turn": turned_on})

    def first_sale(self) -> date | None:
        """The day of the first sale within the right and the filter, whatever the spans."""
        found = self._copy.frame(f"SELECT min(s.ordered_on)::VARCHAR AS day FROM {self._tables(None, None)} WHERE {self._where}", self._params).day[0]
        return date.fromisoformat(found) if isinstance(found, str) else None

    def orders(self, by: str | None, crossed: str | None, where: str, params: Mapping[str, Any], rights: Sequence[str], size: int, page: int = 1) -> pd.DataFrame:
        """Columns: order_id, span, revenue, margin of a page of the orders behind a bar, the greatest first, and on every row

        counted (all of them), total and value (those that every one of `rights` reaches, and their revenue); `mine` tells whether it is one.
        """
        reach = " AND ".join(f"({visible(self._work, right, table='s')} OR coalesce({visible(self._work, right, table='c')}, FALSE))" for right in rights)
        found = f"SELECT order_id, span, mine, revenue, margin FROM base WHERE {where}"
        if self._by_line(by, crossed):
            found = f"SELECT order_id, span, any_value(mine) AS mine, {_SUMS} FROM base WHERE {where} GROUP BY order_id, span"
        return self._ask(f"""
            , found AS MATERIALIZED ({found})
            SELECT * FROM found, (SELECT count(*) AS counted, count(*) FILTER (mine) AS total, coalesce(sum(revenue) FILTER (mine), 0) AS value FROM found)
            ORDER BY mine DESC, revenue DESC, order_id, span LIMIT {size:d} OFFSET {(max(1, page) - 1) * size:d}""", by, crossed, params=params, mine=reach)

    def _ask(self, sql: str, by: str | None = None, crossed: str | None = None, *, params: Mapping[str, Any] | None = None, mine: str = "TRUE") -> pd.DataFrame:
        """`base` are the sales (or lines) of every span, with `a` and `b`, the parts they belong to."""
        base = " UNION ALL ".join(self._of_span(place, by, crossed, mine) for place in range(len(self._spans)))
        return self._copy.frame(f"WITH base AS ({base}) {sql}", {**self._params, **(params or {})})

    def _of_span(self, place: int, by: str | None, crossed: str | None, mine: str) -> str:
        span, lines = self._spans[place], self._by_line(by, crossed)
        moved = f"(s.ordered_on + to_months({span.months:d}) + to_days({span.days:d}))::DATE" if span.months or span.days else "s.ordered_on"
        first, last = f"$first{place}", f"$last{place}"
        a, b = (_OF[one].format(day=moved, first=first, last=last) if one else "NULL" for one in (by, crossed))
        money = ("coalesce(l.revenue, s.revenue)", "coalesce(l.margin, s.margin)", "l.quantity") if lines else ("s.revenue", "s.margin", "NULL")
        return f"""
            SELECT '{span.name}' AS span, s.order_id, s.customer_id, s.is_return, {moved} AS day, {money[0]} AS revenue, {money[1]} AS margin,
                   {money[2]} AS quantity, {a} AS a, {b} AS b, {mine} AS mine
            FROM {self._tables(by, crossed, lines, mine != "TRUE")} WHERE {self._where} AND s.ordered_on BETWEEN {first} AND {last}"""

    def _by_line(self, by: str | None, crossed: str | None) -> bool:
        return self._quantity or self._params["category"] is not None or by in BY_LINE or crossed in BY_LINE

    def _tables(self, by: str | None, crossed: str | None, lines: bool | None = None, customers: bool = False) -> str:
        wanted = [_OF[one] for one in (by, crossed) if one] + [self._where]
        lines = self._by_line(by, crossed) if lines is None else lines
        tables = "sale s"
        if lines:  # an order without lines counts as one of no product
            tables += " LEFT JOIN line l ON l.order_id = s.order_id LEFT JOIN product p ON p.id = l.product_id"
        if customers or any("c." in one for one in wanted):
            tables += " LEFT JOIN customer c ON c.id = s.customer_id"
        return tables + (f" LEFT JOIN {_FIRST} f ON f.customer_id = s.customer_id" if any("f." in one for one in wanted) else "")


def _week() -> str:
    return "floor((day - $turn::DATE) / 7.0)::INTEGER"


def behind(column: str, key: str, name: str) -> str:
    """The condition that `base` belongs to the part `key`, which stands in the parameter `name`."""
    return f"{column} IS NULL" if key == NONE else f"{column}::VARCHAR = ${name}"


def in_week() -> str:
    """The condition that `base` lies in the week `$week`; wants `$turn` too."""
    return f"{_week()} = $week"
