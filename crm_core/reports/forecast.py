"""The open pipeline by the month it should close, weighted by the chance of its stage."""
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, select

from crm_core.content.period import add_months
from crm_core.content.result import Chart, Sentence, counted
from crm_core.errors import N_, NN_
from crm_core.reports import filters
from crm_core.reports.filters import RIGHT, ReportFilter
from crm_core.reports.functions import month_number
from crm_core.work import Work, query
from db.models import Deal, Stage

OVERDUE, LATER, UNDATED = "overdue", "later", "none"
MONTHS = 12
_PAST, _FAR = 0, 999_999


@dataclass(frozen=True)
class OpenPipeline:
    """What is open now, whatever the period. Amounts are minor units."""

    chart: Chart
    count: int
    value: int
    weighted: int


@query(RIGHT)
def open_pipeline(work: Work, chosen: ReportFilter) -> OpenPipeline:
    """Columns: key (overdue, 2026-11-01, later or none), start, count, value, weighted."""
    month = _month(work)
    figures = (
        func.count(), func.sum(Deal.value), func.sum(Deal.value * (Stage.probability / 100.0)),
        func.sum(case((Deal.value == 0, 1), else_=0)),
    )
    statement = (
        select(month.label("month"), *figures)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(filters.deals(work, chosen), Deal.status == "open")
        .group_by("month")
    )
    rows = work.session.execute(statement).all()
    found = {month: (int(n), int(value), round(float(weighted))) for month, n, value, weighted, _ in rows}
    worthless = sum(int(row[-1]) for row in rows)
    frame = _frame(found, filters.today(work))
    chart = Chart(frame, Sentence(N_(
        "Deals open now, whatever the period, by the month they are expected to close. Pale: their value; "
        "full: value times the probability of the stage each is in."
    )), counted((worthless, NN_("{n} open deal has no value yet.", "{n} open deals have no value yet."))))
    return OpenPipeline(chart, *(int(frame[column].sum()) for column in ("count", "value", "weighted")))


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The open deals of one bar."""
    open_now = and_(filters.deals(work, chosen), Deal.status == "open")
    if key is None:
        return open_now
    if key == UNDATED:
        return and_(open_now, Deal.expected_close.is_(None))
    month = {OVERDUE: _PAST, LATER: _FAR}.get(key)
    return and_(open_now, _month(work) == (_number(date.fromisoformat(key)) if month is None else month))


def _month(work: Work) -> ColumnElement[int]:
    today = filters.today(work)
    expected = Deal.expected_close
    return case((expected < today, _PAST), (expected >= add_months(today, MONTHS), _FAR), else_=month_number(expected))


def _frame(found: dict[int | None, tuple[int, int, int]], today: date) -> pd.DataFrame:
    far = max((m for m in found if m not in (None, _PAST, _FAR)), default=0)
    months = [add_months(today, i) for i in range(MONTHS)]
    last = max((i for i, month in enumerate(months) if _number(month) <= far), default=0)
    shown = months if _FAR in found else months[: max(last + 1, 3)]
    bars = [(OVERDUE, None, _PAST)] * (_PAST in found)
    bars += [(month.isoformat(), month, _number(month)) for month in shown]
    bars += [(LATER, None, _FAR)] * (_FAR in found) + [(UNDATED, None, None)] * (None in found)
    rows = [(key, start, *found.get(number, (0, 0, 0))) for key, start, number in bars]
    frame = pd.DataFrame(rows, columns=["key", "start", "count", "value", "weighted"])
    return frame if found else frame.iloc[:0]


def _number(month: date) -> int:
    return month.year * 100 + month.month
