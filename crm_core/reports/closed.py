"""Deals that were closed: win rate and cycle time."""
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from crm_core.content.result import Chart, Sentence, counted
from crm_core.errors import N_, NN_
from crm_core.reports import filters, rules
from crm_core.reports.filters import RIGHT, ReportFilter
from crm_core.reports.functions import days_between
from crm_core.work import Work, query
from db.models import Deal


@dataclass(frozen=True)
class Outcome:
    """What became of the deals closed in some days. `value` is minor units, `median` and `mean` are days."""

    won: int = 0
    lost: int = 0
    value: int = 0
    median: float | None = None
    mean: float | None = None

    @property
    def win_rate(self) -> float | None:
        return rules.share(self.won, self.won + self.lost)


@dataclass(frozen=True)
class Closed:
    """The outcome in the period and before (None: nothing to compare with), and the cycle times."""

    now: Outcome
    before: Outcome | None
    cycle: Chart


@query(RIGHT)
def closed(work: Work, chosen: ReportFilter) -> Closed:
    """Won and lost deals of the period and of the one before, and how long the won ones took."""
    rows = _rows(work, chosen)
    period = filters.period(work, chosen)
    current = rows[rows.now == 1]
    before = _outcome(rows[rows.now == 0]) if period.before else None
    return Closed(_outcome(current), before, _cycle(current))


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The won deals of one bar of the cycle chart; `key` is "31-60" or "121-"."""
    days = days_between(Deal.opened_on, Deal.closed_on)
    least, _, most = (key or "0-").partition("-")
    return and_(filters.won(work, chosen), days >= int(least), days <= int(most) if most else literal(True))


def _rows(work: Work, chosen: ReportFilter) -> pd.DataFrame:
    period = filters.period(work, chosen)
    current = filters.within(Deal.closed_on, period.days)
    both = or_(current, filters.within(Deal.closed_on, period.before)) if period.before else current
    now = case((current, 1), else_=0).label("now")
    days = days_between(Deal.opened_on, Deal.closed_on).label("days")
    statement = (
        select(now, Deal.status, days, func.count().label("count"), func.sum(Deal.value).label("value"))
        .where(filters.deals(work, chosen), Deal.status.in_(("won", "lost")), both)
        .group_by("now", Deal.status, "days")
    )
    return pd.DataFrame(work.session.execute(statement).all(), columns=["now", "status", "days", "count", "value"])


def _outcome(rows: pd.DataFrame) -> Outcome:
    won = rows[rows.status == "won"]
    timed = won[won.days >= 0].sort_values("days")
    deals = int(timed["count"].sum())
    return Outcome(
        won=int(won["count"].sum()),
        lost=int(rows[rows.status == "lost"]["count"].sum()),
        value=int(won["value"].sum()),
        median=_median(timed) if deals else None,
        mean=float((timed["days"] * timed["count"]).sum() / deals) if deals else None,
    )


def _median(timed: pd.DataFrame) -> float:
    reached = timed["count"].cumsum()
    deals = int(reached.iloc[-1])
    low, high = ((reached > place).idxmax() for place in ((deals - 1) // 2, deals // 2))
    return float(timed.days[low] + timed.days[high]) / 2


def _cycle(rows: pd.DataFrame) -> Chart:
    won = rows[rows.status == "won"]
    timed = won[won.days >= 0]
    undated, backwards = won[won.days.isna()]["count"].sum(), won[won.days < 0]["count"].sum()
    return Chart(
        pd.DataFrame(_histogram(timed), columns=["low", "high", "count"]),
        Sentence(N_("Days from the first contact to the close of each deal won in the period.")),
        counted(
            (undated, NN_("{n} won deal without a date of first contact is not in this chart.",
                          "{n} won deals without a date of first contact are not in this chart.")),
            (backwards, NN_("{n} won deal closed before its first contact is not in this chart.",
                            "{n} won deals closed before their first contact are not in this chart.")),
        ),
    )


def _histogram(timed: pd.DataFrame) -> list[tuple[int, int | None, int]]:
    if timed.empty:
        return []
    ordered = timed.sort_values("days")
    nearly_all = ordered["count"].cumsum() >= 0.97 * ordered["count"].sum()
    ranges = rules.bins(int(ordered.days[nearly_all.idxmax()]))
    last = int(timed.days.max())
    found = [(low, high, int(timed[timed.days.between(low, high or last)]["count"].sum())) for low, high in ranges]
    return found if found[-1][2] else found[:-1]
