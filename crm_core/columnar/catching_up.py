"""How the copy follows the tables: built once, then only what was written since the last look."""
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm_core import clock
from crm_core.columnar import reading
from crm_core.columnar.store import Store

SCHEMA = 4  # with another number every copy is built anew
OVERLAP = timedelta(minutes=10)  # what a slow transaction, or another machine's clock, may be late

Progress = Callable[[float], None]


def begin(store: Store, url: str) -> bool:
    """Empties a copy that is of another database, of another time of this one, or by another version of the program.

    Returns whether there is anything to catch up from; else it is to be built.
    """
    notes, origin = store.notes(), hashlib.sha256(url.encode()).hexdigest()
    with reading.snapshot() as session:
        at = reading.event_at(session, notes.get("event_id", 0))
    if (notes.get("origin"), notes.get("schema"), notes.get("event_at")) == (origin, SCHEMA, at) and "looked" in notes:
        return True
    with store.writing():
        store.empty()
        store.note(origin=origin, schema=SCHEMA)
    return False


def catch_up(store: Store, known: reading.State | None, progress: Progress) -> tuple[reading.State, datetime]:
    """Takes over what was written since the last look, if anything was; returns how the tables are, and as of when."""
    as_of = clock.now()
    with reading.snapshot() as session:
        state = reading.state(session)
        if state != known:
            with store.writing():
                take_over(store, session, state, as_of, progress)
    return state, as_of


def take_over(store: Store, session: Session, state: reading.State, as_of: datetime, progress: Progress) -> None:
    """Brings the copy to what `session` sees; for a writing transaction of the store."""
    notes = store.notes()
    if "looked" in notes:
        since = min(datetime.fromisoformat(notes["looked"]), as_of) - OVERLAP
        store.taken = _follow(store, session, since, notes)
    else:
        store.taken = _build(store, session, progress)
    store.fill("product", reading.products(session))
    store.note(looked=as_of.isoformat(), event_id=state.event_id, event_at=reading.event_at(session, state.event_id),
               order_id=state.order_id, customer_id=state.customer_id)  # fmt: skip


def _build(store: Store, session: Session, progress: Progress) -> int:
    """Everything, some thousand rows at a time. It is kept in steps, which take less memory; not finished it begins anew."""
    store.empty("customer", "sale", "line")
    reads = {"customer": reading.customers_between, "sale": reading.sales_between, "line": reading.lines_between}
    ends = reading.ends(session)
    done, whole = 0, sum(ends)
    for (table, read), end in zip(reads.items(), ends, strict=True):
        for step, after in enumerate(range(0, end, reading.ROWS), 1):
            progress((done + after) / whole)
            store.insert(table, read(session, after, after + reading.ROWS))
            if step % reading.STEPS == 0:
                store.keep()
        store.keep()
        done += end
    return store.count("sale") + store.count("customer")


def _follow(store: Store, session: Session, since: datetime, notes: dict) -> int:
    customers = store.replace("customer", reading.customers_since(session, since, notes["customer_id"]))
    orders = store.replace("sale", reading.sales_since(session, since, notes["order_id"]))
    store.remove_lines(orders)
    for lines in reading.lines_of(session, orders):
        store.insert("line", lines)
    return len(customers) + len(orders)
