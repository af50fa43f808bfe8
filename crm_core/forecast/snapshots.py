"""Every night: how forecasts would have done; once a week: what is expected now, to be held against it later."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import func, select

from crm_core.forecast import model, past, simulation
from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.outlook import targets_of
from crm_core.goals.figures import today
from crm_core.work import Work, command, query
from db.models import ForecastSnapshot, ModelRun, Team

MONTHS = 6


@dataclass(frozen=True)
class Expected:
    """A snapshot to be taken, of the company (`team_id` None) or a team."""

    team_id: int | None
    month: date
    low: int
    middle: int
    high: int
    target: int | None


@query("jobs:manage")
def due(work: Work) -> tuple[int | None, ...] | None:
    """Whose snapshots are to be taken: the company's (None) and every team's; None when this week's are there."""
    day = today(work)
    monday = day - timedelta(days=day.weekday())
    if work.session.scalar(select(func.count()).select_from(ForecastSnapshot).where(ForecastSnapshot.taken_on >= monday)):
        return None
    return subjects(work)


@query("jobs:manage")
def subjects(work: Work) -> tuple[int | None, ...]:
    """The company (None) and every team."""
    return (None, *work.session.scalars(select(Team.id).order_by(Team.id)))


@query("jobs:manage")
def expected(work: Work, team_id: int | None, day: date | None = None) -> tuple[Expected, ...]:
    """What is expected of the running month and the five after it; nothing where there is too little history.

    With `day` what would have been expected at its end, from what was known then.
    """
    chosen = ForecastFilter(team_id=team_id, months=MONTHS)
    basis = model.gather(work, chosen, day or today(work), past=day is not None)
    if not basis.enough:
        return ()
    three = simulation.quantiles(model.futures(basis).total)
    _measure, target = targets_of(work, chosen, list(basis.months))
    return tuple(
        Expected(team_id, month, *(int(np.rint(value)) for value in three[:, i]), round(target[month]) if month in target else None)
        for i, month in enumerate(basis.months)
    )


@query("jobs:manage")
def looked_back(work: Work, team_id: int | None) -> list[list]:
    """How forecasts of the past would have done, as JSON keeps it."""
    return list(past.stored_rows(past.looked_back(work, ForecastFilter(team_id=team_id))))


@command("jobs:manage")
def keep_snapshots(work: Work, rows: tuple[Expected, ...]) -> int:
    """Stores the week's snapshots, unless another process did meanwhile; returns how many."""
    if due(work) is None:
        return 0
    return store(work, rows, today(work))


def store(work: Work, rows: Sequence[Expected], day: date) -> int:
    """Stores snapshots taken on `day`; returns how many."""
    work.session.add_all(
        ForecastSnapshot(taken_on=day, team_id=one.team_id, month=one.month, low=one.low, middle=one.middle, high=one.high, target=one.target)
        for one in rows
    )
    return len(rows)


@command("jobs:manage")
def keep_look_back(work: Work, team_id: int | None, rows: list[list]) -> None:
    """Stores a night's look back in place of the last one."""
    kind = f"{past.KIND}:{team_id or 0}"
    run = work.session.scalars(select(ModelRun).where(ModelRun.kind == kind).order_by(ModelRun.id.desc()).limit(1)).first()
    if run is None:
        run = ModelRun(kind=kind, at=work.now, enough=True, signal=True)
        work.session.add(run)
    run.at, run.rows, run.check, run.enough = work.now, len(rows), {"rows": rows}, bool(rows)
