"""Goals and how they stand."""
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, select

from crm_core.errors import NotFound
from crm_core.goals import pace as pacing
from crm_core.goals import subjects
from crm_core.goals.figures import figures, reached_by, today, working_days
from crm_core.goals.measures import MEASURES
from crm_core.goals.schemas import Cell, GoalTable, OwnGoal
from crm_core.goals.spans import LENGTHS, Span, months_of, span, spans
from crm_core.goals.subjects import COMPANY, EDIT, READ, Named, Subject
from crm_core.work import ANYBODY, Work, query
from db.models import Goal

OWN = 4


@query(*READ)
def goal_table(work: Work, measure: str, period: str, year: int) -> GoalTable:
    """The goals of `measure` in `year` within the reader's rights, and what was reached. Raises NotFound for an unknown measure."""
    if measure not in MEASURES or period not in LENGTHS:
        raise NotFound()
    shown = tuple(spans(period, date(year, 1, 1), 12 // LENGTHS[period]))
    known = [one for one in shown if one.start <= today(work)]
    found = subjects.named(work)
    cells = {
        (Subject(goal.user_id, goal.team_id), Span(goal.starts_on, goal.ends_on)): Cell(goal.target, goal.version)
        for goal in work.session.scalars(_goals(measure, period, shown).where(subjects.goals(work)))
    }
    found += _gone(work, {subject for subject, _span in cells} - {one.subject for one in found})
    reached = figures(work, [(measure, one) for one in known], reached_by(work, *READ))
    shown_to = {one.subject for one in found}  # of a team that is not the reader's only a part would be counted
    actual = {(subject, one): value for (_measure, subject, one), value in reached.items() if subject in shown_to}
    return GoalTable(
        measure, period, shown, tuple(found), cells, actual, _paces(work, measure, cells, actual),
        frozenset(one.subject for one in found if subjects.reach_includes(work, one, EDIT)),
    )


@query(ANYBODY)
def own_goals(work: Work) -> tuple[OwnGoal, ...]:
    """The reader's own goals that run today, those of the month first, with their pace."""
    day = today(work)
    mine = select(Goal).where(Goal.user_id == work.actor.user_id, Goal.starts_on <= day, Goal.ends_on >= day).order_by(Goal.ends_on, Goal.id)
    goals = [goal for goal in work.session.scalars(mine.limit(OWN)) if goal.measure in MEASURES]
    if not goals:
        return ()
    me = Subject(user_id=work.actor.user_id)
    reached = figures(work, [(goal.measure, Span(goal.starts_on, goal.ends_on)) for goal in goals], lambda owner, _team: owner == me.user_id)
    works = working_days(work)
    return tuple(
        OwnGoal(goal.measure, goal.period, one, _pace(goal.measure, goal.target, reached.get((goal.measure, me, one)), one, day, works))
        for goal in goals for one in [Span(goal.starts_on, goal.ends_on)]
    )


def targets(work: Work, measure: str, months: Sequence[date], *, user_id: int | None = None, team_id: int | None = None) -> dict[date, float]:
    """The target of each of `months` (first days) for a person, a team, or with neither the company; for other queries.

    In the unit of the measure, money in minor units; a month without a target is missing. A month's own goal counts;
    else its share of the quarter's, else of the year's goal: what the months with goals of their own leave of it, evenly
    (a rate's target holds for each month as it is). Needs no right: a query hands it out within its own.
    """
    return first_targets(work, (measure,), months, user_id=user_id, team_id=team_id)[1]


def first_targets(work: Work, measures: Sequence[str], months: Sequence[date], *, user_id: int | None = None, team_id: int | None = None) -> tuple[str, dict[date, float]]:
    """As `targets`, of the first of `measures` that has any for these months (else of the last, and none).

    A company without goals of its own aims for what its teams aim for together.
    """
    subject = Subject(user_id, team_id)
    whose = Goal.user_id.is_(None) if subject == COMPANY else and_(Goal.user_id == user_id, Goal.team_id == team_id)
    found = _monthly(work, measures, months, whose)
    if subject == COMPANY:
        found = _of_teams(found) | found
    return next(((key, found[key, subject]) for key in measures if found.get((key, subject))), (measures[-1], {}))


def targets_by(work: Work, measure: str, months: Sequence[date], kind: str) -> dict[int, dict[date, float]]:
    """As `targets`, for every person (`kind` "user") or team ("team") that has goals: id → month → target."""
    column = Goal.user_id if kind == "user" else Goal.team_id
    found = _monthly(work, (measure,), months, column.is_not(None))
    return {(subject.user_id if kind == "user" else subject.team_id): of_months for (_measure, subject), of_months in found.items()}


def _monthly(work: Work, measures: Sequence[str], months: Sequence[date], whose) -> dict[tuple[str, Subject], dict[date, float]]:
    if not months:
        return {}
    first, last = span("year", min(months)), span("year", max(months))
    wanted = select(Goal).where(Goal.measure.in_(measures), Goal.starts_on >= first.start, Goal.ends_on <= last.end, whose)
    goals: dict[tuple[str, Subject], list[Goal]] = {}
    for goal in work.session.scalars(wanted):
        goals.setdefault((goal.measure, Subject(goal.user_id, goal.team_id)), []).append(goal)
    shared = {key: _share_out(some, MEASURES[key[0]].adds) for key, some in goals.items()}
    return {key: {month: found[month] for month in months if month in found} for key, found in shared.items()}


def _of_teams(found: dict[tuple[str, Subject], dict[date, float]]) -> dict[tuple[str, Subject], dict[date, float]]:
    """The sums of the teams' targets, as the company's, of measures that add up."""
    sums: dict[tuple[str, Subject], dict[date, float]] = {}
    for (measure, subject), targets_of in found.items():
        if subject != COMPANY and MEASURES[measure].adds:
            of_company = sums.setdefault((measure, COMPANY), {})
            for month, target in targets_of.items():
                of_company[month] = of_company.get(month, 0) + target
    return sums


def _share_out(goals: Iterable[Goal], adds: bool) -> dict[date, float]:
    """Month → target: short goals first, longer ones over the months that are left."""
    found: dict[date, float] = {}
    for goal in sorted(goals, key=lambda goal: LENGTHS[goal.period]):
        months = months_of(Span(goal.starts_on, goal.ends_on))
        open_months = [month for month in months if month not in found]
        left = goal.target - sum(found[month] for month in months if month in found) if adds else goal.target
        share = max(left, 0) / len(open_months) if adds and open_months else left
        found |= dict.fromkeys(open_months, share)
    return found


def _goals(measure: str, period: str, shown: Sequence[Span]):
    return select(Goal).where(Goal.measure == measure, Goal.period == period, Goal.starts_on >= shown[0].start, Goal.starts_on <= shown[-1].start)


def _gone(work: Work, missing: set[Subject]) -> list[Named]:
    """Those who have goals and do no such work any more."""
    return subjects.names_of(work, missing) if missing else []


def _paces(work: Work, measure: str, cells: dict, actual: dict) -> dict:
    day, works = today(work), working_days(work) if cells else None
    return {
        (subject, one): _pace(measure, cell.target, actual.get((subject, one)), one, day, works)
        for (subject, one), cell in cells.items() if one.start <= day
    }


def _pace(key: str, target: float, actual: float | None, one: Span, day: date, works) -> pacing.Pace:
    measure = MEASURES[key]
    reached = 0.0 if actual is None and measure.adds else actual
    return pacing.pace(target, reached, pacing.gone(one, day, works), adds=measure.adds, rising=measure.rising)
