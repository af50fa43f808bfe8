"""The executive dashboard (高管驾驶舱): the few figures of every report on one page, each as far as the reader may see it."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import and_, case, or_, select

from crm_core import clock
from crm_core.access.rights import Scope
from crm_core.churn.filters import ChurnFilter, columnar
from crm_core.churn.rules import OPEN
from crm_core.columnar.copy import columns
from crm_core.content.period import Days, Period, add_months, resolve
from crm_core.goals.figures import figures, reached_by
from crm_core.goals.queries import targets
from crm_core.goals.spans import Span
from crm_core.goals.statements import FILLED
from crm_core.goals.subjects import COMPANY, Subject
from crm_core.reports.choices import teams_within
from crm_core.reports.closed import Closed, closed
from crm_core.reports.composition import CompositionFilter, filled, lifecycles, moved
from crm_core.reports.contribution_scan import ContributionFilter, Scan
from crm_core.reports.filters import ReportFilter
from crm_core.reports.forecast import OpenPipeline, open_pipeline
from crm_core.work import Work, query
from db.models import ChurnCase, ForecastSnapshot, Team

RIGHTS = ("reports:value", "reports:pipeline", "reports:service", "reports:churn", "reports:forecast")
MONTHS = 12
SERVICE = ("satisfaction", "response_in_time")


@dataclass(frozen=True)
class ExecutiveFilter:
    """What the page is about. `period` is one of `crm_core.content.period.KEYS`."""

    period: str = "this_quarter"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Sales:
    """Revenue and margin of the period and before, the target of the whole period (None: none is set), and the last months.

    `gone` is the share of the period's days that are over. Money in minor units.
    """

    revenue: int
    before: int | None
    margin: int
    target: int | None
    gone: float
    months: Sequence[tuple[date, int, int | None]]


@dataclass(frozen=True)
class Customers:
    """How many there are by lifecycle, new and lost in the period (with the period before), and the share of fields filled."""

    lifecycles: dict[str, int]
    new: tuple[int, int | None]
    lost: tuple[int, int | None]
    complete: float | None

    @property
    def count(self) -> int:
        return sum(self.lifecycles.values())


@dataclass(frozen=True)
class Churn:
    """Open churn cases by team of the customer: (id, name, count, revenue at risk), and how many were open a month ago."""

    teams: Sequence[tuple[int | None, str | None, int, int]]
    month_ago: int

    @property
    def at_risk(self) -> int:
        return sum(count for _id, _team, count, _value in self.teams)

    @property
    def value(self) -> int:
        return sum(value for _id, _team, _count, value in self.teams)


@dataclass(frozen=True)
class Service:
    """Mean score, and the percentage of first answers in time, in the period and before; None where nothing was measured."""

    satisfaction: float | None
    satisfaction_before: float | None
    in_time: float | None


@dataclass(frozen=True)
class Forecast:
    """What was last expected of the coming months: (month, low, middle, high, target), P10, P50 and P90 in minor units."""

    taken_on: date
    months: Sequence[tuple[date, int, int, int, int | None]]


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page; None is what the reader has no right to."""

    period: Period
    sales: Sales | None
    open: OpenPipeline | None
    won: Closed | None
    forecast: Forecast | None
    customers: Customers | None
    churn: Churn | None
    service: Service | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to tell yet."""
        return not (
            self.sales and (self.sales.revenue or self.sales.before) or self.open and self.open.count or self.customers and self.customers.count
            or self.service and self.service.satisfaction is not None)


@query(*RIGHTS)
def executive(work: Work, chosen: ExecutiveFilter) -> Dashboard:
    """The page within the reader's rights. Raises Preparing while the copy of orders is being built."""
    period = resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end)
    may = {right: work.scope(right) is not Scope.NONE for right in RIGHTS}
    days, team = (chosen.period, chosen.start, chosen.end), chosen.team_id
    pipeline = ReportFilter(*days, team)
    return Dashboard(
        period,
        _sales(work, chosen, period) if may["reports:value"] else None,
        open_pipeline(work, pipeline) if may["reports:pipeline"] else None,
        closed(work, pipeline) if may["reports:pipeline"] else None,
        _forecast(work, _team(work, chosen, "reports:forecast")) if may["reports:forecast"] else None,
        _customers(work, CompositionFilter(*days, team), period) if may["reports:value"] else None,
        _churn(work, ChurnFilter(team_id=team)) if may["reports:churn"] else None,
        _service(work, period, team) if may["reports:service"] else None,
    )


@query(*RIGHTS)
def executive_teams(work: Work) -> dict[int, str]:
    """The teams to choose from, within the widest of the reader's rights: id → name."""
    widest = max(RIGHTS, key=work.scope)
    return dict(work.session.execute(select(Team.id, Team.name).where(teams_within(work, widest)).order_by(Team.name)).all())


def _sales(work: Work, chosen: ExecutiveFilter, period: Period) -> Sales:
    copy, today = columns(work), clock.today(work.actor.time_zone)
    whole = Scan(work, ContributionFilter(chosen.period, chosen.start, chosen.end, chosen.team_id), copy).whole()
    last = min(period.days.end or today, today)
    first = add_months(last, 1 - MONTHS)
    shown = [add_months(first, place) for place in range(MONTHS)]
    revenue = Scan(work, ContributionFilter("custom", first, last, chosen.team_id), copy).months()
    span = _whole_days(chosen, period)
    wanted = _months_of(span) if span else []
    aims = targets(work, "order_revenue", sorted({*shown, *wanted}), team_id=_team(work, chosen, "reports:value"))
    target = sum(aims[month] for month in wanted) if wanted and all(month in aims for month in wanted) else None
    months = tuple((month, revenue.get(month, 0), round(aims[month]) if month in aims else None) for month in shown)
    return Sales(int(whole.revenue), int(whole.before) if period.before else None, int(whole.margin), round(target) if target else None, _gone(span, today), months)


def _team(work: Work, chosen: ExecutiveFilter, right: str) -> int | None:
    """Whose goals and forecast these are: the chosen team's, else the reader's own where the right ends there; None: the company's."""
    return chosen.team_id if work.scope(right) is Scope.ALL else work.actor.team_id


def _whole_days(chosen: ExecutiveFilter, period: Period) -> Days | None:
    """The period to its end, also where that is still to come; None where no target can belong to it."""
    length = {"month": 1, "quarter": 3, "year": 12}.get(chosen.period.partition("_")[2])
    if length is None:
        return None
    end = add_months(period.days.start, length)
    return Days(period.days.start, date.fromordinal(end.toordinal() - 1))


def _months_of(days: Days) -> list[date]:
    count = (days.end.year - days.start.year) * 12 + days.end.month - days.start.month + 1
    return [add_months(days.start, place) for place in range(count)]


def _gone(days: Days | None, today: date) -> float:
    if days is None:
        return 1.0
    return min(1.0, ((min(today, days.end) - days.start).days + 1) / ((days.end - days.start).days + 1))


def _customers(work: Work, chosen: CompositionFilter, period: Period) -> Customers:
    stages, (new, lost), known = lifecycles(work, chosen), moved(work, chosen, period), filled(work, chosen)
    count = sum(stages.values())
    return Customers(stages, new, lost, float(known.filled.sum()) / (count * len(FILLED)) if count else None)


def _churn(work: Work, chosen: ChurnFilter) -> Churn:
    k, then = ChurnCase, clock.today(work.actor.time_zone) - timedelta(days=30)
    now = k.state.in_(OPEN)
    was = and_(k.warned_on <= then, or_(k.confirmed_on.is_(None), k.confirmed_on > then), or_(k.ended_on.is_(None), k.ended_on > then))
    where, params = columnar(work, chosen)
    with columns(work).bench() as bench:
        found = select(k.customer_id, k.at_risk, *(case((one, 1), else_=0).label(name) for one, name in ((now, "open"), (was, "was_open"))))
        bench.bring("found", work.session, found.where(or_(now, was)))
        rows = bench.frame(
            "SELECT c.team_id, sum(open) AS opened, coalesce(sum(at_risk) FILTER (open = 1), 0) AS value, sum(was_open) AS was FROM found f "
            f"JOIN customer c ON c.id = f.customer_id WHERE {where} GROUP BY c.team_id ORDER BY value DESC, c.team_id", params)
    names = dict(work.session.execute(select(Team.id, Team.name)).all())
    keys = (None if pd.isna(key) else int(key) for key in rows.team_id)
    teams = ((key, names.get(key), int(row.opened), int(row.value)) for key, row in zip(keys, rows.itertuples(), strict=True) if row.opened)
    return Churn(tuple(teams), int(rows.was.sum()))


def _service(work: Work, period: Period, team_id: int | None) -> Service:
    spans = [Span(days.start, days.end) for days in (period.days, period.before) if days and days.start and days.end]
    if not spans:
        spans = [Span(date(2000, 1, 1), clock.today(work.actor.time_zone))]
    found = figures(work, [(key, one) for key in SERVICE for one in spans], reached_by(work, "reports:service"))
    subject = Subject(team_id=team_id) if team_id else COMPANY
    before = found.get(("satisfaction", subject, spans[1])) if len(spans) > 1 else None
    return Service(found.get(("satisfaction", subject, spans[0])), before, found.get(("response_in_time", subject, spans[0])))


def _forecast(work: Work, team_id: int | None) -> Forecast | None:
    row = ForecastSnapshot
    of_team = row.team_id == team_id if team_id else row.team_id.is_(None)
    newest = select(row.taken_on).where(of_team).order_by(row.taken_on.desc()).limit(1).scalar_subquery()
    rows = work.session.execute(
        select(row.taken_on, row.month, row.low, row.middle, row.high, row.target).where(of_team, row.taken_on == newest).order_by(row.month)).all()
    return Forecast(rows[0].taken_on, tuple(tuple(one[1:]) for one in rows)) if rows else None
