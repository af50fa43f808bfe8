"""What the copy holds, read from the tables."""
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from sqlalchemy import BigInteger, ColumnElement, Integer, Select, String, case, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from db.engine import database
from db.models import Customer, Event, Order, OrderLine, Product
from db.sales import counted

ROWS = 50_000  # read at a time
STEPS = 10  # so many times are kept together
PARAMETERS = 5_000
_TEXTS = ("kind", "grade", "industry", "region", "source", "created_at", "ordered_on", "changed", "name", "category", "month", "segment")
TYPES = dict.fromkeys(_TEXTS, pa.string()) | {"quantity": pa.float64(), "is_return": pa.bool_(), "gone": pa.bool_()}
_OPTIONAL, _NONE = ("customer_id", "owner_id", "team_id", "product_id"), -1


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


def ends(session: Session) -> tuple[int, int, int]:
    """The last keys of customers, orders and lines."""
    customer, order, line = session.execute(select(*(select(func.max(key)).scalar_subquery() for key in (Customer.id, Order.id, OrderLine.id)))).one()
    return customer or 0, order or 0, line or 0


def customers_between(session: Session, after: int, upto: int) -> pa.Table:
    return _rows(session, _customers().where(Customer.id > after, Customer.id <= upto, Customer.deleted_at.is_(None)))


def sales_between(session: Session, after: int, upto: int) -> pa.Table:
    """Orders with these keys, with `gone` for those that do not count.

    What counts is not asked for in WHERE: by the state of a million orders databases like to take the wrong index.
    """
    return columns(session, _sales().where(Order.id > after, Order.id <= upto))


def lines_between(session: Session, after: int, upto: int) -> pa.Table:
    """Lines with these keys, of whatever order."""
    return columns(session, _lines().where(OrderLine.id > after, OrderLine.id <= upto))


def customers_since(session: Session, moment: datetime, after: int) -> pa.Table:
    """Customers written since then or with a higher id, with `gone` for those that are deleted."""
    gone = cast(Customer.deleted_at.is_not(None), Integer).label("gone")
    return _rows(session, _customers().add_columns(gone).where(or_(Customer.updated_at >= moment, Customer.id > after)))


def sales_since(session: Session, moment: datetime, after: int) -> pa.Table:
    """Orders written since then or with a higher id, with `gone` for those that do not count (any more)."""
    return columns(session, _sales().where(or_(Order.updated_at >= moment, Order.id > after)))


def lines_of(session: Session, order_ids: Collection[int]) -> Iterator[pa.Table]:
    """The lines of these orders; some orders at a time, as databases know a limit for parameters."""
    ids = sorted(order_ids)
    for at in range(0, len(ids), PARAMETERS):
        yield columns(session, _lines().where(OrderLine.order_id.in_(ids[at : at + PARAMETERS])))


def products(session: Session) -> pa.Table:
    return _rows(session, select(Product.id, Product.name, Product.category))


def sales_of_month(session: Session, month: str) -> pa.Table:
    return columns(session, _sales().where(counted(), _month(Order.ordered_on) == month))


def sales_by_month(session: Session) -> pa.Table:
    """Counts and sums, to compare with the copy's."""
    o, month = Order, _month(Order.ordered_on)
    day = cast(func.substr(cast(o.ordered_on, String), 9, 2), Integer)
    sums = (o.revenue, o.margin, _number(o.customer_id), _number(o.owner_id), _number(o.team_id), case((o.total < 0, 1), else_=0), day)
    return _rows(session, select(month, func.count(), *map(_sum, sums)).where(counted()).group_by(month))


def lines_by_month(session: Session) -> pa.Table:
    line, month = OrderLine, _month(Order.ordered_on)
    sums = (line.revenue, line.margin, _number(line.product_id))
    statement = select(month, func.count(), *map(_sum, sums)).join(Order, Order.id == line.order_id)
    return _rows(session, statement.where(counted()).group_by(month))


def customers_by_month(session: Session) -> pa.Table:
    """Counts and sums, to compare with the copy's."""
    c, month = Customer, func.substr(_utc(Customer.created_at), 1, 7).label("month")
    letters = sum((func.length(func.coalesce(text, "")) for text in (c.grade, c.industry, c.region, c.source)), func.length(c.kind))
    known = sum((_has(column) for column in (c.email, c.address)), _has(c.phone))
    statement = select(month, func.count(), _sum(_number(c.owner_id)), _sum(_number(c.team_id)), _sum(letters), _sum(known))
    return _rows(session, statement.where(c.deleted_at.is_(None)).group_by(month))


def _month(day: ColumnElement) -> ColumnElement[str]:
    return func.substr(cast(day, String), 1, 7).label("month")


def _number(key: ColumnElement) -> ColumnElement[int]:
    return func.coalesce(key, 0)


def _sum(figure: ColumnElement) -> ColumnElement[int]:
    return cast(func.sum(figure), BigInteger)


def _sales() -> Select:
    """An order as the copy has it; `version` and `changed` tell whether its lines are still the same."""
    return select(
        Order.id.label("order_id"), Order.customer_id, Order.owner_id, Order.team_id, Order.ordered_on, Order.revenue, Order.margin,
        cast(Order.total < 0, Integer).label("is_return"), Order.version, Order.updated_at.label("changed"),
        cast(not_(counted()), Integer).label("gone"),
    )  # fmt: skip


def _lines() -> Select:
    return select(OrderLine.order_id, OrderLine.product_id, OrderLine.quantity, OrderLine.revenue, OrderLine.margin)


def _customers() -> Select:
    """A customer as the copy has it; of what it does not need but whether it is known, `has_…` is 1 or 0."""
    c = Customer
    known = (_has(column).label(f"has_{column.key}") for column in (c.phone, c.email, c.address))
    return select(
        c.id, c.name, c.owner_id, c.team_id, c.kind, c.grade, c.industry, c.region, c.source, c.employees, _utc(c.created_at).label("created_at"), *known)


def _has(column: ColumnElement) -> ColumnElement[int]:
    return case((func.coalesce(column, "") != "", 1), else_=0)


def _utc(moment: ColumnElement) -> ColumnElement[str]:
    """A moment as text in UTC, without a zone."""
    return cast(moment if database().is_sqlite else func.timezone("UTC", moment), String)


def _rows(session: Session, statement: Select) -> pa.Table:
    """The answer as the driver gives it, past SQLAlchemy: for a million rows it matters that nothing looks at each."""
    result = session.connection().execute(statement)
    names, rows = list(result.keys()), result.cursor.fetchall()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return _table(names, [_array(name, values) for name, values in zip(names, columns, strict=True)])


def columns(session: Session, statement: Select) -> pa.Table:
    """As `_rows` for numbers and days: each column comes as one text, which is taken apart far from Python's objects."""
    inner = statement.subquery()
    texts = (cast(func.coalesce(one, _NONE) if one.key in _OPTIONAL else one, String) for one in inner.c)
    found = session.execute(select(*(func.aggregate_strings(text, ",") for text in texts))).one()
    return _table(inner.c.keys(), [_parsed(name, text or "") for name, text in zip(inner.c.keys(), found, strict=True)])


def _parsed(name: str, text: str) -> pa.Array:
    kind = TYPES.get(name, pa.int64())
    if kind == pa.string() or not text:
        return pa.array(text.split(",") if text else [], kind)
    values = np.fromstring(text, np.float64 if kind == pa.float64() else np.int64, sep=",")
    return pa.array(values, mask=values == _NONE) if name in _OPTIONAL else pa.array(values).cast(kind)


def _array(name: str, values: Sequence) -> pa.Array:
    return pa.array(values).cast(pa.bool_()) if name == "gone" and values else pa.array(values, TYPES.get(name, pa.int64()))


def _table(names: Sequence[str], arrays: Sequence[pa.Array]) -> pa.Table:
    return pa.Table.from_arrays(arrays, list(names))
