"""One unit of work, and the declaration of what may be done in it."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from crm_core import settings
from crm_core.access.actor import Actor
from crm_core.access.rights import Scope
from crm_core.errors import Conflict, Forbidden, NotFound
from crm_core.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

ANYBODY = "signed_in"


@dataclass(frozen=True)
class Happening:
    """An event before it is stored; see db.models.Event for the fields."""

    kind: str
    subject_type: str
    subject_id: int | None
    customer_id: int | None
    deal_id: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    stored: bool = True


@dataclass
class Work:
    """A transaction on behalf of somebody. Only `crm_core.run` makes and commits one."""

    session: Session
    actor: Actor
    now: datetime
    batch: str | None = None
    happenings: list[Happening] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)  # called once this is committed
    _settings: Settings | None = field(default=None, init=False, repr=False)

    @property
    def settings(self) -> Settings:
        # not a cached_property: up to Python 3.11 that locks all threads out while one waits for the database
        if self._settings is None:
            self._settings = self.actor.company or settings.load(self.session)
        return self._settings

    @settings.setter
    def settings(self, now: Settings) -> None:
        self._settings = now

    def scope(self, right: str) -> Scope:
        return self.actor.scope(right)

    def require(self, *rights: str) -> None:
        """Raises Forbidden unless the actor holds any of `rights`."""
        if ANYBODY not in rights and not self.actor.may(*rights):
            raise Forbidden()

    def record(
        self,
        kind: str,
        subject_type: str,
        subject_id: int | None,
        *,
        customer_id: int | None = None,
        deal_id: int | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        stored: bool = True,
    ) -> None:
        """Notes that something happened; stored with this transaction, and reacted to before it ends.

        `before` and `after` hold the changed fields only. Not `stored` is what a table of its own tells
        already, many thousand times a day: it is only reacted to.
        """
        self.happenings.append(
            Happening(kind, subject_type, subject_id, customer_id, deal_id, storable(before), storable(after), stored)
        )

    def one(self, statement: Select, *, version: int | None = None) -> Any:
        """The single row of `statement`, locked for this transaction where it is for writing.

        Raises NotFound when there is none, Conflict when its version is not `version`.
        """
        if version is not None:
            statement = statement.with_for_update()
        row = self.session.scalars(statement).one_or_none()
        if row is None:
            raise NotFound()
        if version is not None and row.version != version:
            raise Conflict(current=row.version)
        return row


def storable(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The values as JSON can keep them: dates as ISO text, decimals as text."""
    if values is None:
        return None
    return {
        key: value.isoformat() if isinstance(value, (date, datetime)) else str(value) if isinstance(value, Decimal) else value
        for key, value in values.items()
    }


@dataclass(frozen=True)
class Operation:
    """What a function in the core is to the outside."""

    name: str
    kind: Literal["command", "query"]
    rights: tuple[str, ...]


OPERATIONS: dict[str, Operation] = {}


def command(*rights: str) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Declares a function that writes. Any one of `rights` opens it; nested calls are checked too."""
    return _declare("command", rights)


def query(*rights: str) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Declares a function that only reads."""
    return _declare("query", rights)


def _declare(kind: Literal["command", "query"], rights: tuple[str, ...]):
    if not rights:
        raise TypeError("name the right that opens this operation")

    def mark(function):
        name = f"{function.__module__.removeprefix('crm_core.')}.{function.__name__}"

        @wraps(function)
        def checked(work: Work, *args, **kwargs):
            work.require(*rights)
            return function(work, *args, **kwargs)

        checked.operation = OPERATIONS[name] = Operation(name, kind, rights)
        return checked

    return mark
