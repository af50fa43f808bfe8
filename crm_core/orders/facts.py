"""What customers bought, kept with them in the same transaction as the order."""
from collections.abc import Iterable

from sqlalchemy import case, func, select, update

from crm_core.customers import facts
from crm_core.work import Work
from db.models import Customer, Order
from db.sales import bought, counted


def refresh(work: Work, customer_ids: Iterable[int]) -> None:
    """Recomputes number, revenue, first and last day of these customers' orders, and with them their lifecycle."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), facts.CHUNK):
        chunk = ids[start : start + facts.CHUNK]
        work.session.execute(
            update(Customer).where(Customer.id.in_(chunk)).values(_order_facts()).execution_options(synchronize_session=False))
        facts.move(work, Customer.id.in_(chunk))


def _order_facts() -> dict:
    """The state is no condition of the rows read: so SQLite keeps to the index by customer."""
    def over(figure):
        return select(figure).where(Order.customer_id == Customer.id).scalar_subquery()

    return {
        "order_count": over(func.count(case((bought(), Order.id)))),
        "revenue": func.coalesce(over(func.sum(case((counted(), Order.revenue)))), 0),
        "first_order_on": over(func.min(case((bought(), Order.ordered_on)))),
        "last_order_on": over(func.max(case((bought(), Order.ordered_on)))),
    }
