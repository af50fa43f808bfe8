"""What a customer ordered, for its page."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.json import rows_of
from db.models import Customer, Order, OrderLine, Product
from db.sales import counted

SHOWN = 5
PREFERRED = 3


@dataclass(frozen=True)
class Ordered:
    """One of the newest orders. `total` in minor units of `currency`."""

    id: int
    number: str
    state: str
    ordered_on: date
    total: int
    currency: str


@dataclass(frozen=True)
class OrderHistory:
    """Facts of a customer's orders: how many purchases, revenue (minor units, company's currency), first and last day,
    the products bought for most money, and the newest orders this person sees."""

    count: int
    revenue: int
    first_on: date | None
    last_on: date | None
    products: tuple[str, ...]
    newest: tuple[Ordered, ...]


@query("orders:view")
def order_history(work: Work, customer_id: int) -> OrderHistory:
    """The orders of a customer in one statement. Raises NotFound when the customer may not be seen."""
    rows = work.session.execute(
        select(
            Customer.order_count, Customer.revenue, Customer.first_order_on, Customer.last_order_on, _preferred(work, customer_id),
            Order.id, Order.number, Order.state, Order.ordered_on, Order.total, Order.currency,
        )
        .outerjoin(Order, and_(Order.customer_id == Customer.id, scope.orders(work)))
        .where(Customer.id == customer_id, scope.customers(work))
        .order_by(Order.ordered_on.desc(), Order.id.desc())
        .limit(SHOWN)
    ).all()
    if not rows:
        raise NotFound()
    count, revenue, first_on, last_on, products = rows[0][:5]
    newest = tuple(Ordered(*row[5:]) for row in rows if row[5] is not None)
    return OrderHistory(count, revenue, first_on, last_on, _names(products), newest)


def _preferred(work: Work, customer_id: int) -> ColumnElement:
    """Names of the products that brought most revenue, with it: an array has no order on every database."""
    revenue = func.sum(OrderLine.revenue)
    best = (
        select(Product.name.label("name"), revenue.label("revenue"))
        .join(OrderLine, OrderLine.product_id == Product.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, counted(), scope.orders(work))
        .group_by(Product.id, Product.name)
        .having(revenue > 0)
        .order_by(revenue.desc(), Product.id)
        .limit(PREFERRED)
        .subquery()
    )
    return rows_of(work.session, select(best.c.name), best.c.name, best.c.revenue)


def _names(pairs: list[list]) -> tuple[str, ...]:
    return tuple(name for name, _revenue in sorted(pairs, key=lambda pair: -int(pair[1])))
