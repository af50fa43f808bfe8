"""The figures of the churn page that come from its cases. Money in minor units."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Integer, Select, and_, cast, func, or_, select

from crm_core.access.rights import Scope
from crm_core.churn import filters, listing
from crm_core.churn.commands import day
from crm_core.churn.filters import RIGHT, ChurnFilter
from crm_core.churn.rules import CONFIRMED, OPEN, Thresholds
from crm_core.columnar.copy import columns
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
    """The page's figures within the right. Raises Preparing while the copy by columns is being built."""
    open_now, buying, teams = _open(work, chosen)
    count, value, newest = _ago(work, chosen)
    return Summary(*open_now, count, value, buying, newest, _reasons(work, chosen), teams, trust(work))


@query(RIGHT)
def teams(work: Work) -> dict[int, str]:
    """Teams to filter by, within the right: id → name."""
    mine = Team.id.is_not(None) if work.scope(RIGHT) is Scope.ALL else Team.id == work.actor.team_id
    return dict(work.session.execute(select(Team.id, Team.name).where(mine).order_by(Team.name)).tuples().all())


def trust(work: Work) -> Trust:
    """The last model of purchases."""
    row = work.session.scalars(select(ModelRun).where(ModelRun.kind == "purchases").order_by(ModelRun.at.desc()).limit(1)).first()
    return Trust(row.enough, row.enough and row.signal, row.at.astimezone(ZoneInfo(work.settings.time_zone)).date(), row.check) if row else Trust(False, False, None, {})


# Cases of the page, with their customers as the copy by columns has them: in the tables that takes seconds for many.
_MINE = "SELECT o.*, c.team_id FROM opened o JOIN customer c ON c.id = o.customer_id WHERE {where}"
_WHOLE = """
SELECT count(*) AS count, coalesce(sum(at_risk), 0) AS value, count(*) FILTER (above < total * {hold}) AS holders, {tabs} FROM (
  SELECT *, sum(at_risk) OVER (ORDER BY at_risk DESC, id ROWS UNBOUNDED PRECEDING) - at_risk AS above, sum(at_risk) OVER () AS total FROM mine)
"""
_BUYING = """
SELECT count(DISTINCT s.customer_id) AS n FROM sale s JOIN customer c ON c.id = s.customer_id
WHERE NOT s.is_return AND s.ordered_on > $since AND s.ordered_on <= $today AND {where}
"""
_BY_TEAM = "SELECT team_id, count(*) AS count, sum(at_risk) AS at_risk FROM mine GROUP BY team_id ORDER BY at_risk DESC, team_id"


def _open(work: Work, chosen: ChurnFilter) -> tuple[tuple, int, pd.DataFrame]:
    """What `Summary` tells of open cases, how many customers ordered lately, and open cases by team."""
    where, params = filters.columnar(work, chosen)
    today = day(work)
    lately = params | {"today": today, "since": today - timedelta(days=Thresholds.of(work.settings.churn).churn_days)}
    with columns(work).bench() as bench:
        bench.bring("opened", work.session, _opened(work))
        bench.make("mine", _MINE.format(where=where), params)
        row = bench.frame(_WHOLE.format(hold=HOLD, tabs=", ".join(f"coalesce(sum({tab}), 0) AS {tab}" for tab in listing.TABS))).iloc[0]
        found = bench.frame(_BY_TEAM)
        buying = int(bench.frame(_BUYING.format(where=where), lately).n[0])
    names = dict(work.session.execute(select(Team.id, Team.name)).all())
    teams = [(None, None) if pd.isna(team) else (int(team), names.get(int(team))) for team in found.team_id]
    found = found.assign(team_id=[team for team, _name in teams], team=[name for _team, name in teams])
    whole = int(row["count"]), int(row.value), int(row.holders), {tab: int(row[tab]) for tab in listing.TABS}
    return whole, buying, found[["team_id", "team", "count", "at_risk"]].astype({"team_id": object, "team": object})


def _opened(work: Work) -> Select:
    """Open cases of everybody, with the tabs they are in."""
    limits, k = Thresholds.of(work.settings.churn), ChurnCase
    tabs = (cast(func.coalesce(listing.of_tab(tab, limits, day(work)), False), Integer).label(tab) for tab in listing.TABS)
    return (
        select(k.id, k.customer_id, k.at_risk, *tabs).outerjoin(CustomerValue, CustomerValue.customer_id == k.customer_id)
        .where(k.state.in_(OPEN)))


def _ago(work: Work, chosen: ChurnFilter) -> tuple:
    """Cases that were open a month ago, with what is at risk in each by the last figures; and when these are of."""
    then, k = day(work) - timedelta(days=30), ChurnCase
    was_open = and_(
        k.warned_on <= then, or_(k.confirmed_on.is_(None), k.confirmed_on > then), or_(k.ended_on.is_(None), k.ended_on > then))
    newest = select(func.max(CustomerValue.at)).scalar_subquery()
    row = work.session.execute(
        select(func.count(), func.coalesce(func.sum(k.at_risk), 0), newest).select_from(k).join(Customer, filters.cases(work, chosen))
        .where(was_open)
    ).one()
    return int(row[0]), int(row[1]), row[2]


def _reasons(work: Work, chosen: ChurnFilter) -> pd.DataFrame:
    k = ChurnCase
    rows = work.session.execute(
        select(k.reason, func.count()).select_from(k).join(Customer, filters.cases(work, chosen))
        .where(k.state == CONFIRMED, k.confirmed_on >= filters.begin(work, chosen)).group_by(k.reason).order_by(func.count().desc(), k.reason)
    ).all()
    return pd.DataFrame([(reason or "", n) for reason, n in rows], columns=["reason", "count"])
