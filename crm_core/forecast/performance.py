"""How each person did: sales, win rate, cycle, activity, satisfaction, beside target and the median of the team."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import Row, exists, func, select, true

from crm_core.access.rights import Scope
from crm_core.errors import NotFound
from crm_core.forecast.filters import RIGHT
from crm_core.goals.figures import figures, today
from crm_core.goals.queries import targets_by
from crm_core.goals.spans import LENGTHS, Span, later, months_of, span
from crm_core.goals.subjects import WORKING, Subject
from crm_core.intervals import wilson
from crm_core.work import Work, query
from db.functions import days_between, month_number
from db.models import Deal, RoleRight, Team, User

COUNTED = ("won_value", "order_revenue", "won_deals", "activities", "satisfaction")  # as goals measure them
WIN_RATE, CYCLE = "win_rate", "cycle"
MEASURES = ("won_value", "order_revenue", "won_deals", WIN_RATE, CYCLE, "activities", "satisfaction")
LEAST = 3  # people of whom a median is told; of fewer it would tell on somebody
LEAST_DEALS = 5  # closed deals of which a win rate is told
TREND = 12  # months
BACK = 36

Found = dict[int, dict[Span, dict[str, float]]]


@dataclass(frozen=True)
class PerformanceFilter:
    """The running `period` (month, quarter, year) or the one `back` before it; of a team, or of one person."""

    period: str = "quarter"
    back: int = 0
    team_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Person:
    """`values` by measure (money in minor units, rates in percent, cycle in median days); what is not known is missing.

    `target` is of won value, for the whole period. `won` of `closed` deals make the win rate.
    """

    id: int
    name: str
    team_id: int | None
    team: str | None
    values: dict[str, float]
    target: float | None
    won: int = 0
    closed: int = 0

    @property
    def win_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the win rate, in percent; None of fewer than LEAST_DEALS."""
        if self.closed < LEAST_DEALS:
            return None
        low, high = wilson(self.won, self.closed)
        return low * 100, high * 100

    def sure(self, measure: str) -> float | None:
        """The value, unless it is a win rate of too few deals."""
        return None if measure == WIN_RATE and self.closed < LEAST_DEALS else self.values.get(measure)


@dataclass(frozen=True)
class Trend:
    """One person by month, and the team's median where it is told: measure → a value a month."""

    months: tuple[Span, ...]
    person: dict[str, tuple[float | None, ...]]
    team: dict[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Performance:
    """People within right and filter, the best first; for each team (None: without) the median of each measure.

    `trend` is of the person chosen, or of the only one there is to see. `teams` and `everybody` can be chosen from.
    """

    span: Span
    people: tuple[Person, ...]
    medians: dict[int | None, dict[str, float]]
    trend: Trend | None
    teams: dict[int, str]
    everybody: dict[int, str]

    @property
    def chosen(self) -> Person | None:
        """Whom the page is about, where it is one person."""
        return self.people[0] if self.trend else None


@query(RIGHT)
def performance(work: Work, chosen: PerformanceFilter) -> Performance:
    """The figures of a period. Who sees only oneself sees the team's median too. Raises NotFound for a period there is not."""
    within, rows = span_of(work, chosen), people_within(work)
    targets = targets_by(work, "won_value", months_of(within), "user")
    found, closed = _values(work, [within], [row.id for row in rows])
    everybody = [_person(row, found.get(row.id, {}).get(within, {}), targets.get(row.id), *closed.get((row.id, within), (0, 0))) for row in rows]
    seen = [row for row in rows if sees(work, row.id)]
    shown = [one for one in everybody if sees(work, one.id) and _is_chosen(one, chosen)]
    shown.sort(key=lambda one: -one.values.get("won_value", 0))
    about = shown[0] if len(shown) == 1 and (chosen.person_id is not None or len(seen) == 1) else None
    mates = [row.id for row in rows if about and row.team_id == about.team_id]
    return Performance(
        within, tuple(shown), _medians(everybody), _trend(work, within, about.id, mates) if about else None,
        {row.team_id: row.team for row in seen if row.team}, {row.id: row.name for row in seen})


def span_of(work: Work, chosen: PerformanceFilter) -> Span:
    """The days of the period. Raises NotFound for one there is not."""
    if chosen.period not in LENGTHS or not 0 <= chosen.back <= BACK:
        raise NotFound()
    return span(chosen.period, later(today(work), -LENGTHS[chosen.period] * chosen.back))


def months_before(work: Work, within: Span) -> list[Span]:
    """The months of the trend: up to the last one of the period that has begun."""
    last = min(within.end, max(today(work), within.start))
    return [span("month", later(last, place - TREND + 1)) for place in range(TREND)]


def people_within(work: Work) -> Sequence[Row]:
    """Active people who sell or serve: all, or those of the reader's team; (id, name, team_id, team)."""
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


def sees(work: Work, user_id: int) -> bool:
    """Whether the reader may see one of `people_within` by name."""
    return work.scope(RIGHT) > Scope.OWN or user_id == work.actor.user_id


def _is_chosen(one: Person, chosen: PerformanceFilter) -> bool:
    return chosen.person_id in (None, one.id) and chosen.team_id in (None, one.team_id)


def _person(row: Row, values: dict[str, float], goal: dict[date, float] | None, won: int, closed: int) -> Person:
    return Person(row.id, row.name, row.team_id, row.team, values, sum(goal.values()) if goal else None, won, closed)


def _values(work: Work, spans: Sequence[Span], ids: list[int]) -> tuple[Found, dict[tuple[int, Span], tuple[int, int]]]:
    """The measures of people in whole months or more, and how many of how many closed deals were won."""
    values: Found = {}
    counted = figures(work, [(measure, one) for measure in COUNTED for one in spans], lambda owner, _team: owner.in_(ids))
    for (measure, subject, one), value in counted.items():
        if subject != Subject() and subject.user_id is not None:
            values.setdefault(subject.user_id, {}).setdefault(one, {})[measure] = value
    of_month = {month.year * 100 + month.month: one for one in spans for month in months_of(one)}
    lengths: dict[tuple[int, Span], list[int]] = {}
    closed: dict[tuple[int, Span], tuple[int, int]] = {}
    for owner, month, status, days, count in _closed(work, spans, ids):
        at = owner, of_month[month]
        won, whole = closed.get(at, (0, 0))
        closed[at] = won + count * (status == "won"), whole + count
        if status == "won" and days is not None and days >= 0:
            lengths.setdefault(at, []).extend([days] * count)
    for (owner, one), (won, whole) in closed.items():
        values.setdefault(owner, {}).setdefault(one, {})[WIN_RATE] = won / whole * 100
    for (owner, one), spent in lengths.items():
        values[owner][one][CYCLE] = float(median(spent))
    return values, closed


def _closed(work: Work, spans: Sequence[Span], ids: list[int]):
    """Deals closed: (owner, month, status, days from the first contact, how many)."""
    days, month = days_between(Deal.opened_on, Deal.closed_on).label("days"), month_number(Deal.closed_on).label("month")
    return work.session.execute(
        select(Deal.owner_id, month, Deal.status, days, func.count())
        .where(Deal.deleted_at.is_(None), Deal.status.in_(("won", "lost")), Deal.closed_on.between(spans[0].start, spans[-1].end), Deal.owner_id.in_(ids))
        .group_by(Deal.owner_id, "month", Deal.status, "days")
    )


def _trend(work: Work, within: Span, person_id: int, mates: list[int]) -> Trend:
    months = months_before(work, within)
    found, closed = _values(work, months, mates)

    def value(user_id: int, month: Span, measure: str) -> float | None:
        if measure == WIN_RATE and closed.get((user_id, month), (0, 0))[1] < LEAST_DEALS:
            return None
        return found.get(user_id, {}).get(month, {}).get(measure)

    def usual(month: Span, measure: str) -> float | None:
        told = [one for one in (value(mate, month, measure) for mate in mates) if one is not None]
        return float(median(told)) if len(told) >= LEAST else None

    return Trend(
        tuple(months), {measure: tuple(value(person_id, month, measure) for month in months) for measure in MEASURES},
        {measure: tuple(usual(month, measure) for month in months) for measure in MEASURES})


def _medians(people: list[Person]) -> dict[int | None, dict[str, float]]:
    teams: dict[int | None, dict[str, list[float]]] = {}
    for one in people:
        of_team = teams.setdefault(one.team_id, {})
        for measure in MEASURES:
            if (value := one.sure(measure)) is not None:
                of_team.setdefault(measure, []).append(value)
    return {team: {measure: float(median(values)) for measure, values in of.items() if len(values) >= LEAST} for team, of in teams.items()}
