"""A customer as its orders paint it: behaviour and preferences, each with what it is read from."""
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from crm_core import clock
from crm_core.access import scope
from crm_core.columnar.copy import Bench, columns, visible
from crm_core.errors import NotFound
from crm_core.value.rhythm import MINIMUM_ORDERS
from crm_core.work import Work, query
from db.models import Customer, CustomerValue

SHOWN = 3
_ORDERS = """
    SELECT s.* FROM sale s JOIN customer c ON c.id = s.customer_id
    WHERE s.customer_id = $id AND s.ordered_on <= $today AND ({sold} OR {has})"""
_FIGURES = f"""
    WITH days AS (SELECT DISTINCT ordered_on AS day FROM bought WHERE NOT is_return),
    gaps AS (SELECT day, date_diff('day', lag(day) OVER (ORDER BY day), day) AS gap FROM days)
    SELECT count(*) FILTER (NOT is_return) AS orders, count(*) FILTER (is_return) AS returns,
           min(ordered_on) FILTER (NOT is_return) AS first_on, max(ordered_on) FILTER (NOT is_return) AS last_on,
           sum(revenue)::BIGINT AS revenue,
           coalesce(sum(revenue) FILTER (ordered_on > $today - 365), 0)::BIGINT AS year,
           coalesce(sum(revenue) FILTER (ordered_on <= $today - 365 AND ordered_on > $today - 730), 0)::BIGINT AS before,
           coalesce(-sum(revenue) FILTER (is_return), 0)::BIGINT AS returned,
           round(median(revenue) FILTER (NOT is_return))::BIGINT AS usual, max(revenue)::BIGINT AS largest,
           (SELECT count(*) FROM days) AS days,
           (SELECT CASE WHEN count(*) >= {MINIMUM_ORDERS} THEN median(gap) END FROM gaps) AS cycle_days
    FROM bought"""
_CATEGORIES = """
    SELECT p.category AS name, sum(l.revenue)::DOUBLE / sum(sum(l.revenue)) OVER () AS share, count(DISTINCT b.order_id) AS orders
    FROM bought b JOIN line l USING (order_id) JOIN product p ON p.id = l.product_id
    WHERE NOT b.is_return AND p.category IS NOT NULL GROUP BY ALL HAVING sum(l.revenue) > 0 ORDER BY share DESC, name LIMIT $shown"""
_PRODUCTS = """
    SELECT p.name, count(DISTINCT b.order_id) AS orders, sum(l.revenue)::BIGINT AS revenue
    FROM bought b JOIN line l USING (order_id) JOIN product p ON p.id = l.product_id
    WHERE NOT b.is_return GROUP BY p.id, p.name HAVING sum(l.revenue) > 0 ORDER BY orders DESC, revenue DESC, p.name LIMIT $shown"""


@dataclass(frozen=True)
class Liked:
    """A category (with its share of revenue) or a product that is bought, and in how many orders."""

    name: str
    orders: int
    share: float | None = None


@dataclass(frozen=True)
class Portrait:
    """What a customer's orders say; money in minor units of the company's currency. Without orders all of it is empty.

    `year` are the last 365 days, `before` the 365 before; `usual` is the median order; `days` those on which it ordered,
    `cycle_days` the median between them (from three on). Scores and segment are last night's.
    """

    orders: int
    returns: int = 0
    first_on: date | None = None
    last_on: date | None = None
    revenue: int = 0
    year: int = 0
    before: int = 0
    returned: int = 0
    usual: int | None = None
    largest: int | None = None
    days: int = 0
    cycle_days: float | None = None
    silent_days: int | None = None
    categories: tuple[Liked, ...] = ()
    products: tuple[Liked, ...] = ()
    segment: str | None = None
    scores: tuple[int, int, int] | None = None
    scored_on: date | None = None


@query("orders:view")
def portrait(work: Work, customer_id: int) -> Portrait:
    """The customer over the orders that this person sees. Raises NotFound when the customer may not be seen."""
    v = CustomerValue
    row = work.session.execute(
        select(Customer.id, v.segment, v.recency, v.frequency, v.monetary, v.at).outerjoin(v, v.customer_id == Customer.id)
        .where(Customer.id == customer_id, scope.customers(work))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    today = clock.today(work.settings.time_zone)
    params = {"id": customer_id, "today": today, "shown": SHOWN}
    sold, has = (visible(work, "orders:view", table=table) for table in ("s", "c"))
    with columns(work).bench() as bench:
        bench.make("bought", _ORDERS.format(sold=sold, has=has), params)
        found = _figures(bench, params)
    if not found["orders"]:
        return Portrait(0, found["returns"])
    scored = {"segment": row[1], "scores": tuple(row[2:5]), "scored_on": row[5].astimezone(ZoneInfo(work.settings.time_zone)).date()} if row[1] else {}
    return Portrait(**found, silent_days=(today - found["last_on"]).days, **scored)


def _figures(bench: Bench, params: dict) -> dict:
    figures = bench.frame(_FIGURES, params).astype(object).iloc[0]
    found = {name: None if pd.isna(value) else value.date() if name in ("first_on", "last_on") else value for name, value in figures.items()}
    found["categories"] = tuple(Liked(r.name, int(r.orders), float(r.share)) for r in _rows(bench, _CATEGORIES, params))
    found["products"] = tuple(Liked(r.name, int(r.orders)) for r in _rows(bench, _PRODUCTS, params))
    return found


def _rows(bench: Bench, sql: str, params: dict):
    return bench.frame(sql, params).itertuples(index=False)
