"""What settings have in common: rows with a name, a version and mostly a place in an order."""
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from crm_core.errors import Conflict, NotFound
from crm_core.naming import moved
from crm_core.work import Work


def fetch(work: Work, table, key: int, version: int | None = None):
    """One row, locked. Raises NotFound, Conflict when it is no longer the `version` that was read."""
    row = work.session.scalars(select(table).where(table.id == key).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    if version is not None and row.version != version:
        raise Conflict(current=row.version)
    return row


def add(work: Work, table, values: Mapping[str, Any], kind: str) -> int:
    """A new row, the last of its table where that has an order; returns its id."""
    row = table(**values)
    if hasattr(table, "position"):
        row.position = len(ordered(work, table))
    work.session.add(row)
    work.session.flush()
    told = {name: value for name, value in values.items() if value is not None}
    work.record(kind, table.__tablename__, row.id, after=told)
    return row.id


def change(work: Work, row, values: Mapping[str, Any], kind: str) -> bool:
    """Sets what differs and records it; returns whether anything did."""
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if not different:
        return False
    before = {name: getattr(row, name) for name in different}
    for name in different:
        setattr(row, name, values[name])
    row.version += 1
    work.record(kind, row.__tablename__, row.id, before=before, after={name: values[name] for name in different})
    return True


def remove(work: Work, row, kind: str) -> None:
    """Deletes a row."""
    work.record(kind, row.__tablename__, row.id, before={"name": row.name})
    work.session.delete(row)


def ordered(work: Work, table) -> Sequence[Any]:
    """All rows in their order."""
    return work.session.scalars(select(table).order_by(table.position, table.id).with_for_update()).all()


def move(work: Work, table, key: int, up: bool, kind: str) -> None:
    """Puts a row a place further up or down. Raises NotFound."""
    rows = ordered(work, table)
    if key not in {row.id for row in rows}:
        raise NotFound()
    before, order = [row.id for row in rows], moved([row.id for row in rows], key, up)
    if order != before:
        work.session.execute(update(table), [{"id": one, "position": place} for place, one in enumerate(order)])
        work.record(kind, table.__tablename__, key, before={"position": before.index(key)}, after={"position": order.index(key)})
