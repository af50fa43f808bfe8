"""How past forecasts did: those that were kept, and before there are any, those that would have been made."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import and_, func, or_, select

from crm_core.access.rights import Scope
from crm_core.content.period import add_months
from crm_core.forecast import model, simulation
from crm_core.forecast.filters import RIGHT, SALES, ForecastFilter
from crm_core.goals.figures import today
from crm_core.intervals import wilson
from crm_core.work import Work, query
from db.models import ForecastSnapshot, ModelRun

PROMISED = 0.8  # of what happened should lie between P10 and P90
MONTHS, LEAST = 12, 6  # months looked back on; fewer than six say nothing
LEADS = (1, 3)  # months ahead
HISTORY = 12  # months of sales that a forecast of the past must have had
RUNS = 2_000
KIND = "forecast"


@dataclass(frozen=True)
class PastForecasts:
    """Columns of `frame`: month, low, middle, high, actual, inside. `source` is kept or looked_back.

    `coverage` is the share inside with its 95 % interval `sure`, `bias` the median of middle against actual (-0.02: 2 % too
    low). `verdict` is good, narrow, wide or few.
    """

    frame: pd.DataFrame
    source: str
    lead: int
    coverage: float | None
    sure: tuple[float, float] | None
    bias: float | None
    verdict: str


@query(RIGHT)
def past_forecasts(work: Work, chosen: ForecastFilter, lead: int = 1, compute: bool = False) -> PastForecasts | None:
    """Forecasts made `lead` months before each of the last twelve months began, and what came in.

    Those kept weekly, where there are six months of them; else what would have been forecast, from what was known then.
    None where that was not worked out at night and `compute` does not ask for it now.
    """
    lead = lead if lead in LEADS else LEADS[0]
    kept = _kept(work, chosen, lead)
    if len(kept) >= LEAST:
        return _judged(_with_actual(work, chosen, kept), "kept", lead)
    found = _stored(work, chosen) if not compute else None
    if found is None and not compute:
        return None
    rows = found if found is not None else looked_back(work, chosen)
    return _judged(pd.DataFrame(rows[rows.lead == lead].drop(columns="lead")).reset_index(drop=True), "looked_back", lead)


def looked_back(work: Work, chosen: ForecastFilter) -> pd.DataFrame:
    """What would have been forecast at the end of each month, from what was known then: month, lead, low, middle, high, actual."""
    day = today(work)
    actual = model.came_in(work, chosen, day)
    far = max(LEADS)
    asked = ForecastFilter(chosen.team_id, chosen.owner_id, chosen.basis, far + 1)
    rows = []
    for back in range(MONTHS + far - 1, 0, -1):
        end = add_months(day, -back) - timedelta(days=1)
        if add_months(end, -HISTORY + 1) < actual.index[0]:
            continue
        basis = model.gather(work, asked, end, past=True)
        if not basis.enough:
            continue
        for lead, month, three in _ranges(basis, far):
            if month < day.replace(day=1) and lead in LEADS:
                rows.append((month, lead, *three, float(actual.get(month, 0.0))))
    return pd.DataFrame(rows, columns=["month", "lead", "low", "middle", "high", "actual"]).sort_values(["lead", "month"]).groupby("lead").tail(MONTHS)


def _ranges(basis: model.Basis, far: int):
    three = simulation.quantiles(model.futures(basis, runs=RUNS).total)
    return [(lead, basis.months[lead], [float(value) for value in three[:, lead]]) for lead in range(1, far + 1)]


def _kept(work: Work, chosen: ForecastFilter, lead: int) -> pd.DataFrame:
    """The last snapshot of each past month that was taken `lead` months before it or earlier, but less than a month earlier."""
    team = _team(work, chosen)
    if team is None:
        return pd.DataFrame()
    s, first = ForecastSnapshot, today(work).replace(day=1)
    months = [add_months(first, -i) for i in range(1, MONTHS + 1)]
    taken = func.max(s.taken_on)
    windows = [and_(s.month == month, s.taken_on < add_months(month, 1 - lead), s.taken_on >= add_months(month, -lead)) for month in months]
    whose = s.team_id.is_(None) if team == 0 else s.team_id == team
    last = select(s.month, taken.label("taken")).where(whose, or_(*windows)).group_by(s.month).subquery()
    rows = work.session.execute(
        select(s.month, s.low, s.middle, s.high).join(last, and_(last.c.month == s.month, last.c.taken == s.taken_on)).where(whose).order_by(s.month)
    )
    return pd.DataFrame(rows.all(), columns=["month", "low", "middle", "high"])


def _team(work: Work, chosen: ForecastFilter) -> int | None:
    """The team whose snapshots fit, 0 for the company; None where there are none of this kind."""
    if chosen.basis != SALES or chosen.owner_id is not None:
        return None
    reach = work.scope(RIGHT)
    if reach is Scope.ALL:
        return chosen.team_id or 0
    return work.actor.team_id if reach is Scope.TEAM and chosen.team_id in (None, work.actor.team_id) else None


def _with_actual(work: Work, chosen: ForecastFilter, kept: pd.DataFrame) -> pd.DataFrame:
    day = today(work)
    actual = model.came_in(work, chosen, day)
    return kept.assign(actual=[float(actual.get(month, 0.0)) for month in kept.month])


def _stored(work: Work, chosen: ForecastFilter) -> pd.DataFrame | None:
    """What the last night worked out for the company or a team."""
    team = _team(work, chosen)
    if team is None:
        return None
    run = work.session.scalars(select(ModelRun).where(ModelRun.kind == f"{KIND}:{team}").order_by(ModelRun.at.desc()).limit(1)).first()
    if run is None:
        return None
    frame = pd.DataFrame(run.check.get("rows", []), columns=["month", "lead", "low", "middle", "high", "actual"])
    return frame.assign(month=[date.fromisoformat(month) for month in frame.month])


def _judged(frame: pd.DataFrame, source: str, lead: int) -> PastForecasts:
    frame = frame.assign(inside=(frame.low <= frame.actual) & (frame.actual <= frame.high)) if len(frame) else frame.assign(inside=[])
    n = len(frame)
    if not n:
        return PastForecasts(frame, source, lead, None, None, None, "few")
    inside = int(frame.inside.sum())
    known = frame[frame.actual > 0]
    bias = float(np.median(known.middle / known.actual - 1)) if len(known) else None
    sure = wilson(inside, n)
    verdict = "few" if n < LEAST else "narrow" if sure[1] < PROMISED else "wide" if inside / n > 0.95 and n >= MONTHS else "good"
    return PastForecasts(frame, source, lead, inside / n, sure, bias, verdict)


def stored_rows(frame: pd.DataFrame) -> Sequence[list]:
    """As JSON keeps them."""
    return [[row.month.isoformat(), int(row.lead), *(float(getattr(row, name)) for name in ("low", "middle", "high", "actual"))] for row in frame.itertuples()]
