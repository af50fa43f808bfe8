"""Rows behind figures, as far as the reader may see them."""
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Select, select

from crm_core.access import scope
from crm_core.work import Work
from db.models import Customer

CHUNK = 5_000


def customers_within(work: Work, ids: Iterable[int], *rights: str) -> dict[int, str]:
    """The names of those of these customers that are seen, and that each of `rights` reaches."""
    within = (scope.customers(work), *(scope.customers(work, right) for right in rights))
    return dict(some(work, select(Customer.id, Customer.name), Customer.id, ids, *within))


def some(work: Work, statement: Select, column, ids: Iterable[int], *within: ColumnElement[bool]) -> Iterator[tuple]:
    """Rows by their ids; as many at a time as databases take parameters."""
    wanted = [int(key) for key in ids]
    for at in range(0, len(wanted), CHUNK):
        yield from map(tuple, work.session.execute(statement.where(column.in_(wanted[at : at + CHUNK]), *within)))
