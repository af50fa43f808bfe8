"""What the service report reads of tickets: each of their moments once, for all the charts and figures that need it."""
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Select, case, func, literal, or_, select, union_all

from crm_core.reports import service_filters as filters
from crm_core.reports.service_filters import Bars, ServiceFilter
from crm_core.work import Work
from db.models import Ticket

BEFORE = -1  # the bar of the days the report is compared with
SPANS, BARS, OWNERS = "spans", "bars", "owners"
TOLD = ("part", "by", "tickets", "count", "median", "p90", "met", "judged", "scored", "mean")


@dataclass(frozen=True)
class Told:
    """Tickets that belong together. `count` are those with minutes, which are working time; `judged` had a limit; `mean` is the score."""

    tickets: int = 0
    count: int = 0
    median: int | None = None
    p90: int | None = None
    met: int = 0
    judged: int = 0
    scored: int = 0
    mean: float | None = None


@dataclass(frozen=True)
class Scan:
    """What was answered or resolved: in the report's days and those before, and a row for each bar or owner (column `by`)."""

    now: Told
    before: Told
    bars: pd.DataFrame
    owners: pd.DataFrame


def answered(work: Work, chosen: ServiceFilter, bars: Bars) -> Scan:
    """Tickets by the day of their first answer."""
    return _scan(work, chosen, bars, Ticket.first_response_at, Ticket.response_minutes, Ticket.response_met)


def resolved(work: Work, chosen: ServiceFilter, bars: Bars) -> Scan:
    """Tickets by the day they were resolved, and by who has them."""
    return _scan(work, chosen, bars, Ticket.resolved_at, Ticket.resolve_minutes, Ticket.resolve_met, by_owner=True)


def opened(work: Work, chosen: ServiceFilter, bars: Bars, column) -> pd.DataFrame:
    """Columns: bar, group (a value of `column`), count."""
    bar = _bar(work, chosen, bars, Ticket.opened_at)
    rows = work.session.execute(
        select(bar.label("bar"), column, func.count()).where(filters.tickets(work, chosen), _within(work, chosen, Ticket.opened_at)).group_by("bar", column)
    ).all()
    return pd.DataFrame(rows, columns=["bar", "group", "count"])


def _scan(work: Work, chosen: ServiceFilter, bars: Bars, moment, minutes, met, by_owner: bool = False) -> Scan:
    bar = _bar(work, chosen, bars, moment)
    found = select(
        bar.label("bar"), case((bar == BEFORE, BEFORE), else_=0).label("span"), Ticket.owner_id.label("owner"), minutes.label("minutes"),
        met.label("met"), Ticket.satisfaction.label("score"),
    ).where(filters.tickets(work, chosen), _within(work, chosen, moment)).cte("found")
    now = found.c.bar != BEFORE
    parts = [_told(found, SPANS, found.c.span), _told(found, BARS, found.c.bar, now)]
    if by_owner:
        parts.append(_told(found, OWNERS, found.c.owner, now))
    frame = pd.DataFrame(work.session.execute(union_all(*parts)).all(), columns=TOLD)
    frame["mean"] = frame["mean"].astype(float)
    spans, of_bars, owners = (frame[frame.part == part].drop(columns="part").reset_index(drop=True) for part in (SPANS, BARS, OWNERS))
    return Scan(_of(spans, 0), _of(spans, BEFORE), of_bars, owners)


def _told(found: CTE, part: str, by, *where) -> Select:
    """A row for each value of `by`; see Told.

    Median and p90 by nearest rank: the smallest value that so many do not exceed. Both databases; what was not measured comes last.
    """
    c = found.c
    ranked = select(
        by.label("by"), c.minutes, c.met, c.score, func.count(c.minutes).over(partition_by=by).label("n"),
        func.row_number().over(partition_by=by, order_by=(c.minutes.is_(None), c.minutes)).label("rank"),
    ).where(*where).subquery()
    r = ranked.c
    return select(
        literal(part), r.by, func.count(), func.count(r.minutes), func.min(case((r.rank * 2 >= r.n, r.minutes))),
        func.min(case((r.rank * 10 >= r.n * 9, r.minutes))), func.coalesce(func.sum(case((r.met.is_(True), 1), else_=0)), 0),
        func.count(r.met), func.count(r.score), func.avg(r.score),
    ).group_by(r.by)


def _of(spans: pd.DataFrame, span: int) -> Told:
    for row in spans[spans["by"] == span].itertuples(index=False):
        return Told(
            int(row.tickets), int(row.count), _or_none(row.median, int), _or_none(row.p90, int), int(row.met), int(row.judged), int(row.scored),
            _or_none(row.mean, float))
    return Told()


def _or_none(value, kind):
    return None if pd.isna(value) else kind(value)


def _bar(work: Work, chosen: ServiceFilter, bars: Bars, moment) -> ColumnElement[int]:
    before = filters.period(work, chosen).before
    return case((filters.within(work, moment, before), BEFORE), else_=bars.of(moment)) if before else bars.of(moment)


def _within(work: Work, chosen: ServiceFilter, moment) -> ColumnElement[bool]:
    """In the days of the report, or in those it is compared with."""
    period = filters.period(work, chosen)
    return or_(*(filters.within(work, moment, days) for days in (period.days, period.before) if days))
