"""What the copy holds, read from the tables."""
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    case,
    cast,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from db.engine import database
from db.models import Customer, Event, Order, OrderLine, Product
from db.sales import counted

ORDERS = 5_000  # read at a time, with their lines
STEP = 20  # so many times are kept together
CUSTOMERS = 20_000
PARAMETERS = 5_000
_TEXTS = ("kind", "grade", "industry", "region", "source", "created_on", "ordered_on", "changed", "name", "category", "month")
TYPES = dict.fromkeys(_TEXTS, pa.string()) | {"quantity": pa.float64(), "is_return": pa.bool_(), "gone": pa.bool_()}


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session that sees one state of what is committed, however many statements it asks."""
    with database().reading() as session:
        if not database().is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


@dataclass(frozen=True)
class State:
    """Where the tables are: after every write of a customer, an order or a product one of these is another."""

    event_id: int
    order_id: int
    order_at: datetime | None
    customer_id: int
    customer_at: datetime | None


def state(session: Session) -> State:
    """In one statement, along indexes."""
    columns = (Event.id, Order.id, Order.updated_at, Customer.id, Customer.updated_at)
    event, order, order_at, customer, customer_at = session.execute(
        select(*(select(func.max(column)).scalar_subquery() for column in columns))
    ).one()
    return State(event or 0, order or 0, order_at, customer or 0, customer_at)


def event_at(session: Session, event_id: int) -> str | None:
    """When an event happened: another database of the same name has another one there, or none."""
    at = session.scalar(select(Event.at).where(Event.id == event_id))
    return at and at.isoformat()


def sales_between(session: Session, after: int, upto: int) -> pa.Table:
    return _frame(session, _sales().where(Order.id > after, Order.id <= upto, counted()))


def lines_between(session: Session, after: int, upto: int) -> pa.Table:
    inside = (OrderLine.order_id > after, OrderLine.order_id <= upto)
    return _frame(session, _lines().join(Order, Order.id == OrderLine.order_id).where(*inside, counted()))


def customers_between(session: Session, after: int, upto: int) -> pa.Table:
    return _frame(session, _customers().where(Customer.id > after, Customer.id <= upto, Customer.deleted_at.is_(None)))


def sales_since(session: Session, moment: datetime, after: int) -> pa.Table:
    """Orders written since then or with a higher id, with `gone` for those that do not count (any more)."""
    gone = type_coerce(not_(counted()), Boolean).label("gone")
    return _frame(session, _sales().add_columns(gone).where(or_(Order.updated_at >= moment, Order.id > after)))


def customers_since(session: Session, moment: datetime, after: int) -> pa.Table:
    """Customers written since then or with a higher id, with `gone` for those that are deleted."""
    gone = Customer.deleted_at.is_not(None).label("gone")
    return _frame(session, _customers().add_columns(gone).where(or_(Customer.updated_at >= moment, Customer.id > after)))


def lines_of(session: Session, order_ids: Collection[int]) -> Iterator[pa.Table]:
    """The lines of those orders that count; some orders at a time, as databases know a limit for parameters."""
    ids, statement = sorted(order_ids), _lines().join(Order, Order.id == OrderLine.order_id).where(counted())
    for at in range(0, len(ids), PARAMETERS):
        yield _frame(session, statement.where(OrderLine.order_id.in_(ids[at : at + PARAMETERS])))


def products(session: Session) -> pa.Table:
    return _frame(session, select(Product.id, Product.name, Product.category))


def sales_of_month(session: Session, month: str) -> pa.Table:
    return _frame(session, _sales().where(counted(), _month(Order.ordered_on) == month))


def sales_by_month(session: Session) -> pa.Table:
    """Counts and sums, to compare with the copy's."""
    o, month = Order, _month(Order.ordered_on)
    day = cast(func.substr(cast(o.ordered_on, String), 9, 2), Integer)
    sums = (o.revenue, o.margin, _number(o.customer_id), _number(o.owner_id), _number(o.team_id), case((o.total < 0, 1), else_=0), day)
    return _frame(session, select(month, func.count(), *map(_sum, sums)).where(counted()).group_by(month))


def lines_by_month(session: Session) -> pa.Table:
    line, month = OrderLine, _month(Order.ordered_on)
    sums = (line.revenue, line.margin, _number(line.product_id))
    statement = select(month, func.count(), *map(_sum, sums)).join(Order, Order.id == line.order_id)
    return _frame(session, statement.where(counted()).group_by(month))


def customers_by_month(session: Session) -> pa.Table:
    c, month = Customer, func.substr(_day(Customer.created_at), 1, 7).label("month")
    letters = sum((func.length(func.coalesce(text, "")) for text in (c.grade, c.industry, c.region, c.source)), func.length(c.kind))
    statement = select(month, func.count(), _sum(_number(c.owner_id)), _sum(_number(c.team_id)), _sum(letters))
    return _frame(session, statement.where(c.deleted_at.is_(None)).group_by(month))


def _month(day: ColumnElement) -> ColumnElement[str]:
    return func.substr(cast(day, String), 1, 7).label("month")


def _number(key: ColumnElement) -> ColumnElement[int]:
    return func.coalesce(key, 0)


def _sum(figure: ColumnElement) -> ColumnElement[int]:
    return cast(func.sum(figure), BigInteger)


def _sales() -> Select:
    """An order as the copy has it; `version` and `changed` tell whether its lines are still the same."""
    return select(
        Order.id.label("order_id"), Order.customer_id, Order.owner_id, Order.team_id,
        cast(Order.ordered_on, String).label("ordered_on"), _bare(Order.revenue), _bare(Order.margin), (Order.total < 0).label("is_return"),
        Order.version, cast(Order.updated_at, String).label("changed"),
    )  # fmt: skip


def _lines() -> Select:
    return select(OrderLine.order_id, OrderLine.product_id, OrderLine.quantity, _bare(OrderLine.revenue), _bare(OrderLine.margin))


def _bare(amount: ColumnElement) -> ColumnElement[int]:
    """Minor units as the database has them: for millions of rows it matters that nothing looks at each."""
    return type_coerce(amount, BigInteger).label(amount.key)


def _customers() -> Select:
    c = Customer
    return select(c.id, c.name, c.owner_id, c.team_id, c.kind, c.grade, c.industry, c.region, c.source, c.employees, _day(c.created_at).label("created_on"))


def _day(moment: ColumnElement) -> ColumnElement:
    if database().is_sqlite:
        return func.substr(cast(moment, String), 1, 10)
    return cast(cast(func.timezone("UTC", moment), Date), String)


def _frame(session: Session, statement: Select) -> pa.Table:
    result = session.execute(statement)
    names, rows = list(result.keys()), result.all()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    arrays = [pa.array(values, TYPES.get(name, pa.int64())) for name, values in zip(names, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names)
