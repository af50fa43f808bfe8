"""The record before or after another one in a sorted list, found from that record and not by counting."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Walk:
    """A list that is sorted by a value and then by id, both rising or both falling; rows without a value come last.

    `key` is the column of the ids; `parts` are the conditions of the rows, as alternatives without overlap;
    `select` begins a statement where the value is in a joined table.
    """

    key: Any
    by: Any
    falling: bool
    empty: bool
    parts: Sequence[Sequence[ColumnElement[bool]]]
    select: Callable[..., Select] = select

    def beside(self, session: Session, start: int, value: Any, *, forward: bool) -> int | None:
        """The id next to the row `start`, which has `value`; None at the end. At most two short reads along the order."""
        up = forward is not self.falling
        if value is None:
            found = self._first(session, up, [self.by.is_(None), self._past(self.key, literal(start), up)])
            return found if found or forward else self._first(session, up, [self.by.is_not(None)])
        here = tuple_(literal(value, self.by.type), literal(start))
        found = self._first(session, up, [self._past(tuple_(self.by, self.key), here, up)])
        return found if found or not forward or not self.empty else self._first(session, up, [self.by.is_(None)])

    @staticmethod
    def _past(there: Any, here: Any, up: bool) -> ColumnElement[bool]:
        return there > here if up else there < here

    def _first(self, session: Session, up: bool, more: list[ColumnElement[bool]]) -> int | None:
        def ordered(by: Any, key: Any) -> tuple:
            return (by.asc(), key.asc()) if up else (by.desc(), key.desc())

        nearest = []
        for part in self.parts:
            one = self.select(self.key.label("id"), self.by.label("by")).where(*part, *more).order_by(*ordered(self.by, self.key)).limit(1).subquery()
            nearest.append(select(one.c.id, one.c.by))
        if len(nearest) == 1:
            return session.scalar(nearest[0])
        some = union_all(*nearest).subquery()
        return session.scalar(select(some.c.id).order_by(*ordered(some.c.by, some.c.id)).limit(1))
