"""What a customer ordered, for its page."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import NEWEST, ListedOrder, list_orders
from crm_core.work import Work, query
from db.models import Customer, Order, OrderLine, Product
from db.sales import counted

SHOWN = 5


@dataclass(frozen=True)
class OrderHistory:
    """Facts of a customer's orders: how many purchases, revenue (minor units, company's currency), first and last day,
    the products bought for most money, and the newest orders this person sees."""

    count: int
    revenue: int
    first_on: date | None
    last_on: date | None
    products: tuple[str, ...]
    newest: tuple[ListedOrder, ...]


@query("orders:view")
def order_history(work: Work, customer_id: int) -> OrderHistory:
    """The orders of a customer in three statements. Raises NotFound when the customer may not be seen."""
    facts = work.session.execute(
        select(Customer.order_count, Customer.revenue, Customer.first_order_on, Customer.last_order_on)
        .where(Customer.id == customer_id, scope.customers(work))
    ).one_or_none()
    if facts is None:
        raise NotFound()
    newest = list_orders(work, OrderFilter(customers=(customer_id,)), NEWEST, 1, SHOWN)
    return OrderHistory(*facts, _preferred(work, customer_id) if newest else (), newest)


def _preferred(work: Work, customer_id: int) -> tuple[str, ...]:
    bought = (
        select(Product.name)
        .join(OrderLine, OrderLine.product_id == Product.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, counted(), scope.orders(work))
        .group_by(Product.id, Product.name)
        .having(func.sum(OrderLine.revenue) > 0)
        .order_by(func.sum(OrderLine.revenue).desc(), Product.id)
    )
    return tuple(work.session.scalars(bought.limit(3)))
