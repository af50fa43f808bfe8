"""SQL that the two databases spell differently."""
from sqlalchemy import ColumnElement, Integer, cast, extract

from db.functions import days_between

__all__ = ["days_between", "month_number"]


def month_number(column) -> ColumnElement[int]:
    """202611 for a day in November 2026."""
    return cast(extract("year", column), Integer) * 100 + cast(extract("month", column), Integer)
