"""SQL functions that the two databases spell differently."""
from collections.abc import Collection

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, extract, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from db.types import UtcDateTime


class days_between(FunctionElement):
    """Whole days from the first date to the second."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _subtract(element, compiler, **options) -> str:
    first, second = (compiler.process(part, **options) for part in element.clauses)
    return f"({second} - {first})"


@compiles(days_between, "sqlite")
def _subtract_sqlite(element, compiler, **options) -> str:
    first, second = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


class day_of(FunctionElement):
    """The calendar day of a moment in a time zone that is so many minutes (second argument) ahead of UTC."""

    type = Date()
    inherit_cache = True


@compiles(day_of)
def _day_of(element, compiler, **options) -> str:
    moment, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(({moment} AT TIME ZONE 'UTC') + make_interval(mins => CAST({minutes} AS integer)) AS date)"


@compiles(day_of, "sqlite")
def _day_of_sqlite(element, compiler, **options) -> str:
    moment, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"date({moment}, ({minutes}) || ' minutes')"


class start_of(FunctionElement):
    """The moment a calendar day begins, in a time zone that is so many minutes (second argument) ahead of UTC."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(start_of)
def _start_of(element, compiler, **options) -> str:
    day, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"((CAST({day} AS timestamp) - make_interval(mins => CAST({minutes} AS integer))) AT TIME ZONE 'UTC')"


@compiles(start_of, "sqlite")
def _start_of_sqlite(element, compiler, **options) -> str:
    day, minutes = (compiler.process(part, **options) for part in element.clauses)
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {day}, (-({minutes})) || ' minutes')"


def month_number(column) -> ColumnElement[int]:
    """202611 for a day in November 2026."""
    return cast(extract("year", column), Integer) * 100 + cast(extract("month", column), Integer)


def falls_on(column, month_days: Collection[tuple[int, int]]) -> ColumnElement[bool]:
    """The month and day of a date are among these."""
    return and_(column.is_not(None), tuple_(extract("month", column), extract("day", column)).in_(list(month_days)))
