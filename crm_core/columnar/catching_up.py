"""How the copy follows the tables: built once, then only what was written since the last look."""
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm_core import clock
from crm_core.columnar import reading
from crm_core.columnar.store import Store

SCHEMA = 1  # with another number every copy is built anew
OVERLAP = timedelta(minutes=10)  # what a slow transaction, or another machine's clock, may be late

Progress = Callable[[float], None]


def begin(store: Store, url: str) -> None:
    """Empties a copy that is of another database, of another time of this one, or by another version of the program."""
    notes, origin = store.notes(), hashlib.sha256(url.encode()).hexdigest()
    with reading.snapshot() as session:
        at = reading.event_at(session, notes.get("event_id", 0))
    if (notes.get("origin"), notes.get("schema"), notes.get("event_at")) != (origin, SCHEMA, at) or "looked" not in notes:
        with store.writing():
            store.empty()
            store.note(origin=origin, schema=SCHEMA)


def catch_up(store: Store, known: reading.State | None, progress: Progress) -> tuple[reading.State, datetime]:
    """Takes over what was written since the last look, if anything was; returns how the tables are, and as of when."""
    as_of = clock.now()
    with reading.snapshot() as session:
        state = reading.state(session)
        if state == known:
            return state, as_of
        notes = store.notes()
        with store.writing():
            if "looked" in notes:
                since = min(datetime.fromisoformat(notes["looked"]), as_of) - OVERLAP
                _follow(store, session, since, notes)
            else:
                _build(store, session, state, progress)
            store.empty("product")
            store.insert("product", reading.products(session))
            store.note(looked=as_of.isoformat(), event_id=state.event_id, event_at=reading.event_at(session, state.event_id),
                       order_id=state.order_id, customer_id=state.customer_id)  # fmt: skip
    return state, as_of


def _build(store: Store, session: Session, state: reading.State, progress: Progress) -> None:
    """Everything, some thousand rows at a time."""
    for after in range(0, state.customer_id, reading.CUSTOMERS):
        store.insert("customer", reading.customers_between(session, after, after + reading.CUSTOMERS))
    for after in range(0, state.order_id, reading.ORDERS):
        progress(after / state.order_id)
        store.insert("sale", reading.sales_between(session, after, after + reading.ORDERS))
        store.insert("line", reading.lines_between(session, after, after + reading.ORDERS))


def _follow(store: Store, session: Session, since: datetime, notes: dict) -> None:
    store.replace("customer", reading.customers_since(session, since, notes["customer_id"]))
    changed = store.replace("sale", reading.sales_since(session, since, notes["order_id"]))
    store.remove_lines(changed)
    for lines in reading.lines_of(session, changed):
        store.insert("line", lines)
