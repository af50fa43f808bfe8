"""Customers like a given one, with the reasons."""
from dataclasses import dataclass

from sqlalchemy import select

from crm_core import clock
from crm_core.access import scope
from crm_core.columnar.copy import Bench, columns, visible
from crm_core.dictionary import label
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.models import Customer, DictionaryEntry

SHOWN = 5
LEAST = 3.0  # points, below which nobody is called similar
POINTS = {"products": 4, "industry": 3, "spend": 2, "region": 1.5, "size": 1}  # what each likeness counts at most

_MINE = """
    SELECT l.product_id, sum(l.revenue) AS revenue FROM line l JOIN sale s USING (order_id)
    WHERE s.customer_id = $id AND NOT s.is_return AND l.product_id IS NOT NULL GROUP BY ALL
    ORDER BY revenue DESC LIMIT 20"""
_SPEND = """
    SELECT s.customer_id AS id, sum(s.revenue)::BIGINT AS revenue FROM sale s
    WHERE s.ordered_on > $today - 365 AND s.ordered_on <= $today AND s.customer_id IS NOT NULL GROUP BY ALL HAVING sum(s.revenue) > 0"""
_NEAR = """
    SELECT c.id, c.industry IS NOT DISTINCT FROM me.industry AND c.industry IS NOT NULL AS industry,
           c.region IS NOT DISTINCT FROM me.region AND c.region IS NOT NULL AS region,
           coalesce(c.employees * 2 >= me.employees AND me.employees * 2 >= c.employees AND c.employees > 0, FALSE) AS size,
           coalesce(y.revenue * 2 >= own.revenue AND own.revenue * 2 >= y.revenue, FALSE) AS spend, y.revenue
    FROM customer c JOIN (SELECT * FROM customer WHERE id = $id) me ON c.kind = me.kind AND c.id <> me.id
    LEFT JOIN spend y ON y.id = c.id LEFT JOIN (SELECT revenue FROM spend WHERE id = $id) own ON TRUE
    WHERE {seen}"""
_SHARED = """
    SELECT s.customer_id AS id, count(DISTINCT l.product_id) AS shared FROM line l
    SEMI JOIN mine ON mine.product_id = l.product_id JOIN sale s USING (order_id)
    SEMI JOIN near ON near.id = s.customer_id WHERE NOT s.is_return GROUP BY ALL"""
_BEST = f"""
    SELECT n.*, coalesce(h.shared, 0) AS shared, (SELECT count(*) FROM mine) AS of_mine,
           {POINTS["industry"]} * n.industry::INT + {POINTS["region"]} * n.region::INT + {POINTS["size"]} * n.size::INT
           + {POINTS["spend"]} * n.spend::INT
           + {POINTS["products"]} * coalesce(h.shared, 0) / greatest((SELECT count(*) FROM mine), 1) AS points
    FROM near n LEFT JOIN shared h ON h.id = n.id
    WHERE points >= {LEAST} ORDER BY points DESC, n.revenue DESC NULLS LAST, n.id LIMIT {SHOWN}"""
_NAMES = """
    SELECT s.customer_id AS id, p.name, sum(l.revenue) AS revenue FROM line l
    SEMI JOIN mine ON mine.product_id = l.product_id JOIN sale s USING (order_id) JOIN product p ON p.id = l.product_id
    WHERE NOT s.is_return AND s.customer_id IN (SELECT unnest($ids::BIGINT[])) GROUP BY ALL ORDER BY revenue DESC"""


@dataclass(frozen=True)
class Similar:
    """A customer like the one asked about; the reasons are what is set. `spend` of 365 days in minor units where it is alike."""

    id: int
    name: str
    points: float
    industry: str | None
    region: str | None
    employees: int | None
    spend: int | None
    shared: int
    of_mine: int
    products: tuple[str, ...]


@query("orders:view")
def similar_customers(work: Work, customer_id: int) -> tuple[Similar, ...]:
    """The most similar customers that this person may see. Raises NotFound when the customer itself may not be seen."""
    if work.session.scalar(select(Customer.id).where(Customer.id == customer_id, scope.customers(work))) is None:
        raise NotFound()
    seen = f"({visible(work, 'customers:view', table='c')} OR (c.owner_id IS NULL AND c.team_id IS NULL))"
    params = {"id": customer_id, "today": clock.today(work.settings.time_zone)}
    with columns(work).bench() as bench:
        for name, sql in (("mine", _MINE), ("spend", _SPEND), ("near", _NEAR.format(seen=seen)), ("shared", _SHARED)):
            bench.make(name, sql, params)
        best = list(bench.frame(_BEST).itertuples(index=False))
        products = _products(bench, [int(row.id) for row in best])
    return tuple(_told(work, best, products))


def _products(bench: Bench, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in bench.frame(_NAMES, {"ids": ids}).itertuples(index=False):
        found.setdefault(int(row.id), []).append(row.name)
    return found


def _told(work: Work, best: list, products: dict[int, list[str]]):
    """The names of today: those in the tables."""
    entry = DictionaryEntry
    statement = (
        select(Customer.id, Customer.name, Customer.industry, Customer.region, Customer.employees, entry.name, entry.names)
        .outerjoin(entry, (entry.dictionary == "industry") & (entry.code == Customer.industry))
        .where(Customer.id.in_([int(row.id) for row in best]), scope.customers(work))
    )
    known = {key: rest for key, *rest in work.session.execute(statement)}
    for row in best:
        if row.id not in known:
            continue
        name, industry, region, employees, entry_name, names = known[row.id]
        yield Similar(
            int(row.id), name, float(row.points), (label(entry_name, names, work.actor.locale) if entry_name else industry) if row.industry else None,
            region if row.region else None, employees if row.size else None, int(row.revenue) if row.spend else None,
            int(row.shared), int(row.of_mine), tuple(products.get(int(row.id), ())[:2]),
        )  # fmt: skip
