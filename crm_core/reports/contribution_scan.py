"""What the contribution report reads of the copy by columns: sales of the period and of the one before."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from crm_core import clock
from crm_core.columnar.copy import Columns, visible
from crm_core.content.period import Period, resolve
from crm_core.work import Work

RIGHT = "reports:value"
CUTS = ("grade", "industry", "region", "owner", "kind")
_OF_CUSTOMERS = tuple(cut for cut in CUTS if cut != "owner")
_EVER = (date(1, 1, 1), date(9999, 12, 31))
_MONEY = """
    coalesce(sum(revenue) FILTER (now), 0) AS revenue, coalesce(sum(margin) FILTER (now), 0) AS margin,
    coalesce(sum(revenue) FILTER (NOT now), 0) AS before, coalesce(sum(margin) FILTER (NOT now), 0) AS margin_before"""
# Of each customer first: counting distinct ones by several cuts at once takes more memory than the copy may have.
_PER = """
    count(customer_id) FILTER (now) > 0 AS bought, count(customer_id) FILTER (NOT now) > 0 AS bought_before, count({what}) FILTER (now AND NOT is_return) AS orders"""
_SUMS = """
    coalesce(sum(revenue), 0) AS revenue, coalesce(sum(margin), 0) AS margin, coalesce(sum(before), 0) AS before,
    coalesce(sum(margin_before), 0) AS margin_before, count(*) FILTER (bought) AS customers, count(*) FILTER (bought_before) AS customers_before,
    coalesce(sum(orders), 0) AS orders"""
_MOVED = """CASE WHEN before = 0 AND revenue <> 0 THEN 'new' WHEN revenue = 0 AND before <> 0 THEN 'gone'
    WHEN revenue > before THEN 'more' WHEN revenue < before THEN 'less' ELSE 'same' END"""


@dataclass(frozen=True)
class ContributionFilter:
    """What the report is about. `period` is one of `crm_core.content.period.KEYS`."""

    period: str = "this_year"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    category: str | None = None
    grade: str | None = None
    region: str | None = None


def period(work: Work, chosen: ContributionFilter) -> Period:
    """The days `chosen` means today."""
    return resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end)


class Scan:
    """The sales within the reader's right and the filter, asked in several ways.

    With a category only the lines of its products count. A sale belongs to who sold it, and to their team.
    """

    def __init__(self, work: Work, chosen: ContributionFilter, copy: Columns) -> None:
        self._copy = copy
        days = period(work, chosen)
        first, last = days.days.start or _EVER[0], days.days.end or _EVER[1]
        before = (days.before.start, days.before.end) if days.before else (_EVER[1], _EVER[0])
        self._params: dict[str, Any] = {
            "first": first, "last": last, "before_first": before[0], "before_last": before[1], "team": chosen.team_id,
            "owner": chosen.owner_id, "category": chosen.category, "grade": chosen.grade, "region": chosen.region,
        }
        parts = [visible(work, RIGHT, table="s"), "(s.ordered_on BETWEEN $first AND $last OR s.ordered_on BETWEEN $before_first AND $before_last)"]
        for column, name in (("s.team_id", "team"), ("s.owner_id", "owner"), ("p.category", "category"), ("c.grade", "grade"), ("c.region", "region")):
            if self._params[name] is not None:
                parts.append(f"{column} = ${name}")
        self._where, self._by_line = " AND ".join(parts), chosen.category is not None
        self._by_customer = chosen.grade is not None or chosen.region is not None

    def cuts(self) -> pd.DataFrame:
        """Columns: cut (one of CUTS, or all), key (None: not said), and the sums; every cut adds up to `all`."""
        named = " ".join(f"WHEN GROUPING({cut}) = 0 THEN '{cut}'" for cut in _OF_CUSTOMERS)
        key = ", ".join(f"CASE WHEN GROUPING({cut}) = 0 THEN {cut} END" for cut in _OF_CUSTOMERS)
        sets = ", ".join(f"({cut})" for cut in _OF_CUSTOMERS)
        customers = self._ask(f"SELECT CASE {named} ELSE 'all' END AS cut, coalesce({key}) AS key, {_SUMS} FROM described GROUP BY GROUPING SETS ({sets}, ())")
        owners = self._ask(f"SELECT 'owner' AS cut, owner_id::VARCHAR AS key, {_SUMS} FROM {{per owner_id}} GROUP BY owner_id")
        return pd.concat([customers, owners], ignore_index=True)

    def categories(self) -> pd.DataFrame:
        """Columns: key (category of the product, None: not said), and the sums of the lines, with the customers of the period."""
        return self._ask(f"""
            SELECT key, money.* EXCLUDE (key), coalesce(customers, 0) AS customers FROM (SELECT category AS key, {_MONEY} FROM base GROUP BY category) money
            LEFT JOIN (SELECT category, count(DISTINCT customer_id) AS customers FROM base WHERE now GROUP BY category) ON category IS NOT DISTINCT FROM key""",
            by_line=True)

    def months(self) -> dict[date, int]:
        """Revenue of every month of the period, by its first day."""
        found = self._ask("SELECT date_trunc('month', ordered_on)::DATE AS month, sum(revenue) AS revenue FROM base WHERE now GROUP BY month")
        return {month.date() if hasattr(month, "date") else month: int(revenue) for month, revenue in zip(found.month, found.revenue, strict=True)}

    def whole(self) -> pd.Series:
        """The sums of everything."""
        return self._ask(f"SELECT {_SUMS} FROM per_customer").iloc[0]

    def top(self, most: int) -> pd.DataFrame:
        """Columns: id, revenue, margin, before, orders of the customers with the most revenue."""
        return self._ask(f"SELECT id, revenue, margin, before, orders FROM per_customer WHERE revenue <> 0 ORDER BY revenue DESC, id LIMIT {most:d}")

    def curve(self, steps: int) -> pd.DataFrame:
        """Columns: measure (revenue or margin), step (1 to `steps`), share (of what customers brought), customers, needed (for 80 %).

        Who bought over the counter is no customer: all of them together would be the largest.
        """
        def ranked(measure: str) -> str:
            return f"""
                SELECT '{measure}' AS measure, row_number() OVER best AS place, count(*) OVER () AS customers,
                       sum({measure}) OVER (best ROWS UNBOUNDED PRECEDING) / sum({measure}) OVER () AS share
                FROM per_customer WHERE {measure} > 0 AND id IS NOT NULL WINDOW best AS (ORDER BY {measure} DESC, id)"""
        return self._ask(f"""
            SELECT measure, ceil(place * {steps:d}.0 / customers)::INTEGER AS step, max(share) AS share, any_value(customers) AS customers,
                   min(place) FILTER (share >= 0.8) AS needed
            FROM ({ranked("revenue")} UNION ALL {ranked("margin")}) GROUP BY measure, step ORDER BY measure, step""")

    def moves(self) -> pd.DataFrame:
        """Columns: key (new, more, less, gone), customers, change; the changes add up to that of the whole."""
        return self._ask(f"SELECT {_MOVED} AS key, count(id) AS customers, sum(revenue - before) AS change FROM per_customer GROUP BY key")

    def customers(self, part: str, key: str | None, page: int, size: int) -> tuple[int, pd.DataFrame]:
        """Those behind one bar: how many, and a page of them as `top` gives them. Raises KeyError for a part there is not."""
        inner, outer = self._behind(part, key)
        found = self._ask(
            f"SELECT id, revenue, margin, before, orders, count(*) OVER () AS total FROM described WHERE (revenue <> 0 OR before <> 0) AND {outer} "
            f"ORDER BY revenue DESC, id LIMIT {size:d} OFFSET {(max(1, page) - 1) * size:d}", {"key": key}, by_line=part == "category", inner=inner)
        return (int(found.total.iloc[0]) if len(found) else 0), found.drop(columns="total")

    def _behind(self, part: str, key: str | None) -> tuple[str, str]:
        """The condition on sales and the one on customers."""
        if part == "sold":  # of the period alone, whatever was bought before it
            return "now", "TRUE"
        if part in ("top", "curve") or key is None:
            return "TRUE", "TRUE"
        if part == "moves":
            return "TRUE", f"{_MOVED} = $key"
        column = {"owner": "owner_id", **{name: name for name in ("category", *_OF_CUSTOMERS)}}[part]
        condition = f"{column} IS NULL" if key == "none" else f"{column}::VARCHAR = $key"
        return (condition, "TRUE") if part in ("owner", "category") else ("TRUE", condition)

    def _ask(self, sql: str, params: Mapping[str, Any] | None = None, *, by_line: bool = False, inner: str = "TRUE") -> pd.DataFrame:
        """`base` are the sales (or lines), `per_customer` their sums, `described` these with what is known of the customers;
        `{per column}` are the sums of each customer within each value of the column."""
        lines = by_line or self._by_line
        tables = "sale s JOIN line l ON l.order_id = s.order_id LEFT JOIN product p ON p.id = l.product_id" if lines else "sale s"
        if self._by_customer:
            tables += " LEFT JOIN customer c ON c.id = s.customer_id"
        money, category = ("l", "nullif(p.category, '')") if lines else ("s", "NULL")
        base = f"""
            SELECT s.customer_id, s.owner_id, s.order_id, s.ordered_on, s.is_return, {money}.revenue, {money}.margin, {category} AS category,
                   s.ordered_on BETWEEN $first AND $last AS now
            FROM {tables} WHERE {self._where}"""
        sums = f"{_MONEY}, {_PER.format(what='DISTINCT order_id' if lines else '*')}"

        def per(column: str = "") -> str:
            return f"(SELECT customer_id AS id, {column} {sums} FROM base WHERE {inner} GROUP BY customer_id{', ' + column.rstrip(',') if column else ''})"

        described = f"""(
            SELECT p.*, nullif(c.grade, '') AS grade, nullif(c.industry, '') AS industry, nullif(c.region, '') AS region, c.kind
            FROM {per()} p LEFT JOIN customer c ON c.id = p.id)"""
        for name, text in (("{per owner_id}", per("owner_id,")), ("per_customer", per()), ("described", described)):
            sql = sql.replace(name, text)
        return self._copy.frame(f"WITH base AS ({base}) {sql}", {**self._params, **{name: value for name, value in (params or {}).items() if value is not None}})
