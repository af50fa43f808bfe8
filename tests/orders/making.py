"""Shortcuts of the tests about orders."""
from datetime import date

from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import Actor
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import write_orders
from crm_core.run import act
from crm_core.work import command
from db.engine import database
from db.models import Event, Order, OrderLine
from tests.pipeline.helpers import customer, product

__all__ = ["DAY", "customer", "events", "lines", "order", "product", "stored", "today", "write"]

DAY = date(2026, 3, 2)


def today() -> date:
    """The day it is for the cast."""
    return clock.today("Asia/Shanghai")


def write(actor: Actor, *rows: OrderRow) -> list[int]:
    """Stores orders as files and the API do."""
    return act(actor, command("orders:edit")(write_orders), rows)


def stored(actor: Actor, customer_id: int | None = None, *lines: LineRow, state="confirmed", **values) -> int:
    """An order that is there; 2 × 100.00 unless lines are given."""
    row = OrderRow(customer_id=customer_id, state=state, **{"ordered_on": DAY} | values,
                   lines=lines or (LineRow(text="Filter", quantity=2, price=10_000),))
    return write(actor, row)[0]


def order(key: int) -> Order:
    with database().reading() as session:
        return session.get(Order, key)


def lines(key: int) -> list[OrderLine]:
    with database().reading() as session:
        return list(session.scalars(select(OrderLine).where(OrderLine.order_id == key).order_by(OrderLine.position)))


def events(key: int) -> list[Event]:
    with database().reading() as session:
        mine = Event.subject_type == "order", Event.subject_id == key
        return list(session.scalars(select(Event).where(*mine).order_by(Event.id)))
