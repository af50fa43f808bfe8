"""The charts of the service report: volume, first answer, resolution, satisfaction, backlog and agents."""
from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crm_core.content.result import Chart, Sentence, counted
from crm_core.dictionary import label
from crm_core.errors import N_, NN_
from crm_core.reports import service_filters as filters
from crm_core.reports.service_filters import Bars, ServiceFilter
from crm_core.reports.service_scan import Scan
from crm_core.tickets.rules import OPEN
from crm_core.work import Work
from db.models import DictionaryEntry, Product, Ticket, User

GROUPS = ("kind", "channel", "product")
MOST_GROUPS = 5
REST = "rest"
AGES = ((0, 1), (1, 3), (3, 7), (7, 14), (14, 30), (30, None))  # days


def volume(work: Work, found: pd.DataFrame, bars: Bars, group: str) -> Chart:
    """Columns: key (bar:group), start, group (code, id, "rest", or "" where it is not said), label, count."""
    frame = found.copy()
    sizes = frame.groupby("group", dropna=False)["count"].sum().sort_values(ascending=False)
    shown = list(sizes.index[:MOST_GROUPS])
    frame["group"] = [one if one in shown or (pd.isna(one) and any(pd.isna(s) for s in shown)) else REST for one in frame.group]
    frame = frame.groupby(["bar", "group"], dropna=False, as_index=False)["count"].sum()
    names = _names(work, group)
    frame["group"] = ["" if pd.isna(one) else REST if one == REST else str(int(one) if group == "product" else one) for one in frame.group]
    frame["label"] = [names.get(one) for one in frame.group]
    frame["start"] = [bars.starts[int(bar)] for bar in frame.bar]
    frame["key"] = [f"{start.isoformat()}:{one}" for start, one in zip(frame.start, frame.group, strict=True)]
    return Chart(frame[["key", "start", "group", "label", "count"]], Sentence(N_("Tickets by the day they were opened. Merged ones count once.")))


def response(scan: Scan, bars: Bars) -> Chart:
    """Working minutes until the first answer; see `_spread`."""
    return _spread(scan, bars, Sentence(N_(
        "Working time from opening to the first public answer, by the day of the answer. Half are faster than the "
        "median, nine of ten faster than p90 (nearest rank). In time: within the first-answer limit of the ticket's policy.")))


def resolution(scan: Scan, bars: Bars) -> Chart:
    """Working minutes until resolved, waiting left out; see `_spread`."""
    return _spread(scan, bars, Sentence(N_(
        "Working time from opening to resolution without the time spent waiting for the customer, by the day it was "
        "resolved. Half are faster than the median, nine of ten faster than p90 (nearest rank). In time: within the limit of the ticket's policy.")))


def satisfaction(scan: Scan, bars: Bars) -> Chart:
    """Columns: key, start, count, mean (1 to 5)."""
    silent = scan.now.tickets - scan.now.scored
    return Chart(
        _on_bars(scan.bars.assign(count=scan.bars.scored), bars, "count", "mean"),
        Sentence(N_("Mean of the scores from 1 to 5 that customers gave, by the day the ticket was resolved.")),
        counted((silent, NN_("{n} resolved ticket without a score is not in this chart.", "{n} resolved tickets without a score are not in this chart."))),
    )


def backlog(work: Work, chosen: ServiceFilter) -> Chart:
    """Columns: key ("3-7"), low, high (None: open), count, late (past their limit). As it is now, whatever the period."""
    age = case(*((Ticket.opened_at > work.now - timedelta(days=high), place) for place, (_low, high) in enumerate(AGES) if high), else_=len(AGES) - 1)
    rows = work.session.execute(
        select(age.label("bin"), func.count(), func.coalesce(func.sum(case((Ticket.due_at < work.now, 1), else_=0)), 0))
        .where(filters.tickets(work, chosen), Ticket.state.in_(OPEN)).group_by("bin")
    ).all()
    found = {place: (count, late) for place, count, late in rows}
    frame = pd.DataFrame(
        [(f"{low}-{high or ''}", low, high, *found.get(place, (0, 0))) for place, (low, high) in enumerate(AGES)],
        columns=["key", "low", "high", "count", "late"])
    return Chart(frame, Sentence(N_("Tickets open now, by the days since they were opened; late ones are past their next limit. The period does not matter.")))


def agents(work: Work, scan: Scan) -> Chart:
    """Columns: key (id or "none"), label, count (resolved), met, measured, median (working minutes), mean (score), scored."""
    found = scan.owners
    ids = [None if pd.isna(one) else int(one) for one in found["by"]]
    names = dict(work.session.execute(select(User.id, User.name).where(User.id.in_([one for one in ids if one]))).all())
    frame = pd.DataFrame({
        "key": ["none" if one is None else str(one) for one in ids], "label": [names.get(one) for one in ids], "count": found.tickets,
        "met": found.met, "measured": found.judged, "median": found["median"], "mean": found["mean"], "scored": found.scored})
    frame = frame.sort_values(["count", "key"], ascending=[False, True]).reset_index(drop=True)
    return Chart(frame, Sentence(N_("Tickets resolved in the period, by who has them, with the median working time to resolve and the mean score.")))


def _spread(scan: Scan, bars: Bars, formula: Sentence) -> Chart:
    """Columns: key, start, count (measured), median, p90 (working minutes), met, judged (with a limit)."""
    left_out = scan.now.tickets - scan.now.count
    frame = _on_bars(scan.bars, bars, "count", "median", "p90", "met", "judged")
    return Chart(frame, formula, counted((left_out, NN_(
        "{n} ticket without a measured time is not in this chart.", "{n} tickets without a measured time are not in this chart."))))


def _on_bars(found: pd.DataFrame, bars: Bars, *columns: str) -> pd.DataFrame:
    """These columns of every bar, also of those without a ticket."""
    frame = found.assign(bar=found["by"].astype(int)).set_index("bar")[list(columns)].reindex(range(len(bars.starts)))
    counts = [column for column in ("count", "met", "judged") if column in columns]
    frame[counts] = frame[counts].fillna(0).astype(int)
    frame["start"] = list(bars.starts)
    frame["key"] = [start.isoformat() for start in bars.starts]
    frame["running"] = [start <= bars.today < end for start, end in zip(bars.starts, bars.ends, strict=True)]
    return frame.reset_index(drop=True)


def grouped(group: str):
    """The column by which the volume is told apart."""
    return {"kind": Ticket.kind, "channel": Ticket.channel, "product": Ticket.product_id}[group]


def _names(work: Work, group: str) -> dict[str, str]:
    """Code or id → name, of the groups whose names are data."""
    if group == "product":
        return {str(key): name for key, name in work.session.execute(select(Product.id, Product.name))}
    if group == "kind":
        rows = work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary == "ticket_kind"))
        return {row.code: label(row.name, row.names, work.actor.locale) for row in rows}
    return {}


def _in(work: Work, chosen: ServiceFilter, column) -> ColumnElement[bool]:
    return filters.within(work, column, filters.period(work, chosen).days)


def _opened(work: Work, chosen: ServiceFilter) -> ColumnElement[bool]:
    return _in(work, chosen, Ticket.opened_at)


def _resolved(work: Work, chosen: ServiceFilter) -> ColumnElement[bool]:
    return _in(work, chosen, Ticket.resolved_at)


# The tickets behind a bar: key → condition. Raise ValueError or KeyError for a bar there is not.


def _behind_volume(work: Work, chosen: ServiceFilter, key: str | None, group: str) -> ColumnElement[bool]:
    if not key:
        return _opened(work, chosen)
    start, _, code = key.partition(":")
    bar = and_(_opened(work, chosen), filters.bars(work, chosen).within(Ticket.opened_at, start))
    column = grouped(group)
    if code == REST:
        shown = [row[0] for row in work.session.execute(
            select(column).where(filters.tickets(work, chosen), _opened(work, chosen))
            .group_by(column).order_by(func.count().desc()).limit(MOST_GROUPS))]
        return and_(bar, column.not_in([one for one in shown if one is not None]), column.is_not(None) if None in shown else or_(column.is_not(None), column.is_(None)))
    return and_(bar, column == (int(code) if group == "product" else code) if code else column.is_(None))


def _behind_time(moment: str, value: str) -> Callable:
    def behind(work: Work, chosen: ServiceFilter, key: str | None, _group: str) -> ColumnElement[bool]:
        column = getattr(Ticket, moment)
        bar = filters.bars(work, chosen).within(column, key) if key else column.is_not(None)
        return and_(_in(work, chosen, column), bar, getattr(Ticket, value).is_not(None))
    return behind


def _behind_backlog(work: Work, _chosen: ServiceFilter, key: str | None, _group: str) -> ColumnElement[bool]:
    low, _, high = (key or "0-").partition("-")
    parts = [Ticket.state.in_(OPEN)]
    if int(low):
        parts.append(Ticket.opened_at <= _ago(work, int(low)))
    if high:
        parts.append(Ticket.opened_at > _ago(work, int(high)))
    return and_(*parts)


def _behind_agents(work: Work, chosen: ServiceFilter, key: str | None, _group: str) -> ColumnElement[bool]:
    if not key:
        return _resolved(work, chosen)
    return and_(_resolved(work, chosen), Ticket.owner_id.is_(None) if key == "none" else Ticket.owner_id == int(key))


def _ago(work: Work, days: int) -> datetime:
    return work.now - timedelta(days=days)


BEHIND: dict[str, Callable[[Work, ServiceFilter, str | None, str], ColumnElement[bool]]] = {
    "volume": _behind_volume,
    "response": _behind_time("first_response_at", "response_minutes"),
    "resolution": _behind_time("resolved_at", "resolve_minutes"),
    "satisfaction": _behind_time("resolved_at", "satisfaction"),
    "backlog": _behind_backlog,
    "agents": _behind_agents,
}
