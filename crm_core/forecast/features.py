"""What is known of a deal when it enters a stage: the rows that the win model learns from and answers for.

Nothing in them is known only after the deal was closed: values are those of the products' prices, or as first entered while
the deal was open; how customer and owner did before is counted up to that day.
"""
from datetime import timedelta

import numpy as np
import pandas as pd
from sqlalchemy import and_, case, func, literal, or_, select

from crm_core.forecast import filters
from crm_core.goals.figures import today
from crm_core.work import Work
from db.functions import day_of
from db.models import Deal, DealLine, StageHistory

DEALS = 20_000  # closed last
BACK = timedelta(days=3 * 365)
SOURCES = ("exhibition", "referral", "web_form", "cold_call", "hotline", "social", "other")
NAMES = ("worth", "customer_known", "customer_won", "customer_rate", "owner_rate", "age", "spring", *(f"source_{name}" for name in SOURCES))
_PRIOR = 8.0


def closed(work: Work) -> pd.DataFrame:
    """One row per closed deal and stage it entered: deal, stage, at, closed, won, and NAMES. Deals without history enter theirs when opened."""
    last = (
        select(Deal.id).where(Deal.deleted_at.is_(None), Deal.status.in_(("won", "lost")), Deal.closed_on >= today(work) - BACK)
        .order_by(Deal.closed_on.desc(), Deal.id.desc()).limit(DEALS).subquery()
    )
    deals = _deals(work, Deal.id.in_(select(last.c.id)))
    h = StageHistory
    entered = work.session.execute(
        select(h.deal_id, h.stage_id, func.min(day_of(h.entered_at, filters.offset(work))))
        .join(last, last.c.id == h.deal_id).where(h.stage_id.is_not(None)).group_by(h.deal_id, h.stage_id)
    )
    visits = pd.DataFrame(entered.all(), columns=["deal", "stage", "at"])
    alone = deals[~deals.deal.isin(visits.deal)]
    rows = pd.concat([visits, alone.assign(at=alone.opened)[["deal", "stage", "at"]]], ignore_index=True)
    rows = rows.merge(deals.drop(columns="stage"), on="deal").dropna(subset=["at", "closed"])
    rows = rows[pd.to_datetime(rows["at"]) <= pd.to_datetime(rows.closed)]
    return _with_features(rows.assign(won=(rows.status == "won").astype(int)), deals)


def open_now(work: Work, ids: list[int]) -> pd.DataFrame:
    """The same of open deals, in the stage where they are: deal, stage and NAMES."""
    rows = _deals(work, Deal.id.in_(ids))
    past = work.session.execute(
        select(Deal.customer_id, Deal.owner_id, Deal.status, Deal.closed_on)
        .where(Deal.deleted_at.is_(None), Deal.status.in_(("won", "lost")), Deal.closed_on >= today(work) - BACK, _theirs(rows))
    )
    history = pd.DataFrame(past.all(), columns=["customer", "owner", "status", "closed"])
    return _with_features(rows.assign(at=rows.since.where(rows.since.notna(), rows.opened)), history)


def matrix(rows: pd.DataFrame) -> np.ndarray:
    """The features as numbers."""
    return rows[list(NAMES)].to_numpy(float)


def _deals(work: Work, which) -> pd.DataFrame:
    lines = select(func.sum(DealLine.price * DealLine.quantity)).where(DealLine.deal_id == Deal.id).scalar_subquery()
    entered = and_(Deal.first_value.is_not(None), or_(Deal.closed_on.is_(None), day_of(Deal.created_at, literal(0)) < Deal.closed_on))
    worth = func.coalesce(lines, case((entered, Deal.first_value)))
    rows = work.session.execute(select(
        Deal.id, Deal.stage_id, Deal.status, Deal.opened_on, Deal.closed_on, day_of(Deal.stage_since, filters.offset(work)), Deal.owner_id,
        Deal.customer_id, Deal.source, worth,
    ).where(which))
    return pd.DataFrame(rows.all(), columns=["deal", "stage", "status", "opened", "closed", "since", "owner", "customer", "source", "worth"])


def _theirs(rows: pd.DataFrame):
    owners, customers = ([int(key) for key in rows[name].dropna().unique()] for name in ("owner", "customer"))
    return or_(Deal.owner_id.in_(owners), Deal.customer_id.in_(customers))


def _with_features(rows: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    rows = rows.copy()
    at, opened = pd.to_datetime(rows["at"]), pd.to_datetime(rows.opened)
    worth = np.log1p(rows.worth.astype(float).clip(lower=0))
    rows["worth"] = worth.fillna(worth.mean()).fillna(0.0)
    rows["customer_known"] = rows.customer.notna().astype(float)
    for who in ("customer", "owner"):
        won, ended = _before(history, who, rows[who], at)
        rows[f"{who}_rate"] = (won + _PRIOR * 0.5) / (ended + _PRIOR)
        if who == "customer":
            rows["customer_won"] = np.log1p(won)
    rows["age"] = np.log1p((at - opened).dt.days.clip(lower=0).fillna(0))
    rows["spring"] = np.cos(2 * np.pi * (at.dt.day_of_year.fillna(1) - 80) / 365)
    for name in SOURCES:
        rows[f"source_{name}"] = (rows.source == name).astype(float)
    return rows


def _before(history: pd.DataFrame, who: str, keys: pd.Series, at: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """For each key: how many deals it had won, and closed, before `at`."""
    won, ended = np.zeros(len(keys)), np.zeros(len(keys))
    moments = at.to_numpy("datetime64[ns]")
    known = history.dropna(subset=[who, "closed"])
    known = known.assign(moment=pd.to_datetime(known.closed)).sort_values("moment")
    places = pd.Series(np.arange(len(keys)), index=keys.to_numpy())
    asked = {key: group.to_numpy() for key, group in places.groupby(level=0)}
    for key, group in known.groupby(who):
        if key in asked:
            mine = asked[key]
            count = np.searchsorted(group.moment.to_numpy("datetime64[ns]"), moments[mine])
            ended[mine] = count
            won[mine] = np.concatenate([[0], (group.status == "won").cumsum()])[count]
    return won, ended
