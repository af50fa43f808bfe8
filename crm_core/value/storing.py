"""The night's figures into `customer_value`, some thousand customers at a time."""
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from crm_core.work import Work, command
from db.models import CustomerValue, ModelRun

CHUNK = 20_000
_WHOLE = ("value_next", "value_low", "value_high", "at_risk")
_SHARES = ("cycle_days", "silent_ratio", "alive", "orders_next", "risk")


def rows(figures: dict[str, Any], at: datetime) -> Iterator[list[dict[str, Any]]]:
    """The columns of `figures.figures` as rows of the table, in parts."""
    for start in range(0, len(figures["customer_id"]), CHUNK):
        part = {name: column[start : start + CHUNK] for name, column in figures.items()}
        columns = {name: part[name].tolist() for name in part if name not in (*_WHOLE, *_SHARES, "first", "last")}
        columns |= {name: [None if one != one else round(one) for one in part[name].tolist()] for name in _WHOLE}
        columns |= {name: [None if one != one else one for one in part[name].tolist()] for name in _SHARES}
        columns |= {f"{name}_on": _dates(part[name]) for name in ("first", "last")}
        names, count = tuple(columns), len(part["customer_id"])
        yield [dict(zip(names, row, strict=True), at=at, reasons=[]) for row in zip(*columns.values(), strict=True) if count]


@command("value:manage")
def store(work: Work, part: list[dict[str, Any]]) -> None:
    """Writes figures of customers in place of those of last night."""
    dialect = work.session.get_bind().dialect.name
    table = CustomerValue.__table__
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    news = {column.name: statement.excluded[column.name] for column in table.c if column.name != "customer_id"}
    work.session.execute(statement.on_conflict_do_update(index_elements=["customer_id"], set_=news), part)


@command("value:manage")
def finish(work: Work, at: datetime, runs: list[dict[str, Any]], scored: int) -> None:
    """Forgets customers without an order, and notes how the models did."""
    work.session.execute(delete(CustomerValue).where(CustomerValue.at < at))
    work.session.execute(insert(ModelRun), [{"at": at, **run} for run in runs])
    work.record("value.scored", "setting", None, after={"customers": scored})


def _dates(days) -> list[date]:
    return days.astype("datetime64[D]").astype(object).tolist()
