"""The two doors: everything that writes enters by `act`, everything that reads by `ask`."""
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import func, insert, select

from crm_core import clock
from crm_core.access.actor import Actor
from crm_core.reactions import react
from crm_core.work import Work
from db.engine import database
from db.models import Event

P = ParamSpec("P")
R = TypeVar("R")


def act(
    actor: Actor, command: Callable[Concatenate[Work, P], R], *args: P.args, batch: str | None = None, **kwargs: P.kwargs
) -> R:
    """Runs a command in one transaction: right, rows, rules, reactions, events, commit.

    What it returns is stored by then. `batch` marks its events as one step that can be undone.
    Raises the command's CrmError after rolling back.
    """
    _must_be(command, "command")
    with database().writing() as session:
        work = Work(session, actor, clock.now(), batch)
        result = command(work, *args, **kwargs)
        react(work)
        _store_events(work)
        session.commit()
    for call in dict.fromkeys(work.afterwards):
        call()
    return result


def ask(actor: Actor, query: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs a query. Nothing it does can change the database."""
    _must_be(query, "query")
    with database().reading() as session:
        return query(Work(session, actor, clock.now()), *args, **kwargs)


def data_version() -> int:
    """A number that is another one after every write, in whichever process it happened."""
    with database().reading() as session:
        return session.scalar(select(func.max(Event.id))) or 0


def _must_be(function: Callable, kind: str) -> None:
    operation = getattr(function, "operation", None)
    if operation is None or operation.kind != kind:
        raise TypeError(f"{function!r} is not declared as a {kind}")


def _store_events(work: Work) -> None:
    rows = [
        {
            "at": work.now,
            "user_id": work.actor.user_id,
            "batch": work.batch,
            "kind": happening.kind,
            "subject_type": happening.subject_type,
            "subject_id": happening.subject_id,
            "customer_id": happening.customer_id,
            "deal_id": happening.deal_id,
            "before": happening.before,
            "after": happening.after,
        }
        for happening in work.happenings
        if happening.stored
    ]
    if rows:
        work.session.execute(insert(Event.__table__), rows)
