"""SQL functions that the two databases spell differently."""
from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


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
