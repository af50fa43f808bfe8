"""Building JSON in SQL, on SQLite and on Postgres."""
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column, type_coerce
from sqlalchemy.orm import Session

from db.types import Json


def json_object(session: Session, **values: Any) -> ColumnElement[Any]:
    """An object of column values: `json_object(session, owner_id=Customer.owner_id)`. Names are the program's own."""
    parts = [part for name, value in values.items() for part in (literal_column(f"'{name}'"), value)]
    build = func.json_object if _is_sqlite(session) else func.jsonb_build_object
    return type_coerce(build(*parts), Json)


def json_array(session: Session, *values: Any) -> ColumnElement[Any]:
    """An array of column values."""
    build = func.json_array if _is_sqlite(session) else func.jsonb_build_array
    return type_coerce(build(*values), Json)


def array_of(session: Session, column: Any, rows: Select) -> ColumnElement[Any]:
    """An array of what `rows` selects in `column`, in no order, empty when there is none."""
    if _is_sqlite(session):
        return func.json(rows.with_only_columns(func.json_group_array(column)).scalar_subquery())
    array = rows.with_only_columns(func.jsonb_agg(column)).scalar_subquery()
    return func.coalesce(array, literal_column("'[]'::jsonb"))


def rows_of(session: Session, rows: Select, *columns: Any) -> ColumnElement[Any]:
    """What `rows` selects in `columns` as a list of lists, in no order: many rows in one column of another statement."""
    return type_coerce(array_of(session, json_array(session, *columns), rows), Json)


def longer_array(session: Session, array: ColumnElement[Any], text: str) -> ColumnElement[Any]:
    """The array with one text more at its end."""
    if _is_sqlite(session):
        return func.json_insert(array, literal_column("'$[#]'"), text)
    return array.op("||")(func.to_jsonb(cast(text, Text)))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
