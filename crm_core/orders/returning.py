"""Goods that come back: a document with negative quantities that refers to the order."""
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from crm_core import clock
from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from crm_core.orders import rules
from crm_core.orders.access import changeable
from crm_core.orders.commands import EDIT
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.work import Work, command
from db.models import Order

RETURNABLE = (rules.DELIVERED, rules.PAID)


@command(EDIT)
def return_goods(work: Work, order_id: int, version: int, quantities: Mapping[int, float] | None = None, on: date | None = None) -> int:
    """Books what came back of an order (position of a line → quantity, None: all that is left); returns the document's id.

    The last return takes back the rest of discount and tax, an earlier one its part of them. Raises NotFound,
    Conflict when nothing can come back, Invalid when more than there is.
    """
    stored = work.one(changeable(work).where(Order.id == order_id), version=version)
    sold = read_rows(work, [order_id])[order_id]
    if sold.state not in RETURNABLE:
        raise Conflict(N_("Only what was delivered or paid can come back."))
    day = on or clock.today(work.actor.time_zone)
    rules.check_day(day, sold.ordered_on, clock.today(work.actor.time_zone), "on")
    earlier = _earlier(work, order_id)
    left = what_is_left(sold, earlier)
    back = {place: quantity for place, quantity in enumerate(left) if quantity > 0} if quantities is None else _chosen(quantities, left)
    if not back:
        raise Conflict(N_("Everything of this order came back already.") if quantities is None else N_("Say how much comes back."))
    lines = tuple(replace(sold.lines[place], quantity=-quantity) for place, quantity in sorted(back.items()))
    everything = all(back.get(place, 0) == quantity for place, quantity in enumerate(left) if quantity > 0)
    row = OrderRow(
        ordered_on=day, customer_id=sold.customer_id, deal_id=sold.deal_id, returns_id=order_id, owner_id=sold.owner_id,
        team_id=sold.team_id, state=rules.RETURNED, currency=sold.currency, rate=sold.rate, lines=lines,
        **{name: _back(name, sold, earlier, lines, everything) for name in ("discount", "tax")},
    )
    stored.version, stored.updated_at = stored.version + 1, work.now
    return write_orders(work, [row])[0]


def what_is_left(sold: OrderRow, earlier: list[OrderRow]) -> list[float]:
    """What can still come back of each line of an order after these returns."""
    taken = [(_key(line), -line.quantity) for one in earlier for line in one.lines]
    return rules.left([(_key(line), line.quantity) for line in sold.lines], taken)


def _key(line: LineRow) -> tuple:
    return line.product_id, line.text, line.price, line.discount


def _earlier(work: Work, order_id: int) -> list[OrderRow]:
    standing = Order.returns_id == order_id, Order.state != rules.CANCELLED, Order.deleted_at.is_(None)
    return list(read_rows(work, work.session.scalars(select(Order.id).where(*standing)).all()).values())


def _chosen(quantities: Mapping[int, float], left: list[float]) -> dict[int, float]:
    for place, quantity in quantities.items():
        if not 0 <= place < len(left) or not 0 <= quantity <= left[place]:
            raise Invalid(N_("More cannot come back than is left."), field="quantities")
    return {place: quantity for place, quantity in quantities.items() if quantity}


def _back(name: str, sold: OrderRow, earlier: list[OrderRow], lines: tuple[LineRow, ...], everything: bool) -> int:
    """What goes back of the order's discount or tax (below zero)."""
    whole = getattr(sold, name)
    if everything:
        return -whole - sum(getattr(one, name) for one in earlier)
    return rules.part(whole, _sum(lines), _sum(sold.lines))


def _sum(lines: tuple[LineRow, ...]) -> int:
    return sum(rules.line_amount(line.quantity, line.price, line.discount) for line in lines)
