"""Won value over time."""
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, literal, null, select

from crm_core.content.period import Days, add_months
from crm_core.content.result import Chart, Sentence, counted
from crm_core.errors import N_, NN_
from crm_core.reports import filters
from crm_core.reports.filters import ReportFilter
from crm_core.reports.functions import month_number
from crm_core.work import Work
from db.models import Deal

MONTHS = 24  # as many bars as are readable; more become quarters, then years
_LENGTH = {"month": 1, "quarter": 3, "year": 12}


def figures(work: Work, chosen: ReportFilter) -> Select:
    """(part, id, label, count, lost, value) by month; id is 202611, None where no date is known."""
    month = month_number(Deal.closed_on)
    return (
        select(literal("months"), month, null(), func.count(), literal(0), func.sum(Deal.value))
        .where(filters.won(work, chosen, _days(work, chosen)))
        .group_by(month)
    )


def chart(work: Work, chosen: ReportFilter, rows: pd.DataFrame) -> Chart:
    """Columns: key (first day as text), start, count, value, grain, running (the bar is not over yet)."""
    days, today = _days(work, chosen), filters.today(work)
    known = rows[rows.id.notna()]
    first = days.start or _first(known.id.min() if len(known) else None, today)
    last = min(days.end or today, today) if days.end or known.empty else max(_first(known.id.max(), today), first)
    grain = _grain(first, last)
    bars = _bars(grain, first, last)
    by_bar = known.groupby([_start(grain, _first(number, today)) for number in known.id])[["count", "value"]].sum()
    frame = by_bar.reindex(bars, fill_value=0).rename_axis("start").reset_index()
    frame["key"] = [start.isoformat() for start in frame.start]
    frame["grain"] = grain
    frame["running"] = [start <= today < add_months(start, _LENGTH[grain]) for start in frame.start]
    return Chart(
        frame,
        Sentence(N_("Value of the deals won, by the day they were closed. A short period is shown with the year up to its end.")),
        counted((rows[rows.id.isna()]["count"].sum(),
                 NN_("{n} won deal without a closing date is not in this chart.",
                     "{n} won deals without a closing date are not in this chart."))),
    )


def behind(work: Work, chosen: ReportFilter, key: str | None, grain: str = "month") -> ColumnElement[bool]:
    """The won deals of one bar; `key` is "month:2026-11-01"."""
    days = _days(work, chosen)
    if key:
        grain, _, start = key.partition(":")
        first = date.fromisoformat(start)
        bar = and_(Deal.closed_on >= first, Deal.closed_on < add_months(first, _LENGTH[grain]))
        return and_(filters.won(work, chosen, days), bar)
    return filters.won(work, chosen, days)


def _days(work: Work, chosen: ReportFilter) -> Days:
    """The period, drawn out to twelve months where it is shorter."""
    days = filters.period(work, chosen).days
    if days.start is None:
        return days
    end = days.end or filters.today(work)
    return Days(min(days.start, add_months(end, -11)), days.end)


def _first(number: float | None, today: date) -> date:
    return date(int(number) // 100, int(number) % 100, 1) if number else today.replace(day=1)


def _grain(first: date, last: date) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if months <= MONTHS else "quarter" if months <= MONTHS * 3 else "year"


def _start(grain: str, day: date) -> date:
    length = _LENGTH[grain]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _bars(grain: str, first: date, last: date) -> list[date]:
    bars = [_start(grain, first)]
    while (following := add_months(bars[-1], _LENGTH[grain])) <= last:
        bars.append(following)
    return bars
