"""Orders on their way: confirmed, delivered, paid, cancelled, and every step back."""
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from crm_core import clock
from crm_core.errors import Conflict, CrmError
from crm_core.i18n import N_
from crm_core.orders import rules
from crm_core.orders.access import changeable
from crm_core.orders.commands import EDIT, with_returns
from crm_core.orders.schemas import Moved, OrderRow, Standing
from crm_core.orders.storing import read_rows, write_orders
from crm_core.work import Work, command
from db.models import Order

MOST = 1000
BACK = {rules.DRAFT: 0, rules.CONFIRMED: 1, rules.DELIVERED: 2, rules.PAID: 3}


@command(EDIT)
def move_order(work: Work, order_id: int, to: str, version: int, on: date | None = None) -> Moved:
    """Puts an order into the state `to`, since `on` (today); a paid one that was not delivered yet stays paid.

    Cancelling is how an order is deleted. Raises NotFound, Conflict, Invalid.
    """
    work.one(changeable(work).where(Order.id == order_id), version=version)
    row = read_rows(work, [order_id])[order_id]
    moved = _moved(work, row, to, on or clock.today(work.actor.time_zone))
    if _falls_back(row, moved) and with_returns(work, [order_id]):
        raise Conflict(N_("Goods of this order came back. Cancel the return first."))
    return _written(work, {order_id: row}, [moved])[0]


@command(EDIT)
def move_orders(work: Work, order_ids: Sequence[int], to: str) -> tuple[Moved, ...]:
    """Moves those of many orders that may be moved and can go to `to` today, all in one; says which."""
    wanted = sorted(set(order_ids))[:MOST]
    within = work.session.scalars(changeable(work).with_only_columns(Order.id).where(Order.id.in_(wanted))).all()
    rows, moving, came_back = read_rows(work, within), [], with_returns(work, within)
    for row in rows.values():
        try:
            moved = _moved(work, row, to, clock.today(work.actor.time_zone))
        except CrmError:
            continue
        if row.id not in came_back or not _falls_back(row, moved):
            moving.append(moved)
    return _written(work, rows, moving)


@command(EDIT)
def put_back(work: Work, moves: Sequence[Moved]) -> None:
    """Takes moves back. Raises NotFound, and Conflict when one of the orders was changed since."""
    versions = {moved.id: moved.version for moved in moves}
    found = work.session.scalars(changeable(work).where(Order.id.in_(versions)).with_for_update()).all()
    if len(found) != len(versions) or any(order.version != versions[order.id] for order in found):
        raise Conflict(N_("Somebody changed this meanwhile. Nothing was taken back."))
    rows = read_rows(work, versions)
    write_orders(work, [_stands(rows[moved.id], moved.before) for moved in moves])


def _moved(work: Work, row: OrderRow, to: str, on: date) -> OrderRow:
    """The row in its new state, with its days."""
    if row.state == rules.PAID and to == rules.DELIVERED and row.delivered_on is None:
        rules.check_day(on, row.ordered_on, clock.today(work.actor.time_zone), "on")
        return replace(row, delivered_on=on)
    rules.check_move(row.state, to)
    days: Mapping[str, date | None] = {}
    if BACK.get(to, 9) < BACK.get(row.state, 0):
        days = {"paid_on": None} | ({"delivered_on": None} if to != rules.DELIVERED else {})
    elif to in (rules.DELIVERED, rules.PAID):
        rules.check_day(on, row.ordered_on, clock.today(work.actor.time_zone), "on")
        days = {f"{to}_on": on}
    if to == rules.CANCELLED and row.state != rules.RETURNED:
        days = {"paid_on": None, "delivered_on": None}
    return replace(row, state=to, **days)


def _falls_back(row: OrderRow, moved: OrderRow) -> bool:
    """Whether it goes a step back, or is cancelled."""
    return BACK.get(moved.state, -1) < BACK.get(row.state, -1)


def _stands(row: OrderRow, at: Standing) -> OrderRow:
    if at.state != row.state and row.state != rules.CANCELLED:
        rules.check_move(row.state, at.state)
    return replace(row, state=at.state, delivered_on=at.delivered_on, paid_on=at.paid_on)


def _written(work: Work, before: Mapping[int, OrderRow], rows: Sequence[OrderRow]) -> tuple[Moved, ...]:
    write_orders(work, rows)
    versions = dict(work.session.execute(select(Order.id, Order.version).where(Order.id.in_([row.id for row in rows]))).all())
    return tuple(
        Moved(row.id, versions[row.id], Standing(was.state, was.delivered_on, was.paid_on))
        for row in rows if (was := before[row.id])
    )
