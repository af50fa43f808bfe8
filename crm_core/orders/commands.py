"""Entering and changing orders."""
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import exists, select

from crm_core import clock
from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from crm_core.orders import rules
from crm_core.orders.access import changeable, check_reach
from crm_core.orders.schemas import LineForm, LineRow, OrderForm, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.work import Work, command
from db.models import Deal, DealLine, Order

EDIT = "orders:edit"


@command(EDIT)
def create_order(work: Work, data: OrderForm, *, confirmed: bool = False) -> int:
    """Stores a new order, a draft unless `confirmed`, and returns its id. It is one's own unless an owner is named.

    Raises NotFound for what is out of reach, Invalid.
    """
    _check(work, data)
    row = OrderRow(
        **_values(data), state=rules.CONFIRMED if confirmed else rules.DRAFT,
        owner_id=data.owner_id or work.actor.user_id, lines=tuple(LineRow(**line.model_dump()) for line in data.lines),
    )
    return _write(work, row, data.number)


@command(EDIT)
def change_order(work: Work, order_id: int, data: OrderForm, version: int) -> int:
    """Makes the order what `data` says and returns the new version; a line that stays keeps its cost.

    Raises NotFound, Conflict (changed meanwhile, or closed to changes), Invalid.
    """
    stored = work.one(changeable(work).where(Order.id == order_id), version=version)
    row = read_rows(work, [order_id])[order_id]
    _check_open(work, row)
    _check(work, data, row)
    costs = {(line.product_id, line.text): line.cost for line in row.lines}
    lines = tuple(LineRow(**line.model_dump(), cost=costs.get((line.product_id, line.text))) for line in data.lines)
    values = _values(data) | {"number": data.number or row.number, "owner_id": data.owner_id or row.owner_id}
    if values["owner_id"] != row.owner_id:
        values["team_id"] = None
    if data.rate is None and (data.currency, data.ordered_on) == (row.currency, row.ordered_on):
        values["rate"] = row.rate
    _write(work, replace(row, **values, lines=lines), data.number)
    work.session.refresh(stored)
    return stored.version


@command(EDIT)
def order_from_deal(work: Work, deal_id: int) -> int:
    """A draft with the products of a won deal, linked to it; without products, one line of its value. Returns its id.

    Raises NotFound, Conflict when the deal is not won or was ordered already, Invalid without a customer.
    """
    row = OrderRow(ordered_on=clock.today(work.actor.time_zone), deal_id=deal_id, source="deal")
    check_reach(work, [row])
    deal = work.session.scalars(select(Deal).where(Deal.id == deal_id).with_for_update()).one()
    if deal.status != "won":
        raise Conflict(N_("Only a deal that is won becomes an order."))
    if deal.customer_id is None:
        raise Invalid(N_("The deal needs a customer before it becomes an order."), field="customer_id")
    if work.session.scalar(select(exists().where(Order.deal_id == deal_id, Order.state != rules.CANCELLED, Order.deleted_at.is_(None)))):
        raise Conflict(N_("There is an order of this deal already."))
    held = select(DealLine).where(DealLine.deal_id == deal_id).order_by(DealLine.position)
    lines = tuple(LineRow(product_id=line.product_id, quantity=line.quantity, price=line.price, discount=line.discount)
                  for line in work.session.scalars(held))
    row = replace(row, customer_id=deal.customer_id, owner_id=deal.owner_id or work.actor.user_id,
                  lines=lines or (LineRow(text=deal.name, price=deal.value),))
    check_reach(work, [replace(row, owner_id=None)])
    return _write(work, row, None)


def _values(data: OrderForm) -> dict:
    return data.model_dump(exclude={"lines", "owner_id", "over_counter"})


def _check(work: Work, data: OrderForm, before: OrderRow | None = None) -> None:
    if data.ordered_on > clock.today(work.actor.time_zone):
        raise Invalid(N_("This day is still to come."), field="ordered_on")
    wanted = OrderRow(ordered_on=data.ordered_on, customer_id=data.customer_id, owner_id=data.owner_id, lines=_lines(data.lines))
    if before is not None:
        kept = {name: None for name in ("customer_id", "owner_id") if getattr(before, name) == getattr(wanted, name)}
        wanted = replace(wanted, **kept)
    check_reach(work, [wanted])


def _lines(lines: tuple[LineForm, ...]) -> tuple[LineRow, ...]:
    return tuple(LineRow(product_id=line.product_id) for line in lines)


def _write(work: Work, row: OrderRow, number: str | None) -> int:
    if number and work.session.scalar(select(Order.id).where(Order.number == number, Order.deleted_at.is_(None), Order.id != (row.id or 0))):
        raise Invalid(N_("There is an order with this number already."), field="number")
    return write_orders(work, [row])[0]


def _check_open(work: Work, row: OrderRow) -> None:
    if row.state in (rules.CANCELLED, rules.RETURNED):
        raise Conflict(N_("Cancelled orders and returns are not changed any more."))
    if with_returns(work, [row.id]):
        raise Conflict(N_("Goods of this order came back. Cancel the return first."))


def with_returns(work: Work, order_ids: Sequence[int]) -> set[int]:
    """Those of these orders of which goods came back, by a return that stands."""
    standing = Order.returns_id.in_(order_ids), Order.state != rules.CANCELLED, Order.deleted_at.is_(None)
    return set(work.session.scalars(select(Order.returns_id).where(*standing)))
