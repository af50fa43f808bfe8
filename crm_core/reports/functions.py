"""SQL that the two databases spell differently."""
from sqlalchemy import ColumnElement, Integer, cast, extract
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement):  # noqa: N801 (used like func.…)
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


def month_number(column) -> ColumnElement[int]:
    """202611 for a day in November 2026."""
    return cast(extract("year", column), Integer) * 100 + cast(extract("month", column), Integer)
