"""What a forecast is made of, as it was known at the end of a day: today, or a day long ago to see how it would have done."""
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Float, Integer, and_, case, cast, exists, func, literal, null, or_, select, union_all

from crm_core.columnar.copy import columns
from crm_core.content.period import add_months
from crm_core.forecast import filters
from crm_core.forecast.exits import LOST, STILL, WON, StageRow
from crm_core.forecast.filters import SALES, ForecastFilter
from crm_core.work import Work
from db.functions import day_of, days_between, month_number
from db.models import Deal, Order, Stage, StageHistory

LEARN = 730  # days back from which visits to stages are learned; the older year counts half
OPENED = 30  # months back of which it is known how many deals they opened: two years and a few show a season
SERIES = 40  # months of sales


def stages(work: Work) -> list[StageRow]:
    """Every stage, of closed pipelines too."""
    rows = work.session.execute(select(Stage.id, Stage.pipeline_id, Stage.position, Stage.probability))
    return [StageRow(*row) for row in rows]


def visits(work: Work, day: date) -> list[tuple[int, int | str | None, int, float]]:
    """Visits of two years to stages, of the whole company, as `exits.learn` takes them.

    Deals without history (as imports bring them) count as one visit from their first contact to their close.
    """
    rows = work.session.execute(union_all(_visits(work, day), _without_history(day)))
    return [(stage, to if to is not None else {"won": WON, "lost": LOST}.get(status, STILL), days, float(count))
            for stage, to, status, days, count in rows if days is not None and days >= 0]  # fmt: skip


def open_now(work: Work, chosen: ForecastFilter, day: date) -> pd.DataFrame:
    """Columns: id, value, stage, days (in the stage), owner."""
    days = days_between(day_of(Deal.stage_since, filters.offset(work)), literal(day, Deal.closed_on.type))
    rows = work.session.execute(
        select(Deal.id, Deal.value, Deal.stage_id, days, Deal.owner_id).where(filters.deals(work, chosen), Deal.status == "open")
    )
    return _deals(rows)


def open_then(work: Work, chosen: ForecastFilter, day: date) -> pd.DataFrame:
    """As `open_now`, of the deals that were open at the end of `day`, with the value they were first entered with."""
    h, end = StageHistory, filters.after(work, day)
    days = days_between(day_of(h.entered_at, filters.offset(work)), literal(day, Deal.closed_on.type))
    rows = work.session.execute(
        select(Deal.id, func.coalesce(Deal.first_value, Deal.value), h.stage_id, days, Deal.owner_id)
        .join(Deal, Deal.id == h.deal_id)
        .where(filters.deals(work, chosen), h.entered_at < end, or_(h.left_at.is_(None), h.left_at >= end), h.stage_id.is_not(None))
    )
    return _deals(rows)


@dataclass(frozen=True)
class Figures:
    """Sums of the past. `won` and `ordered` (orders that deals are behind) are (month 202611, value) pairs.

    `owners` is owner → (won, closed) in the last year, of the whole company. `opened` has a row for deals opened after the
    `bucket`-th of `origins` and not after the one before it: month of winning (0: not won), count, value, and the squares of
    the values.
    """

    won: dict[int, float]
    ordered: dict[int, float]
    owners: dict[int, tuple[int, int]]
    opened: pd.DataFrame


def figures(work: Work, chosen: ForecastFilter, day: date) -> Figures:
    """All sums up to `day` in one statement."""
    first, edges = add_months(day, -SERIES), origins(day, OPENED)
    parts = _won(work, chosen, first, day), _ordered(work, chosen, first, day), _owners(day), _opened(work, chosen, edges, day)
    frame = pd.DataFrame(work.session.execute(union_all(*parts)).all(), columns=["part", "bucket", "month", "count", "value", "squares"])
    of = {name: frame[frame.part == name] for name in ("won", "ordered", "owners", "opened")}
    pairs = {name: {int(m): float(v) for m, v in zip(of[name].month, of[name].value, strict=True)} for name in ("won", "ordered")}
    owned = {int(o): (int(won), int(n)) for o, won, n in of["owners"][["bucket", "month", "count"]].dropna().itertuples(index=False)}
    opened = of["opened"].drop(columns="part").astype({"bucket": int, "month": int, "count": int, "value": float, "squares": float})
    return Figures(pairs["won"], pairs["ordered"], owned, opened)


def origins(day: date, count: int) -> list[date]:
    """`day` itself and the same day of the months before it."""
    found = [day]
    for back in range(1, count + 1):
        first = add_months(day, -back)
        last = add_months(first, 1) - timedelta(days=1)
        found.append(first.replace(day=min(day.day, last.day)))
    return found


def won_months(found: Figures, day: date) -> pd.Series:
    """Won value by month (first day) up to `day`."""
    return _series(found.won, add_months(day, -SERIES), day)


def order_months(work: Work, chosen: ForecastFilter, found: Figures, day: date) -> pd.Series:
    """Revenue of orders that no deal is behind, by month up to `day`; all zero where `basis` is not sales."""
    first = add_months(day, -SERIES)
    if chosen.basis != SALES:
        return _series({}, first, day)
    sql = (
        "SELECT year(ordered_on) * 100 + month(ordered_on) AS number, sum(revenue) AS revenue FROM sale "
        f"WHERE ordered_on BETWEEN $first AND $last AND {filters.sales(work, chosen)} GROUP BY 1"
    )
    frame = columns(work).frame(sql, {"first": first, "last": day})
    revenue = dict(zip(frame.number.astype(int), frame.revenue.astype(float), strict=True))
    return _series({month: value - found.ordered.get(month, 0.0) for month, value in revenue.items()}, first, day)


def _won(work: Work, chosen: ForecastFilter, first: date, day: date):
    month = month_number(Deal.closed_on).label("month")
    return _summed("won", null(), month, Deal.value).where(
        filters.deals(work, chosen), Deal.status == "won", Deal.closed_on.between(first, day)).group_by("month")


def _ordered(work: Work, chosen: ForecastFilter, first: date, day: date):
    month = month_number(Order.ordered_on).label("month")
    return _summed("ordered", null(), month, Order.revenue).where(
        Order.deal_id.is_not(None), Order.deleted_at.is_(None), Order.ordered_on.between(first, day), filters.orders(work, chosen)).group_by("month")


def _owners(day: date):
    won = func.sum(case((Deal.status == "won", 1), else_=0))
    year = Deal.closed_on.between(day - timedelta(days=365), day)
    return select(literal("owners"), Deal.owner_id.label("bucket"), cast(won, Integer), func.count(), literal(0.0), literal(0.0)).where(
        Deal.deleted_at.is_(None), Deal.status.in_(("won", "lost")), year).group_by(Deal.owner_id)


def _opened(work: Work, chosen: ForecastFilter, edges: list[date], day: date):
    opened = func.coalesce(Deal.opened_on, day_of(Deal.created_at, filters.offset(work)))
    bucket = case(*((opened > edge, k) for k, edge in enumerate(edges)), else_=-1).label("bucket")
    won = and_(Deal.status == "won", Deal.closed_on <= day)
    month = case((won, month_number(Deal.closed_on)), else_=0).label("month")
    value = case((won, cast(Deal.value, Float)), else_=0.0)
    return _summed("opened", bucket, month, value, value * value).where(
        filters.deals(work, chosen), opened > edges[-1], opened <= day).group_by("bucket", "month")


def _summed(part: str, bucket, month, value, squares=None):
    return select(literal(part).label("part"), cast(bucket, Integer).label("bucket"), month, func.count(), cast(func.sum(value), Float), literal(0.0) if squares is None else func.sum(squares))


def _visits(work: Work, day: date):
    h, end = StageHistory, filters.after(work, day)
    since = filters.after(work, day - timedelta(days=LEARN))
    window = {"partition_by": h.deal_id, "order_by": (h.entered_at, h.id)}
    seen = (
        select(
            h.deal_id, h.stage_id, h.entered_at, func.lead(h.stage_id).over(**window).label("to"),
            func.lead(h.status).over(**window).label("status"), func.lead(h.entered_at).over(**window).label("left"),
        )
        .where(h.entered_at >= since)
        .subquery()
    )
    known, c = and_(seen.c.left.is_not(None), seen.c.left < end), seen.c
    left = case((known, day_of(c.left, filters.offset(work))), else_=literal(day, Deal.closed_on.type))
    days = days_between(day_of(c.entered_at, filters.offset(work)), left)
    weight = case((c.entered_at >= filters.after(work, day - timedelta(days=365)), 1.0), else_=0.5)
    to, status = case((known, c.to)), case((known, c.status))
    return (
        select(c.stage_id, to.label("went"), status.label("ended"), days.label("spent"), func.sum(weight))
        .join_from(seen, Deal, Deal.id == c.deal_id)
        .where(Deal.deleted_at.is_(None), c.stage_id.is_not(None), c.entered_at < end)
        .group_by(c.stage_id, "went", "ended", "spent")
    )


def _without_history(day: date):
    closed = and_(Deal.closed_on.is_not(None), Deal.closed_on <= day)
    days = days_between(Deal.opened_on, case((closed, Deal.closed_on), else_=literal(day, Deal.closed_on.type)))
    status = case((closed, Deal.status))
    visited = exists().where(StageHistory.deal_id == Deal.id)
    return (
        select(Deal.stage_id, cast(null(), Integer), status.label("ended"), days.label("spent"), func.count() * 1.0)
        .where(Deal.deleted_at.is_(None), Deal.opened_on.between(day - timedelta(days=LEARN), day), ~visited)
        .group_by(Deal.stage_id, "ended", "spent")
    )


def _deals(rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows.all(), columns=["id", "value", "stage", "days", "owner"])
    return frame.astype({"value": float, "days": float}).assign(days=lambda f: f.days.fillna(0).clip(lower=0).astype(int))


def _series(found: dict[int, float], first: date, day: date) -> pd.Series:
    months = [add_months(first, i) for i in range((day.year - first.year) * 12 + day.month - first.month + 1)]
    series = pd.Series([found.get(month.year * 100 + month.month, 0.0) for month in months], index=months, dtype=float)
    nonzero = np.flatnonzero(series.to_numpy())
    return series.iloc[nonzero[0] :] if len(nonzero) else series.iloc[-1:]
