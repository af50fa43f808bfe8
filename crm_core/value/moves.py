"""How customers went from one stage of their lifecycle to another, month by month."""
import pandas as pd
from sqlalchemy import ColumnElement, String, and_, cast, func, select

from crm_core.access import scope
from crm_core.value.buyers import COLUMNS, RIGHT, ValueFilter, period
from crm_core.work import Work
from db.models import Customer, LifecycleMove


def moves(work: Work, chosen: ValueFilter) -> pd.DataFrame:
    """`month` (2026-03), `after` (the stage) and `count`; the first stage of a new customer is none."""
    month = _month()
    statement = (
        select(month, LifecycleMove.after, func.count())
        .join(Customer, Customer.id == LifecycleMove.customer_id)
        .where(_wanted(work, chosen)).group_by(month, LifecycleMove.after).order_by(month, LifecycleMove.after)
    )  # fmt: skip
    frame = pd.DataFrame(work.session.execute(statement).all(), columns=["month", "after", "count"])
    return frame


def moved(work: Work, chosen: ValueFilter, key: str | None) -> list[int]:
    """Who made the moves of a month into a stage ("active:2026-03"), or any of the chart."""
    which = _wanted(work, chosen)
    if key is not None:
        after, _colon, month = key.partition(":")
        which = and_(which, _month() == month, LifecycleMove.after == after)
    statement = select(Customer.id).distinct().join(LifecycleMove, LifecycleMove.customer_id == Customer.id).where(which)
    return list(work.session.scalars(statement))


def _month() -> ColumnElement[str]:
    return func.substr(cast(LifecycleMove.day, String), 1, 7)


def _wanted(work: Work, chosen: ValueFilter) -> ColumnElement[bool]:
    days = period(work, chosen).days
    parts = [scope.customers(work, RIGHT), LifecycleMove.before.is_not(None)]
    parts += [LifecycleMove.day >= days.start] if days.start else []
    parts += [LifecycleMove.day <= days.end] if days.end else []
    parts += [getattr(Customer, column) == value for column in COLUMNS if (value := getattr(chosen, column)) is not None]
    return and_(*parts)
