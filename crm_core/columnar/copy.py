"""The copy of orders, their lines, customers and products by columns, kept by this process for sums over all of them.

Only orders that count are in it, and customers that are not deleted. It is caught up with the tables before it answers.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_core.access.rights import Scope
from crm_core.errors import N_, CrmError
from crm_core.work import Work

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from crm_core.columnar.store import Store


class Preparing(CrmError):
    """The copy is built for the first time; `percent` says how far it is."""

    status = 503

    def __init__(self, *, percent: int) -> None:
        super().__init__(N_("The figures are being gathered for the first time: {percent} % done."), percent=percent)


@dataclass(frozen=True)
class Columns:
    """The copy, with everything that was stored by `as_of`."""

    as_of: datetime
    _store: Store

    def frame(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The answer to a SELECT in DuckDB's SQL over sale, line, customer and product; `params` are its `$names`.

        Money stays whole minor units: sums are int64, not floating.
        """
        with self._store.cursor() as cursor:
            return _frame(cursor, sql, params)

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """For several questions about one state of the copy, with tables made in between."""
        with self._store.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield Bench(cursor)
            finally:
                cursor.execute("ROLLBACK")


@dataclass(frozen=True)
class Bench:
    """Several questions about one state of the copy. What is made here is gone afterwards."""

    _cursor: duckdb.DuckDBPyConnection

    def make(self, name: str, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Keeps the answer to `sql` as a table for further questions."""
        self._cursor.execute(f"CREATE TEMP TABLE {name} AS {sql}", _used(sql, params))

    def bring(self, name: str, session: Session, statement: Select) -> None:
        """Keeps rows of the database's tables as a table for further questions: whole numbers that are never NULL,
        and the texts that `reading.TYPES` names."""
        from crm_core.columnar import reading  # only when needed: what it reads with is heavy

        self._cursor.register("_brought", reading.columns(session, statement))
        self.make(name, "SELECT * FROM _brought")
        self._cursor.unregister("_brought")

    def frame(self, sql: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """As `Columns.frame`."""
        return _frame(self._cursor, sql, params)


def _frame(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, Any] | None) -> pd.DataFrame:
    cursor.execute(sql, _used(sql, params))
    whole = [name for name, kind, *_rest in cursor.description if str(kind) == "HUGEINT"]
    found = cursor.df()
    return found.astype({name: "Int64" if found[name].hasnans else "int64" for name in whole})


def _used(sql: str, params: Mapping[str, Any] | None) -> dict[str, Any]:
    """Of the parameters those that the statement names: DuckDB refuses others."""
    return {name: value for name, value in (params or {}).items() if re.search(rf"\${name}\b", sql)}


def columns(work: Work) -> Columns:
    """The copy as the tables are at the first look of this `work`. What it has itself written and not yet committed is not in it.

    Raises Preparing while the copy is built for the first time, where that takes more than seconds.
    """
    from crm_core.columnar.keeping import this_process  # only when needed: what it reads with is heavy

    known: dict[str, Columns] = work.session.info
    if "columns" not in known:
        known["columns"] = this_process().caught_up()
    return known["columns"]


def visible(work: Work, *rights: str, table: str = "customer") -> str:
    """The rows of `table` within the widest of `rights`, as an SQL condition: one's own, the team's, or all.

    `table` is customer or sale, or its alias: both have owner_id and team_id.
    """
    reach, actor = max(work.scope(right) for right in rights), work.actor
    if reach is Scope.ALL:
        return "TRUE"
    if reach is Scope.NONE or actor.user_id is None:
        return "FALSE"
    mine = f"{table}.owner_id = {actor.user_id:d}"
    if reach is Scope.TEAM and actor.team_id is not None:
        return f"({table}.team_id = {actor.team_id:d} OR {mine})"
    return mine


def progress() -> float:
    """How far the first build of this process is, from 0 to 1."""
    from crm_core.columnar.keeping import this_process

    return this_process().progress
