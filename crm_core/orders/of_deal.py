"""The orders that a deal became."""
from sqlalchemy import select

from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import NEWEST, ListedOrder, list_orders
from crm_core.work import Work, query
from db.models import Order

MOST = 20


@query("orders:view")
def orders_of_deal(work: Work, deal_id: int) -> tuple[ListedOrder, ...]:
    """The orders and returns of a deal that this person sees, the newest first."""
    ids = work.session.scalars(select(Order.id).where(Order.deal_id == deal_id).limit(MOST)).all()
    return list_orders(work, OrderFilter(ids=tuple(ids)), NEWEST, 1, MOST) if ids else ()
