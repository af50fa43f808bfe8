"""The figures of the churn page that come from its cases. Money in minor units."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Float, and_, cast, func, or_, select

from crm_core.access.rights import Scope
from crm_core.churn import filters, listing
from crm_core.churn.commands import day
from crm_core.churn.filters import RIGHT, ChurnFilter
from crm_core.churn.rules import CONFIRMED, OPEN, Thresholds
from crm_core.work import Work, query
from db.models import ChurnCase, Customer, CustomerValue, ModelRun, Team

HOLD = 2 / 3  # the share of the value at risk that the largest hold


@dataclass(frozen=True)
class Trust:
    """How the model of purchases did on the months held out; `check` as ModelRun has it, empty when none was fitted."""

    enough: bool
    signal: bool
    at: date | None
    check: Mapping


@dataclass(frozen=True)
class Summary:
    """Open cases: how many, worth how much a year, how many of them hold two thirds of it, by tab; the same a month ago;
    and of how many customers that ordered lately. `reasons`: reason, count of those given up in the period. `teams`:
    team_id, team, count, at_risk."""

    at_risk: int
    value: int
    holders: int
    tabs: Mapping[str, int]
    month_ago: int
    value_month_ago: int
    customers: int
    updated: date | None
    reasons: pd.DataFrame
    teams: pd.DataFrame
    trust: Trust


@query(RIGHT)
def summary(work: Work, chosen: ChurnFilter) -> Summary:
    """The page's figures within the right, in four statements."""
    open_now = _open(work, chosen)
    return Summary(*open_now, *_ago(work, chosen), _reasons(work, chosen), _teams(work, chosen), trust(work))


@query(RIGHT)
def teams(work: Work) -> dict[int, str]:
    """Teams to filter by, within the right: id → name."""
    mine = Team.id.is_not(None) if work.scope(RIGHT) is Scope.ALL else Team.id == work.actor.team_id
    return dict(work.session.execute(select(Team.id, Team.name).where(mine).order_by(Team.name)).tuples().all())


def trust(work: Work) -> Trust:
    """The last model of purchases."""
    row = work.session.scalars(select(ModelRun).where(ModelRun.kind == "purchases").order_by(ModelRun.at.desc()).limit(1)).first()
    return Trust(row.enough, row.enough and row.signal, row.at.date(), row.check) if row else Trust(False, False, None, {})


def _open(work: Work, chosen: ChurnFilter) -> tuple:
    limits, k = Thresholds.of(work.settings.churn), ChurnCase
    tabs = {tab: func.coalesce(listing.of_tab(tab, limits, day(work)), False) for tab in listing.TABS}
    ranked = (
        select(
            k.at_risk, (func.sum(k.at_risk).over(order_by=(k.at_risk.desc(), k.id)) - k.at_risk).label("above"),
            func.sum(k.at_risk).over().label("total"), *(condition.label(tab) for tab, condition in tabs.items()),
        )
        .select_from(k).join(Customer, filters.cases(work, chosen)).outerjoin(CustomerValue, CustomerValue.customer_id == k.customer_id)
        .where(k.state.in_(OPEN)).subquery()
    )
    r = ranked.c
    row = work.session.execute(select(
        func.count(), func.coalesce(func.sum(r.at_risk), 0), func.count().filter(r.above < cast(r.total, Float) * HOLD),
        *(func.count().filter(r[tab]) for tab in tabs),
    ).select_from(ranked)).one()
    return int(row[0]), int(row[1]), int(row[2]), dict(zip(tabs, (int(n) for n in row[3:]), strict=True))


def _ago(work: Work, chosen: ChurnFilter) -> tuple:
    """Cases that were open a month ago, with what is at risk in each by the last figures; and customers that order."""
    then, k = day(work) - timedelta(days=30), ChurnCase
    was_open = and_(
        k.warned_on <= then, or_(k.confirmed_on.is_(None), k.confirmed_on > then), or_(k.ended_on.is_(None), k.ended_on > then))
    since = day(work) - timedelta(days=Thresholds.of(work.settings.churn).churn_days)
    buying = select(func.count()).select_from(Customer).where(filters.customers(work, chosen), Customer.last_order_on > since).scalar_subquery()
    newest = select(func.max(CustomerValue.at)).scalar_subquery()
    row = work.session.execute(
        select(func.count(), func.coalesce(func.sum(k.at_risk), 0), buying, newest).select_from(k).join(Customer, filters.cases(work, chosen))
        .where(was_open)
    ).one()
    return int(row[0]), int(row[1]), int(row[2]), row[3]


def _reasons(work: Work, chosen: ChurnFilter) -> pd.DataFrame:
    k = ChurnCase
    rows = work.session.execute(
        select(k.reason, func.count()).select_from(k).join(Customer, filters.cases(work, chosen))
        .where(k.state == CONFIRMED, k.confirmed_on >= filters.begin(work, chosen)).group_by(k.reason).order_by(func.count().desc(), k.reason)
    ).all()
    return pd.DataFrame([(reason or "", n) for reason, n in rows], columns=["reason", "count"])


def _teams(work: Work, chosen: ChurnFilter) -> pd.DataFrame:
    k = ChurnCase
    amount = func.coalesce(func.sum(k.at_risk), 0)
    rows = work.session.execute(
        select(Customer.team_id, Team.name, func.count(), amount).select_from(k).join(Customer, filters.cases(work, chosen))
        .outerjoin(Team, Team.id == Customer.team_id).where(k.state.in_(OPEN)).group_by(Customer.team_id, Team.name).order_by(amount.desc())
    ).all()
    return pd.DataFrame([(team, name, n, int(value)) for team, name, n, value in rows], columns=["team_id", "team", "count", "at_risk"])
