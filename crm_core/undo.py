"""Taking back a bulk change as one step: its events say what was there before."""
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Select, delete, insert, select, update
from sqlmodel import SQLModel

from crm_core.access import scope
from crm_core.customers import access, rules
from crm_core.errors import Conflict, NotFound
from crm_core.i18n import N_
from crm_core.normalise import name_key
from crm_core.pipeline.access import may
from crm_core.work import ANYBODY, Work, command
from db.models import Article, Contact, Customer, CustomerTag, Deal, Event, Product, Ticket, User

CHUNK = 500
TABLES: dict[str, type[SQLModel]] = {"customer": Customer, "contact": Contact, "deal": Deal, "product": Product, "article": Article,
                                    "ticket": Ticket}
RIGHTS = {
    "customer": ("customers:edit", "customers:assign"),
    "contact": ("customers:edit",),
    "deal": ("deals:edit", "deals:assign"),
    "product": ("products:edit",),
    "article": ("knowledge:edit",),
    "ticket": ("tickets:edit", "tickets:assign"),
}
WITHIN: dict[str, Callable[[Work], Select]] = {
    "customer": lambda work: select(Customer.id).where(access.within(work, *RIGHTS["customer"])),
    "contact": lambda work: access.editable_contacts(work).with_only_columns(Contact.id),
    "deal": lambda work: select(Deal.id).where(scope.deals(work), scope.deals(work, *RIGHTS["deal"])),
    "ticket": lambda work: select(Ticket.id).where(scope.tickets(work), scope.tickets(work, *RIGHTS["ticket"])),
}
Check = Callable[[Work, str, list[Event]], None]


@dataclass(frozen=True)
class Undone:
    """How many changes were taken back, and how many stay because somebody changed the same since."""

    reverted: int
    kept: int


@command(ANYBODY)
def undo_batch(work: Work, batch: str) -> Undone:
    """Takes back the changes that this person made as `batch`.

    A field goes back to what it was only where it still holds what the batch gave it. Raises NotFound for a
    batch that is not one's own, and when one of the rows to write has gone out of this person's reach since
    (what the batch itself gave away is still within); Conflict when it was taken back already.
    """
    undoing = f"undo-{batch}"
    if not batch or not _is_mine(work, batch):
        raise NotFound()
    if work.session.scalar(select(Event.id).where(Event.batch == undoing).limit(1)) is not None:
        raise Conflict(N_("This was undone already."))
    work.batch = undoing
    reverted = kept = 0
    for events in _pieces(work, batch):
        done = sum(revert(work, table, [e for e in events if e.subject_type == table], _check_reach) for table in TABLES)
        reverted, kept = reverted + done, kept + len(events) - done
    work.record("batch.undone", "batch", None, after={"reverted": reverted, "kept": kept})
    return Undone(reverted, kept)


def _is_mine(work: Work, batch: str) -> bool:
    """Every event of the batch is one's own and changed something that can go back."""
    events = select(Event.user_id, Event.subject_type).where(Event.batch == batch, Event.subject_id.is_not(None)).distinct()
    found = work.session.execute(events).all()
    for user_id, table in found:
        if user_id != work.actor.user_id or table not in TABLES:
            return False
        work.require(*RIGHTS[table])
    return bool(found)


def _pieces(work: Work, batch: str) -> Iterator[Sequence[Event]]:
    """The events of the batch, the last first, in pieces."""
    below = None
    while True:
        statement = select(Event).where(Event.batch == batch, Event.subject_id.is_not(None))
        statement = statement.order_by(Event.id.desc()).limit(CHUNK)
        events = work.session.scalars(statement if below is None else statement.where(Event.id < below)).all()
        if not events:
            return
        yield events
        below = events[-1].id


def revert(work: Work, table: str, events: list[Event], check: Check = lambda *_: None) -> int:
    """Takes these events on one table back; returns how many could be. `check` sees first whose rows they are."""
    model, done = TABLES[table], []
    ids = {event.subject_id for event in events}
    rows = _current(work, model, ids) if ids else {}
    tags = _tags(work, ids) if table == "customer" and ids else {}
    check(work, table, [
        e for e in events if e.subject_id in rows and e.before and _still(model, rows[e.subject_id], tags, e.before, e.after or {})])
    for event in events:
        row, before, after = rows.get(event.subject_id), event.before or {}, event.after or {}
        if row is None or not before or not _still(model, row, tags, before, after):
            continue
        for field, value in before.items():
            if field == "tags":
                tags[event.subject_id] = value
            else:
                row[field] = _value(model, field, value)
        done.append(event)
        work.record(event.kind, table, event.subject_id, customer_id=event.customer_id, deal_id=event.deal_id,
                    before=after, after=before)
    _write(work, model, rows, tags, done)
    return len(done)


def _check_reach(work: Work, table: str, events: list[Event]) -> None:
    """Raises NotFound unless all rows that would be written are within reach."""
    ids = {event.subject_id for event in events} - {event.subject_id for event in events if _gave_away(work, table, event)}
    if ids and table in WITHIN:
        within = WITHIN[table](work)
        if set(work.session.scalars(within.where(TABLES[table].id.in_(ids)))) != ids:
            raise NotFound()


def _gave_away(work: Work, table: str, event: Event) -> bool:
    """Whether this change itself took the row away from the person who made it."""
    before = event.before or {}
    if "owner_id" not in before:
        return False
    return any(may(work, right, before["owner_id"], before.get("team_id")) for right in RIGHTS[table])


def _current(work: Work, model: type[SQLModel], ids: set[int]) -> dict[int, dict[str, Any]]:
    columns = [c for c in model.__table__.columns]
    statement = select(*columns).where(model.id.in_(ids)).with_for_update(of=model)
    if "deleted_at" in model.__table__.columns:
        statement = statement.where(model.deleted_at.is_(None))
    return {row["id"]: dict(row) for row in work.session.execute(statement).mappings()}


def _tags(work: Work, ids: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {key: [] for key in ids}
    for key, tag in work.session.execute(
        select(CustomerTag.customer_id, CustomerTag.tag).where(CustomerTag.customer_id.in_(ids))
    ):
        found[key].append(tag)
    return found


def _still(model: type[SQLModel], row: dict[str, Any], tags: dict[int, list[str]], before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the row still holds what the batch gave it."""
    return all(
        sorted(tags[row["id"]]) == sorted(value) if field == "tags" else row[field] == _value(model, field, value)
        for field, value in after.items()
        if field in before  # the rest only says more about it, as a reason does
    )


def _value(model: type[SQLModel], field: str, stored: Any) -> Any:
    """A value of an event as the column has it: moments and days are kept as text there."""
    kind = getattr(model.__table__.columns[field].type, "impl_instance", model.__table__.columns[field].type)
    if isinstance(stored, str) and isinstance(kind, DateTime):
        return datetime.fromisoformat(stored)
    if isinstance(stored, str) and isinstance(kind, Date):
        return date.fromisoformat(stored)
    return stored


def _write(work: Work, model: type[SQLModel], rows: dict, tags: dict[int, list[str]], done: list[Event]) -> None:
    fields = {field for event in done for field in event.before if field != "tags"}
    changed = sorted({event.subject_id for event in done})
    if not changed:
        return
    stamp = {"updated_at": work.now} if "updated_at" in model.__table__.columns else {}
    if {"name", "kind"} & fields and "name_key" in model.__table__.columns:
        fields.add("name_key")
        for key in changed:
            rows[key]["name_key"] = _name_key(model, rows[key])
    if model is Deal and "owner_id" in fields:
        fields.add("team_id")
        _teams_along(work, rows, {event.subject_id for event in done if "owner_id" in event.before})
    values = [
        {"id": key, **{f: rows[key][f] for f in fields}, "version": rows[key]["version"] + 1, **stamp} for key in changed
    ]
    work.session.execute(update(model), values)
    retagged = [event.subject_id for event in done if "tags" in event.before]
    if retagged:
        work.session.execute(delete(CustomerTag).where(CustomerTag.customer_id.in_(retagged)))
        links = [{"tag": tag, "customer_id": key} for key in set(retagged) for tag in tags[key]]
        if links:
            work.session.execute(insert(CustomerTag), links)


def _teams_along(work: Work, rows: dict, deal_ids: set[int]) -> None:
    """The events of deals do not keep the team: it is that of the owner."""
    owners = {rows[key]["owner_id"] for key in deal_ids} - {None}
    teams = dict(work.session.execute(select(User.id, User.team_id).where(User.id.in_(owners))).all())
    for key in deal_ids:
        rows[key]["team_id"] = teams.get(rows[key]["owner_id"])


def _name_key(model: type[SQLModel], row: dict[str, Any]) -> str:
    return rules.name_key(row["kind"], row["name"]) if model is Customer else name_key(row["name"])
