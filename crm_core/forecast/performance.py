"""How each person did: sales, win rate, cycle, activity, satisfaction, beside target and the median of the team."""
from dataclasses import dataclass
from statistics import median

from sqlalchemy import exists, func, select, true

from crm_core.access.rights import Scope
from crm_core.errors import NotFound
from crm_core.forecast.filters import RIGHT
from crm_core.goals.figures import figures, today
from crm_core.goals.queries import targets_by
from crm_core.goals.spans import LENGTHS, Span, later, months_of, span
from crm_core.goals.subjects import WORKING, Subject
from crm_core.work import Work, query
from db.functions import days_between
from db.models import Deal, RoleRight, Team, User

MEASURES = ("won_value", "order_revenue", "won_deals", "win_rate", "activities", "satisfaction")
CYCLE = "cycle"
LEAST = 3  # people of whom a median is told; of fewer it would tell on somebody


@dataclass(frozen=True)
class Person:
    """`values` by measure, cycle in median days; what is not known is missing. `target` is of won value, up to today's month's end."""

    id: int
    name: str
    team_id: int | None
    team: str | None
    values: dict[str, float]
    target: float | None


@dataclass(frozen=True)
class Performance:
    """People within the right, the best first, and for each team (None: without) the median of each measure."""

    span: Span
    people: tuple[Person, ...]
    medians: dict[int | None, dict[str, float]]


@query(RIGHT)
def performance(work: Work, period: str = "quarter", back: int = 0) -> Performance:
    """The running month, quarter or year, or the one `back` before it. Who sees only oneself sees the team's median too.

    Raises NotFound for a period there is not.
    """
    if period not in LENGTHS or not 0 <= back <= 36:
        raise NotFound()
    within = span(period, later(today(work), -LENGTHS[period] * back))
    people = _people(work)
    ids = [row.id for row in people]
    found = figures(work, [(measure, within) for measure in MEASURES], lambda owner, _team: owner.in_(ids))
    cycles, targets = _cycles(work, within, ids), targets_by(work, "won_value", months_of(within), "user")
    everybody = []
    for row in people:
        values = {m: found[m, Subject(user_id=row.id), within] for m in MEASURES if (m, Subject(user_id=row.id), within) in found}
        values |= {CYCLE: cycles[row.id]} if row.id in cycles else {}
        goal = targets.get(row.id)
        everybody.append(Person(row.id, row.name, row.team_id, row.team, values, sum(goal.values()) if goal else None))
    shown = [one for one in everybody if work.scope(RIGHT) > Scope.OWN or one.id == work.actor.user_id]
    shown.sort(key=lambda one: -one.values.get("won_value", 0))
    return Performance(within, tuple(shown), _medians(everybody))


def _people(work: Work):
    """Active people who sell or serve: all, or those of the reader's team."""
    actor = work.actor
    if work.scope(RIGHT) is Scope.ALL:
        reached = true()
    elif actor.team_id is not None:
        reached = User.team_id == actor.team_id
    else:
        reached = User.id == actor.user_id
    works = exists().where(RoleRight.role_id == User.role_id, RoleRight.right.in_(WORKING))
    return work.session.execute(
        select(User.id, User.name, User.team_id, Team.name.label("team")).outerjoin(Team, Team.id == User.team_id)
        .where(User.active, reached, works).order_by(User.name_key, User.id)
    ).all()


def _cycles(work: Work, within: Span, ids: list[int]) -> dict[int, float]:
    """Median days from the first contact to the close of the deals won."""
    days = days_between(Deal.opened_on, Deal.closed_on)
    rows = work.session.execute(
        select(Deal.owner_id, days.label("days"), func.count())
        .where(Deal.deleted_at.is_(None), Deal.status == "won", Deal.closed_on.between(within.start, within.end), days >= 0, Deal.owner_id.in_(ids))
        .group_by(Deal.owner_id, "days")
    )
    spent: dict[int, list[int]] = {}
    for owner, length, count in rows:
        spent.setdefault(owner, []).extend([length] * count)
    return {owner: float(median(lengths)) for owner, lengths in spent.items()}


def _medians(people: list[Person]) -> dict[int | None, dict[str, float]]:
    teams: dict[int | None, dict[str, list[float]]] = {}
    for one in people:
        for measure, value in one.values.items():
            teams.setdefault(one.team_id, {}).setdefault(measure, []).append(value)
    return {team: {measure: float(median(values)) for measure, values in of.items() if len(values) >= LEAST} for team, of in teams.items()}
