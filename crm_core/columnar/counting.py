"""Which orders count as sales, for statements. In Python: crm_core/orders/rules.py."""
from sqlalchemy import ColumnElement, and_, or_

from db.models import Order

COUNTED = ("confirmed", "delivered", "paid")
RETURNED = "returned"


def counted() -> ColumnElement[bool]:
    """Orders that are sales, and returns that take some back. An order marked as returned counts no more: its return does."""
    taken_back = and_(Order.state == RETURNED, Order.total < 0)
    return and_(Order.deleted_at.is_(None), or_(Order.state.in_(COUNTED), taken_back))
