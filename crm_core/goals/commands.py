"""Setting goals: cell by cell, as last year, or a year over its months."""
from collections.abc import Sequence
from datetime import date
from math import isfinite

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.goals import subjects
from crm_core.goals.figures import figures, reached_by
from crm_core.goals.measures import MEASURES, Measure
from crm_core.goals.schemas import GoalChange
from crm_core.goals.spans import LENGTHS, apportioned, span, spans
from crm_core.goals.subjects import EDIT, Subject
from crm_core.i18n import N_
from crm_core.money import minor_units
from crm_core.pipeline.rules import LARGEST_VALUE
from crm_core.work import Work, command
from db.models import Goal

MOST = 5_000  # goals in one step
LARGEST = {"money": LARGEST_VALUE, "percent": 100, "score": 5, "hours": 10_000, "count": 10**9}
LARGEST_GROWTH = 1_000


@command(EDIT)
def set_goals(work: Work, measure: str, changes: Sequence[GoalChange]) -> int:
    """Sets, changes and removes goals of one measure; returns how many are different now.

    Raises NotFound for an unknown measure or somebody out of reach, Invalid for a target that cannot be, and Conflict
    when somebody else changed one of them since it was seen. Then none is changed.
    """
    known = _measure(measure)
    if len(changes) > MOST:
        raise Invalid(N_("At most {most} goals can be set at once."), most=MOST)
    for subject in {change.subject for change in changes}:
        if not subjects.reached(work, subject, EDIT):
            raise NotFound()
    stored = _stored(work, measure, {change.starts_on for change in changes})
    return sum(_set(work, known, change, stored) for change in changes)


@command(EDIT)
def copy_goals(work: Work, measure: str, period: str, year: int, percent: float = 0) -> int:
    """Last year's goals for `year` again, `percent` higher, wherever there is none yet; returns how many were set.

    Those of people who left are not taken over. Raises Invalid when last year has none.
    """
    known = _measure(measure)
    if period not in LENGTHS:
        raise NotFound()
    if not -99 <= percent <= 1000:
        raise Invalid(N_("Between -99 and 1,000 percent."), field="percent")
    last = spans(period, date(year - 1, 1, 1), 12 // LENGTHS[period])
    this = spans(period, date(year, 1, 1), 12 // LENGTHS[period])
    stored = _stored(work, measure, {one.start for one in (*last, *this)}, period)
    reachable = {one.subject for one in subjects.named(work, EDIT)}
    made = []
    for before, now in zip(last, this, strict=True):
        for (subject, _period, start), goal in stored.items():
            if start == before.start and subject in reachable and (subject, period, now.start) not in stored:
                made.append(GoalChange(user_id=subject.user_id, team_id=subject.team_id, period=period, starts_on=now.start,
                                       target=_tidy(work, known, goal.target * (1 + percent / 100))))
    if not any(start.year == year - 1 for _subject, _period, start in stored):
        raise Invalid(N_("There are no goals of the year before to take over."), field="year")
    return set_goals(work, measure, made) if made else 0


@command(EDIT)
def spread_year(work: Work, measure: str, subject: Subject, year: int, total: float, as_last_year: bool = False) -> int:
    """A year's goal over its months, evenly or as last year went; the months add up to it. Returns how many changed.

    Goals that the months had are replaced. Raises Invalid for a rate, which does not add up.
    """
    known = _measure(measure)
    if not known.adds:
        raise Invalid(N_("A rate cannot be spread over months: its goal holds for each of them."), field="total")
    _check(known, total, "total")
    months = spans("month", date(year, 1, 1), 12)
    weights = _last_year(work, known, subject, year) if as_last_year else [1.0] * 12
    if not subjects.reached(work, subject, EDIT):
        raise NotFound()
    step = minor_units(1, work.settings.currency) if known.unit == "money" else 1
    stored = _stored(work, measure, {month.start for month in months}, "month")
    seen = [stored.get((subject, "month", month.start)) for month in months]
    changes = [
        GoalChange(user_id=subject.user_id, team_id=subject.team_id, period="month", starts_on=month.start, target=target,
                   version=goal.version if goal else None)
        for month, target, goal in zip(months, apportioned(total, weights, step), seen, strict=True)
    ]
    return set_goals(work, measure, changes)


def _measure(key: str) -> Measure:
    if key not in MEASURES:
        raise NotFound()
    return MEASURES[key]


def _stored(work: Work, measure: str, starts: set[date], period: str | None = None) -> dict[tuple[Subject, str, date], Goal]:
    found = select(Goal).where(Goal.measure == measure, Goal.starts_on.in_(sorted(starts))).with_for_update()
    if period:
        found = found.where(Goal.period == period)
    return {(Subject(goal.user_id, goal.team_id), goal.period, goal.starts_on): goal for goal in work.session.scalars(found)}


def _set(work: Work, measure: Measure, change: GoalChange, stored: dict) -> bool:
    within = span(change.period, change.starts_on)
    if within.start != change.starts_on:
        raise Invalid(N_("A period begins on its first day."), field="starts_on")
    goal = stored.get((change.subject, change.period, change.starts_on))
    if (goal.version if goal else None) != change.version:
        raise Conflict(current=goal.version if goal else None)
    if change.target is not None:
        _check(measure, change.target, "target")
    before = goal.target if goal else None
    if before == change.target:
        return False
    if goal is None:
        goal = _first(work, dict(
            measure=measure.key, user_id=change.user_id, team_id=change.team_id, period=change.period, starts_on=within.start,
            ends_on=within.end, target=change.target, created_by=work.actor.user_id, updated_at=work.now, version=1))
        stored[change.subject, change.period, change.starts_on] = goal
    elif change.target is None:
        work.session.delete(goal)
        del stored[change.subject, change.period, change.starts_on]
    else:
        goal.target, goal.updated_at, goal.version = change.target, work.now, goal.version + 1
    _record(work, measure, change, goal.id, before)
    return True


def _first(work: Work, values: dict) -> Goal:
    """Stores a goal where there was none. Raises Conflict when somebody else did so at the same moment."""
    dialect = sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Goal).values(**values).on_conflict_do_nothing().returning(Goal)
    goal = work.session.scalars(statement).one_or_none()
    if goal is None:
        raise Conflict()
    return goal


def _record(work: Work, measure: Measure, change: GoalChange, key: int, before: float | None) -> None:
    about = {"measure": measure.key, "user_id": change.user_id, "team_id": change.team_id, "period": change.period, "starts_on": change.starts_on}
    name = "value" if measure.unit == "money" else "target"
    if before is None:
        work.record("goal.set", "goal", key, after=about | {name: change.target})
    elif change.target is None:
        work.record("goal.removed", "goal", key, before=about | {name: before})
    else:
        # what it is about stands on one side only, so that it is told too
        work.record("goal.changed", "goal", key, before={name: before}, after=about | {name: change.target})


def _check(measure: Measure, target: float, field: str) -> None:
    least = -100 if measure.offset else 1 if measure.unit == "score" else 0
    most = LARGEST_GROWTH if measure.offset else LARGEST[measure.unit]
    if not isfinite(target) or target < least:
        raise Invalid(N_("At least {least}."), field=field, least=least)
    if target > most:
        raise Invalid(N_("At most {most}."), field=field, most=most)


def _tidy(work: Work, measure: Measure, target: float) -> float:
    """Whole units of the currency, whole things, one decimal of a rate, never above what can be."""
    if measure.unit == "money":
        unit = minor_units(1, work.settings.currency)
        return float(round(target / unit) * unit)
    if measure.unit == "count":
        return float(round(target))
    return round(min(target, LARGEST_GROWTH if measure.offset else LARGEST[measure.unit]), 1)


def _last_year(work: Work, measure: Measure, subject: Subject, year: int) -> list[float]:
    months = spans("month", date(year - 1, 1, 1), 12)
    found = figures(work, [(measure.key, month) for month in months], reached_by(work, EDIT))
    return [max(found.get((measure.key, subject, month), 0.0), 0.0) for month in months]
