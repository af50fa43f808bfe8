"""Who orders again is not lost: cases end by themselves, and come back when that order is taken back."""
from collections.abc import Iterable

from sqlalchemy import Select, and_, case, not_, or_, select

from crm_core.churn import reminding
from crm_core.churn.rules import CONFIRMED, HAND, OPEN, RECOVERED, before_ending
from crm_core.notices.tell import Notice, tell_each
from crm_core.work import Happening, Work
from db.models import ChurnCase, Customer, Order
from db.sales import bought

CHUNK = 500


def follow_orders(work: Work, happenings: list[Happening]) -> None:
    """Reaction to what happened with orders."""
    ids = sorted({h.customer_id for h in happenings if h.customer_id is not None})
    for start in range(0, len(ids), CHUNK):
        refresh(work, ids[start : start + CHUNK])


def refresh(work: Work, customer_ids: Iterable[int] | None = None) -> int:
    """Ends the cases of these customers (of all when None) who ordered since, reopens those whose order is gone; returns how many ended."""
    whose = ChurnCase.customer_id.in_(list(customer_ids)) if customer_ids is not None else ChurnCase.customer_id.is_not(None)
    _relapse(work, whose)
    first = _first_order().correlate(ChurnCase).scalar_subquery()
    found = select(ChurnCase.id, first.label("sale_id")).where(whose, ChurnCase.state.in_((*OPEN, CONFIRMED))).subquery()
    rows = work.session.execute(
        select(ChurnCase, Order, Customer.name)
        .join(found, found.c.id == ChurnCase.id).join(Order, Order.id == found.c.sale_id).join(Customer, Customer.id == ChurnCase.customer_id)
    ).all()
    for row, order, _name in rows:
        before, row.state, row.ended_on, row.order_id = row.state, RECOVERED, order.ordered_on, order.id
        _touch(work, row, "churn.recovered", before)
    reminding.drop(work, [row for row, _order, _name in rows])
    tell_each(work, [
        Notice(person, "churn.recovered", "customer", row.customer_id, row.customer_id, {"name": name})
        for row, _order, name in rows for person in {row.owner_id, row.person_id} - {None, work.actor.user_id}
    ])
    return len(rows)


def _first_order() -> Select:
    """The first purchase since the warning, or since the customer was given up. Who marks by hand knows the orders of that day."""
    since = case((ChurnCase.state == CONFIRMED, ChurnCase.confirmed_on), else_=ChurnCase.warned_on)
    after = or_(Order.ordered_on > since, and_(Order.ordered_on == since, ChurnCase.risk_by != HAND))
    return select(Order.id).where(Order.customer_id == ChurnCase.customer_id, bought(), after).order_by(Order.ordered_on, Order.id).limit(1)


def _relapse(work: Work, whose) -> None:
    """Cases whose order was cancelled or deleted are as they were before it, unless there is a newer one."""
    newer = ChurnCase.__table__.alias("newer")
    other = select(newer.c.id).where(newer.c.customer_id == ChurnCase.customer_id, newer.c.id > ChurnCase.id).exists()
    rows = work.session.scalars(
        select(ChurnCase).join(Order, Order.id == ChurnCase.order_id)
        .where(whose, ChurnCase.state == RECOVERED, not_(bought()), ~other)
    ).all()
    for row in rows:
        row.state = before_ending(row.deferred_on, row.confirmed_on)
        row.ended_on = row.order_id = None
        _touch(work, row, "churn.reopened", RECOVERED)
    if rows:
        work.session.flush()


def _touch(work: Work, row: ChurnCase, kind: str, before: str) -> None:
    row.version += 1
    row.updated_at = work.now
    work.record(kind, "churn_case", row.id, customer_id=row.customer_id, before={"state": before}, after={"state": row.state})
