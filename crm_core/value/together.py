"""What is bought together (market-basket analysis: support, confidence, lift), and who lacks the other half.

Support is the share of all baskets with both products, confidence the share of the baskets with A that have B too,
lift that confidence against the share of all baskets with B (Agrawal, Imieliński and Swami 1993; Brin et al. 1997).
A basket is an order, or everything one customer bought; what has more than 200 products says nothing about pairs and
counts nowhere.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from crm_core.access import scope
from crm_core.columnar.copy import columns, visible
from crm_core.intervals import wilson
from crm_core.work import Work, query
from db.models import Customer

RIGHT = "reports:value"
DAYS = 730
LEAST_BASKETS, LEAST_TOGETHER, WIDEST = 50, 5, 200  # baskets with several products; with both; products in one
PRODUCTS = 300  # the most bought; more make the pairs too many to count while somebody waits
SHOWN, TARGETS = 200, 500
Basket = Literal["order", "customer"]
_KEY = {"order": "order_id", "customer": "customer_id"}


@dataclass(frozen=True)
class Pair:
    """Two products bought together: `both` baskets of the `of` with A; `low` to `high` is the 95 % interval of confidence."""

    a: int
    b: int
    a_name: str
    b_name: str
    both: int
    of: int
    baskets: int
    confidence: float
    low: float
    high: float
    lift: float

    @property
    def key(self) -> str:
        return f"{self.a}-{self.b}"

    @property
    def support(self) -> float:
        return self.both / self.baskets


@dataclass(frozen=True)
class Together:
    """The pairs that are bought together more often than by chance, those with most beyond chance first.

    `several` are the baskets with two products or more; below 50 there is not enough data and no pair.
    """

    pairs: tuple[Pair, ...]
    baskets: int
    several: int

    @property
    def enough(self) -> bool:
        return self.several >= LEAST_BASKETS


@dataclass(frozen=True)
class Target:
    """A customer who has A and not B. `revenue` of the last two years, minor units; `last_on` is when A was last bought."""

    customer_id: int
    name: str
    owner_id: int | None
    last_on: date
    revenue: int


_BASKETS = """
    bought AS (
        SELECT DISTINCT s.{key} AS basket, l.product_id AS product FROM line l JOIN sale s USING (order_id)
        WHERE NOT s.is_return AND l.quantity > 0 AND l.product_id IS NOT NULL AND s.{key} IS NOT NULL
            AND s.ordered_on BETWEEN $since AND $today AND {mine}
    ),
    wide AS (SELECT basket, count(*) AS n FROM bought GROUP BY basket HAVING count(*) <= {widest}),
    item AS (SELECT * FROM bought SEMI JOIN wide USING (basket)),
    single AS (SELECT product, count(*) AS n FROM item GROUP BY product)
"""
_PAIRS = """
WITH {baskets},
    most AS (SELECT product FROM single ORDER BY n DESC, product LIMIT {products}),
    kept AS (SELECT item.* FROM item SEMI JOIN most USING (product) JOIN wide USING (basket) WHERE wide.n > 1),
    pair AS (
        SELECT a.product AS a, b.product AS b, count(*) AS n FROM kept a JOIN kept b ON a.basket = b.basket AND a.product < b.product
        GROUP BY ALL HAVING count(*) >= {least}
    )
SELECT pair.a, pair.b, pair.n, x.n AS of_a, y.n AS of_b, p.name AS a_name, q.name AS b_name,
    (SELECT count(*) FROM wide) AS baskets, (SELECT count(*) FROM wide WHERE n > 1) AS several
FROM pair JOIN single x ON x.product = pair.a JOIN single y ON y.product = pair.b
    JOIN product p ON p.id = pair.a JOIN product q ON q.id = pair.b
"""
_COUNT = "WITH {baskets} SELECT count(*) AS baskets, count(*) FILTER (n > 1) AS several FROM wide"
_TARGETS = """
SELECT s.customer_id, max(s.ordered_on) FILTER (l.product_id = $a) AS last_on, sum(l.revenue) AS revenue
FROM line l JOIN sale s USING (order_id) JOIN customer c ON c.id = s.customer_id
WHERE s.ordered_on BETWEEN $since AND $today AND {mine}
GROUP BY s.customer_id
HAVING count(*) FILTER (l.product_id = $a AND l.quantity > 0) > 0 AND count(*) FILTER (l.product_id = $b AND l.quantity > 0) = 0
ORDER BY revenue DESC, s.customer_id
LIMIT {limit}
"""


@query(RIGHT)
def bought_together(work: Work, basket: Basket = "order") -> Together:
    """Pairs of products within the orders of the last two years that the reader may see."""
    copy, asked = columns(work), {"since": since(work), "today": today(work)}
    baskets = _BASKETS.format(key=_KEY[basket], mine=_of_customers(work), widest=WIDEST)
    found = copy.frame(_PAIRS.format(baskets=baskets, least=LEAST_TOGETHER, products=PRODUCTS), asked)
    if found.empty:
        (row,) = copy.frame(_COUNT.format(baskets=baskets), asked).itertuples(index=False)
        return Together((), int(row.baskets), int(row.several))
    baskets, several = int(found.baskets.iloc[0]), int(found.several.iloc[0])
    return Together(_pairs(found, baskets) if several >= LEAST_BASKETS else (), baskets, several)


@query(RIGHT)
def could_buy_too(work: Work, a: int, b: int) -> tuple[Target, ...]:
    """The customers within reach who bought A in the last two years and not B, the biggest first."""
    statement = _TARGETS.format(mine=visible(work, RIGHT, table="c"), limit=TARGETS)
    found = columns(work).frame(statement, {"a": a, "b": b, "since": since(work), "today": today(work)})
    known = known_customers(work, found.customer_id)
    return tuple(
        Target(int(row.customer_id), *known[row.customer_id], pd.Timestamp(row.last_on).date(), int(row.revenue))
        for row in found.itertuples(index=False) if row.customer_id in known
    )


def known_customers(work: Work, ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Name and owner of those of these customers that the reader may open."""
    wanted = select(Customer.id, Customer.name, Customer.owner_id).where(Customer.id.in_([int(key) for key in ids]), scope.customers(work))
    return {key: (name, owner) for key, name, owner in work.session.execute(wanted)}


def _of_customers(work: Work) -> str:
    """Sales to customers within reach; who sees all sees those over the counter too."""
    mine = visible(work, RIGHT)
    return mine if mine == "TRUE" else f"s.customer_id IN (SELECT id FROM customer WHERE {mine})"


def since(work: Work) -> date:
    """From which day on orders are looked at."""
    return today(work) - timedelta(days=DAYS)


def today(work: Work) -> date:
    """The company's day."""
    return work.now.astimezone(ZoneInfo(work.settings.time_zone)).date()


def _pairs(found: pd.DataFrame, baskets: int) -> tuple[Pair, ...]:
    """From the rarer product to the other one; only what is surely more than chance."""
    kept = found.assign(beyond=found.n - found.of_a * found.of_b / baskets)
    kept = kept[kept.beyond > 0].sort_values(["beyond", "a", "b"], ascending=[False, True, True])
    pairs = (_pair(row, baskets) for row in kept.head(SHOWN * 2).itertuples(index=False))
    return tuple(pair for pair in pairs if pair.low > pair.confidence / pair.lift)[:SHOWN]


def _pair(row, baskets: int) -> Pair:
    a, b = ("a", "b") if row.of_a <= row.of_b else ("b", "a")
    of, other = int(getattr(row, f"of_{a}")), int(getattr(row, f"of_{b}"))
    confidence = row.n / of
    low, high = wilson(row.n, of)
    return Pair(int(getattr(row, a)), int(getattr(row, b)), getattr(row, f"{a}_name"), getattr(row, f"{b}_name"), int(row.n), of, baskets,
                confidence, low, high, confidence * baskets / other)
