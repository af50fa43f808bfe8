"""Which orders count as sales, for every statement that sums them up; see crm_core/orders/rules.py for what they count."""
from sqlalchemy import ColumnElement, and_, or_

from db.models.orders import Order

SOLD = ("confirmed", "delivered", "paid")
RETURNED = "returned"


def counted() -> ColumnElement[bool]:
    """Orders whose revenue counts: sold ones, and the documents by which goods came back."""
    returns = and_(Order.state == RETURNED, Order.total < 0)
    return and_(Order.deleted_at.is_(None), or_(Order.state.in_(SOLD), returns))


def bought() -> ColumnElement[bool]:
    """Of those, the ones that are a purchase: a day on which the customer bought."""
    return and_(Order.deleted_at.is_(None), Order.state.in_(SOLD), Order.total >= 0)
