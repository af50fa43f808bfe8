"""What the demand report reads of the copy by columns: lines of the period and of the same days a year before."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

from crm_core import clock
from crm_core.columnar.copy import Columns, visible
from crm_core.content.period import Days, resolve
from crm_core.work import Work

RIGHT = "reports:value"
MEASURES, GROUPS, SHOWN = ("revenue", "quantity", "customers"), ("product", "category"), ("amount", "growth", "index")
RHYTHM, LEAST_DAYS, SHORTEST = 730, 3, 2  # days looked back; days somebody bought the same; days of a gap
PAGE = 20
ROWS, REGIONS = 10, 6  # the largest are shown by name, the rest together
OTHERS, NONE = "others", "none"
REST = "\x01"  # all others, in an answer
_BOTH = "(s.ordered_on BETWEEN $first AND $last OR s.ordered_on BETWEEN $before_first AND $before_last)"
_NEVER = Days(date(9999, 12, 31), date(1, 1, 1))


@dataclass(frozen=True)
class DemandFilter:
    """What the report is about. `period` is one of `crm_core.content.period.KEYS`; `show` is what the cells of the heat map say."""

    period: str = "this_year"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    category: str | None = None
    by: str = "product"
    measure: str = "revenue"
    show: str = "amount"


def days(work: Work, chosen: DemandFilter) -> Days:
    """The days `chosen` means today."""
    return resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end).days


def year_before(span: Days) -> Days | None:
    """The same days a year before; None where the days are open."""
    return Days(_back(span.start), _back(span.end)) if span.start and span.end else None


def _back(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def coded(name: str | None) -> str:
    """A name as a key that is no other word, and without a colon."""
    return NONE if name is None or name != name else "=" + quote(name, safe="")


def decoded(key: str) -> str:
    """The name that `coded` made this of."""
    return unquote(key[1:])


class Scan:
    """The lines within the reader's right and the filter. A sale belongs to who sold it, and to their team.

    `row` is the product (its id as a text) or the category, `region` the customer's; None: not said.
    """

    def __init__(self, work: Work, chosen: DemandFilter, copy: Columns) -> None:
        self._copy, self._customers = copy, chosen.measure == "customers"
        self._since = clock.today(work.actor.time_zone) - timedelta(days=RHYTHM)
        now = days(work, chosen)
        before = year_before(now) or _NEVER
        self._params: dict[str, Any] = {
            "first": now.start or date(1, 1, 1), "last": now.end or date(9999, 12, 31), "before_first": before.start, "before_last": before.end,
            "team": chosen.team_id, "owner": chosen.owner_id, "category": chosen.category}
        parts = [visible(work, RIGHT, table="s")]
        for column, name in (("s.team_id", "team"), ("s.owner_id", "owner"), ("p.category", "category")):
            if self._params[name] is not None:
                parts.append(f"{column} = ${name}")
        self._row = "l.product_id" if chosen.by == "product" else "nullif(p.category, '')"
        self._where = " AND ".join(parts)

    def amounts(self) -> pd.DataFrame:
        """Columns: row, region, revenue, revenue_before, quantity, quantity_before, of every row in every region."""
        sums = ", ".join(f"coalesce(sum({what}) FILTER ({when}), 0) AS {what}{end}" for what in ("revenue", "quantity")
                         for when, end in (("now", ""), ("NOT now", "_before")))
        return self._ask(f"SELECT row, region, {sums} FROM base GROUP BY row, region")

    def customers(self, rows: list[str] | None = None, regions: list[str] | None = None, *, by_row: bool = True) -> pd.DataFrame:
        """Columns: row, region, customers, customers_before: those who bought. With `rows` and `regions` all others are
        "others" together, where a customer counts once; without `by_row` the rows are together too."""
        row = "'all'" if not by_row else _mapped("row", "rows", rows)
        # Each customer once first: counting distinct ones by group takes more memory than the copy may have.
        once = f"SELECT {row} AS row, {_mapped('region', 'regions', regions)} AS region, customer_id, now FROM base WHERE NOT is_return AND customer_id IS NOT NULL GROUP BY ALL"
        return self._ask(f"SELECT row, region, count(*) FILTER (now) AS customers, count(*) FILTER (NOT now) AS customers_before FROM ({once}) GROUP BY row, region",
                         {"rows": rows, "regions": regions})

    def behind(self, row: str | None, region: str | None, rows: list[str], regions: list[str], page: int, size: int) -> tuple[pd.Series, pd.DataFrame]:
        """The sums of one cell in the period (None: of a whole row or column, or everything), and a page of what is in it.

        `row` and `region` are keys, `rows` and `regions` the names beside which all others are "others".

        Columns: id, revenue, quantity, orders, last_on; of orders, the latest first; where customers are counted, of
        customers, those with the most revenue first.
        """
        parts: list[str] = ["now"]
        params: dict[str, Any] = {"rows": rows, "regions": regions}
        for column, key, named in (("row", row, "rows"), ("region", region, "regions")):
            if key == OTHERS:
                parts.append(f"{column} IS NOT NULL AND NOT list_contains(${named}, {column})")
            elif key == NONE:
                parts.append(f"{column} IS NULL")
            elif key is not None:
                parts.append(f"{column} = $one_{column}")
                params[f"one_{column}"] = decoded(key)
        what, order = ("customer_id", "revenue DESC, id") if self._customers else ("order_id", "last_on DESC, id DESC")
        if self._customers:
            parts.append("NOT is_return AND customer_id IS NOT NULL")
        grouped = (f"SELECT {what} AS id, sum(revenue) AS revenue, sum(quantity) AS quantity, count(DISTINCT order_id) AS orders, "
                   f"max(ordered_on) AS last_on FROM base WHERE {' AND '.join(parts)} GROUP BY id")
        found = self._ask(f"""
            SELECT *, count(*) OVER () AS total, sum(revenue) OVER () AS all_revenue, sum(quantity) OVER () AS all_quantity FROM ({grouped})
            ORDER BY {order} LIMIT {size:d} OFFSET {(max(1, page) - 1) * size:d}""", params)
        sums = found[["total", "all_revenue", "all_quantity"]].iloc[0] if len(found) else pd.Series({"total": 0, "all_revenue": 0, "all_quantity": 0.0})
        return sums, found.drop(columns=["total", "all_revenue", "all_quantity"])

    def again(self) -> pd.DataFrame:
        """Columns: row, customers, gaps, low, median, high: days between two days on which a customer bought the same."""
        return self._repeated("""
            SELECT row, count(DISTINCT customer_id) AS customers, count(*) AS gaps, quantile_cont(gap, 0.25) AS low, median(gap) AS median,
                   quantile_cont(gap, 0.75) AS high
            FROM gaps GROUP BY row""")

    def repeaters(self, row: str | None, page: int, size: int) -> pd.DataFrame:
        """Columns: id (customer), row, days (on which it bought), median (gap), last_on, total (of all pages); who bought last first."""
        return self._repeated(f"""
            SELECT customer_id AS id, row, any_value(days) AS days, median(gap) AS median, max(ordered_on) AS last_on, count(*) OVER () AS total
            FROM gaps {"" if row is None else "WHERE row = $one_row"} GROUP BY customer_id, row
            ORDER BY last_on DESC, id, row LIMIT {size:d} OFFSET {(max(1, page) - 1) * size:d}""", {"one_row": row})

    def _repeated(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """`gaps` of the last two years, of customers who bought the same on `LEAST_DAYS` days or more."""
        bought = f"""
            SELECT {self._row} AS row, s.customer_id, s.ordered_on FROM sale s JOIN line l ON l.order_id = s.order_id LEFT JOIN product p ON p.id = l.product_id
            WHERE {self._where} AND s.ordered_on >= $since AND NOT s.is_return AND l.quantity > 0 AND s.customer_id IS NOT NULL"""
        # Most bought something but once: what is left of them is sorted.
        return self._copy.frame(f"""
            WITH bought AS ({bought}), often AS (SELECT row, customer_id FROM bought GROUP BY row, customer_id HAVING count(*) >= {LEAST_DAYS:d}),
            once AS (SELECT DISTINCT row, customer_id, ordered_on FROM bought SEMI JOIN often USING (row, customer_id)),
            gap AS (
                SELECT row::VARCHAR AS row, customer_id, ordered_on, ordered_on - lag(ordered_on) OVER mine AS gap, count(*) OVER (PARTITION BY row, customer_id) AS days
                FROM once WINDOW mine AS (PARTITION BY row, customer_id ORDER BY ordered_on)
            ), gaps AS (SELECT * FROM gap WHERE days >= {LEAST_DAYS:d} AND gap >= {SHORTEST:d}) {sql}""",
            {**self._params, "since": self._since, **(params or {})})

    def _ask(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        base = f"""
            SELECT s.order_id, s.customer_id, s.ordered_on, s.is_return, l.revenue, l.quantity, ({self._row})::VARCHAR AS row, nullif(c.region, '') AS region,
                   s.ordered_on BETWEEN $first AND $last AS now
            FROM sale s JOIN line l ON l.order_id = s.order_id LEFT JOIN product p ON p.id = l.product_id LEFT JOIN customer c ON c.id = s.customer_id
            WHERE {self._where} AND {_BOTH}"""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return self._copy.frame(f"WITH base AS ({base}) {sql}", {**self._params, **given})


def _mapped(column: str, named: str, known: list[str] | None) -> str:
    return column if known is None else f"CASE WHEN {column} IS NULL OR list_contains(${named}, {column}) THEN {column} ELSE '{REST}' END"
