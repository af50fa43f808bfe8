"""Taking imports of orders back: new orders are marked as deleted, changed ones become what they were."""
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import update

from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.work import Work
from db.models import Event, Order

REMEMBERED = "order.imported"
DAYS = ("ordered_on", "delivered_on", "paid_on")


def remember(work: Work, before: Mapping[int, OrderRow]) -> None:
    """Keeps what those of these orders were that this transaction has changed, whole."""
    changed = {happening.subject_id for happening in work.happenings if happening.subject_type == "order"}
    for key in sorted(before.keys() & changed):
        row = json.loads(json.dumps(asdict(before[key]), default=str))
        work.record(REMEMBERED, "order", key, before={"row": row})


def take_back(work: Work, events: Sequence[Event]) -> int:
    """Makes orders what they were before these events, where that was kept; returns how many events that takes back."""
    kept = {event.subject_id: event.before["row"] for event in events if event.kind == REMEMBERED}
    there = read_rows(work, kept)
    write_orders(work, [_row(kept[key]) for key in there])
    return sum(event.subject_id in there for event in events)


def delete_orders(work: Work, ids: Iterable[int]) -> int:
    """Marks orders as deleted, so that they count nowhere; returns how many were not yet."""
    gone = work.session.execute(
        update(Order).where(Order.id.in_(sorted(ids)), Order.deleted_at.is_(None))
        .values(deleted_at=work.now, updated_at=work.now, version=Order.version + 1)
        .returning(Order.id, Order.number, Order.customer_id, Order.deal_id).execution_options(synchronize_session=False)
    ).all()
    for key, number, customer_id, deal_id in gone:
        work.record("order.deleted", "order", key, customer_id=customer_id, deal_id=deal_id, before={"number": number})
    return len(gone)


def _row(kept: dict) -> OrderRow:
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in DAYS}
    created = kept["created_at"] and datetime.fromisoformat(kept["created_at"])
    return OrderRow(**kept | days | {"created_at": created, "lines": tuple(LineRow(**line) for line in kept["lines"])})
