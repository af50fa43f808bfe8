"""What customers buy next: of those who bought A, how many later bought B for the first time; and offers made of it.

It says what happened beside one another, not why: labelled as an observation wherever it is shown.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import select, union

from crm_core.access import scope
from crm_core.columnar.copy import columns
from crm_core.errors import NotFound
from crm_core.intervals import wilson
from crm_core.value.together import since
from crm_core.work import Work, query
from db.engine import database
from db.models import Customer, Deal, DealLine, Order, OrderLine, Product
from db.sales import SOLD

LEAST, MOST = 5, 5  # customers who did so; suggestions shown
WITHIN = 365  # days from A to B
KEPT, MOST_KEPT = timedelta(minutes=10), 2_000  # how long steps are kept, and of how many products


@dataclass(frozen=True)
class Suggestion:
    """A product the customer has not, and the one it has that speaks for it.

    `bought` of the `of` buyers of `because` bought it within a year; `chance` is the share of all buyers who have it,
    `low` the lower end of the 95 % interval. `price` is the product's own, minor units.
    """

    product_id: int
    name: str
    price: int | None
    because: str
    bought: int
    of: int
    share: float
    low: float
    chance: float


_STEPS = """
WITH bought AS (
        SELECT s.customer_id AS c, l.product_id AS p, s.ordered_on AS d FROM line l JOIN sale s USING (order_id)
        WHERE NOT s.is_return AND l.quantity > 0 AND l.product_id IS NOT NULL AND s.customer_id IS NOT NULL AND s.ordered_on >= $since
    ),
    mine AS (SELECT c, p, min(d) AS d FROM bought WHERE list_contains($has, p) GROUP BY ALL),
    other AS (SELECT c, p, min(d) AS d FROM bought SEMI JOIN mine USING (c) GROUP BY ALL),
    step AS (
        SELECT a.p AS a, b.p AS b, count(*) AS n FROM mine a JOIN other b ON a.c = b.c AND a.p <> b.p AND b.d BETWEEN a.d AND a.d + {within}
        GROUP BY ALL HAVING count(*) >= {least}
    ),
    has AS (SELECT p, count(*) AS n FROM mine GROUP BY p),
    buyers AS (SELECT p, count(DISTINCT c) AS n FROM bought WHERE p IN (SELECT b FROM step) GROUP BY p)
SELECT step.a, step.b, step.n, has.n AS of, buyers.n / (SELECT count(DISTINCT c) FROM bought) AS chance
FROM step JOIN has ON has.p = step.a JOIN buyers ON buyers.p = step.b
WHERE step.n / has.n > chance
"""
_kept: dict[tuple[str, int], tuple[datetime, pd.DataFrame]] = {}  # (database, product) → when it was asked, its steps


@query("customers:view", "orders:edit", "deals:edit")
def suggestions(work: Work, customer_id: int | None, beside: tuple[int, ...] = ()) -> tuple[Suggestion, ...]:
    """What this customer could buy too, the surest first; nothing where there is too little to go by. Raises NotFound.

    `beside` are products of an order or a deal that is being written; without a customer only they speak.
    """
    if customer_id is not None and work.session.scalar(select(Customer.id).where(Customer.id == customer_id, scope.customers(work))) is None:
        raise NotFound()
    has = {*beside, *(_has(work, customer_id) if customer_id is not None else ())}
    if not has:
        return ()
    steps = _steps(work, has)
    mine = steps[~steps.b.isin(has)].sort_values(["low", "b"], ascending=[False, True]).drop_duplicates("b")
    named = _named(work, {*mine.a.head(MOST * 4), *mine.b.head(MOST * 4)})
    found = (_suggestion(row, named) for row in mine.head(MOST * 4).itertuples(index=False) if named.get(row.b, _GONE).active)
    return tuple(found)[:MOST]


@dataclass(frozen=True)
class _Named:
    name: str
    price: int | None
    active: bool


_GONE = _Named("", None, False)


def _has(work: Work, customer_id: int) -> set[int]:
    """What the customer ordered, or gets by a deal that was won."""
    ordered = select(OrderLine.product_id).join(Order, Order.id == OrderLine.order_id).where(
        Order.customer_id == customer_id, Order.state.in_(SOLD), Order.deleted_at.is_(None), OrderLine.product_id.is_not(None))
    won = select(DealLine.product_id).join(Deal, Deal.id == DealLine.deal_id).where(
        Deal.customer_id == customer_id, Deal.status == "won", Deal.deleted_at.is_(None))
    return set(work.session.scalars(union(ordered, won)))


def _steps(work: Work, has: set[int]) -> pd.DataFrame:
    """From each of these products to those that all customers bought after it more often than by chance.

    Kept for some minutes by product, so that a form need not read all sales at every line.
    """
    url, known = database().url, {}
    for key in has:
        asked, found = _kept.get((url, key), (None, None))
        if asked is not None and work.now - asked < KEPT:
            known[key] = found
    if missing := sorted(has - known.keys()):
        found = _surely(columns(work).frame(_STEPS.format(within=WITHIN, least=LEAST), {"since": since(work), "has": missing}))
        fresh = {key: found[found.a == key] for key in missing}
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        _kept.update({(url, key): (work.now, steps) for key, steps in fresh.items()})
        known |= fresh
    return pd.concat(known.values(), ignore_index=True)


def _surely(found: pd.DataFrame) -> pd.DataFrame:
    """With the lower end of the interval of each share; only where even that is more than chance."""
    low = [wilson(n, of)[0] for n, of in zip(found.n, found.of, strict=True)]
    steps = found.assign(low=low)
    return steps[steps.low > steps.chance]


def _named(work: Work, ids: set[int]) -> dict[int, _Named]:
    rows = work.session.execute(select(Product.id, Product.name, Product.price, Product.active).where(Product.id.in_([int(key) for key in ids])))
    return {key: _Named(name, price, active) for key, name, price, active in rows}


def _suggestion(row, named: dict[int, _Named]) -> Suggestion:
    product = named[row.b]
    return Suggestion(int(row.b), product.name, product.price, named.get(row.a, _GONE).name, int(row.n), int(row.of), row.n / row.of,
                      float(row.low), float(row.chance))
