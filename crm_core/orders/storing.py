"""Storing orders, one or thousands, in a few statements: by the form, files, the API and the demo."""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, insert, select, update

from crm_core.orders import rules
from crm_core.orders.filling import filled
from crm_core.orders.rules import Money
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.telling import record
from crm_core.work import Work
from db.bulk import insert_rows
from db.models import Order, OrderLine

CHUNK = 500
COLUMNS = (
    "number", "customer_id", "deal_id", "returns_id", "owner_id", "team_id", "state", "ordered_on", "delivered_on", "paid_on",
    "currency", "rate", "discount", "tax", "notes", "source", "external_id", "import_id",
)
LINE = ("product_id", "text", "quantity", "price", "discount", "cost")


@dataclass(frozen=True)
class Priced:
    """An order with everything filled in, and what it comes to."""

    row: OrderRow
    money: Money


def write_orders(work: Work, rows: Sequence[OrderRow]) -> list[int]:
    """Stores new orders and changed ones (those with `id`); returns their ids in the same order.

    Computes all amounts, tells what happened, and what follows from it (facts of customers …) happens before the
    transaction ends. Rights and the reach of what a row points at are its callers' to check (crm_core/orders/checks.py).
    Raises Invalid for what cannot be, among it a currency without a rate; then nothing is stored.
    """
    before = read_rows(work, [row.id for row in rows if row.id is not None])
    priced = [_priced(work, row) for row in filled(work, rows, before)]
    new = [one for one in priced if one.row.id is None]
    changed = [one for one in priced if one.row.id is not None and one.row != before[one.row.id]]
    made = insert_rows(work.session, Order, [_new(work, one) for one in new])
    stored = [Priced(replace(one.row, id=key), one.money) for key, one in zip(made, new, strict=True)]
    _update(work, changed)
    _put_lines(work, stored + changed, {one.row.id for one in changed})
    record(work, [one.row for one in stored + changed], {one.row.id: one.money.total for one in stored + changed}, before)
    ids = iter(made)
    return [row.id if row.id is not None else next(ids) for row in rows]


def read_rows(work: Work, ids: Iterable[int]) -> dict[int, OrderRow]:
    """Orders as they are stored, locked for writing, by id: `replace` what should become different and write them."""
    wanted = sorted(set(ids))
    found: dict[int, OrderRow] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        lines: dict[int, list[LineRow]] = defaultdict(list)
        in_order = select(OrderLine).where(OrderLine.order_id.in_(chunk)).order_by(OrderLine.order_id, OrderLine.position)
        for line in work.session.scalars(in_order):
            lines[line.order_id].append(LineRow(**{name: getattr(line, name) for name in LINE}))
        for order in work.session.scalars(select(Order).where(Order.id.in_(chunk)).with_for_update()):
            values = {name: getattr(order, name) for name in COLUMNS}
            found[order.id] = OrderRow(id=order.id, created_at=order.created_at, lines=tuple(lines[order.id]), **values)
    return found


def _priced(work: Work, row: OrderRow) -> Priced:
    rules.check_rate(row.rate, row.currency)
    for line in row.lines:
        rules.check_line(line.quantity, line.price, line.discount)
    money = rules.money(
        [(line.quantity, line.price, line.discount, line.cost) for line in row.lines], discount=row.discount, tax=row.tax,
        state=row.state, currency=row.currency, company=work.settings.currency, rate=row.rate,
    )
    rules.check_amounts(money.amounts, row.discount, row.tax)
    return Priced(row, money)


def _figures(one: Priced) -> dict:
    return {"total": one.money.total, "revenue": one.money.revenue, "margin": one.money.margin}


def _new(work: Work, one: Priced) -> dict:
    values = {name: getattr(one.row, name) for name in COLUMNS} | _figures(one)
    created = one.row.created_at or work.now
    return values | {"created_by": work.actor.user_id, "created_at": created, "updated_at": work.now, "version": 1}


def _update(work: Work, changed: Sequence[Priced]) -> None:
    if not changed:
        return
    table = Order.__table__
    rows = [{name: getattr(one.row, name) for name in COLUMNS} | _figures(one) | {"updated_at": work.now, "order": one.row.id}
            for one in changed]
    statement = update(table).where(table.c.id == bindparam("order")).values(version=table.c.version + 1)
    work.session.connection().execute(statement, rows)
    work.session.expire_all()


def _put_lines(work: Work, orders: Sequence[Priced], again: set[int]) -> None:
    if again:
        work.session.execute(delete(OrderLine).where(OrderLine.order_id.in_(again)).execution_options(synchronize_session=False))
    rows = [
        {name: getattr(line, name) for name in LINE}
        | {"order_id": one.row.id, "position": position, "amount": amount, "revenue": revenue, "margin": margin}
        for one in orders
        for position, (line, amount, revenue, margin) in enumerate(
            zip(one.row.lines, one.money.amounts, one.money.revenues, one.money.margins, strict=True))
    ]
    if rows:
        work.session.execute(insert(OrderLine.__table__), rows)
