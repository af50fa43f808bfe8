"""Who the customers are (客户构成): how many by grade, industry and so on, who came and who was lost, how complete the data are."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, select

from crm_core import clock
from crm_core.access import scope
from crm_core.columnar.copy import columns, visible
from crm_core.content.period import Period, add_months, resolve
from crm_core.dictionary import label
from crm_core.goals.statements import FILLED
from crm_core.reports.functions import month_number
from crm_core.reports.service_filters import Bars, midnight
from crm_core.work import Work, query
from db.models import Customer, CustomerValue, DictionaryEntry, LifecycleMove

RIGHT = "reports:value"
CUTS = ("lifecycle", "grade", "industry", "region", "source", "kind")
COPIED = CUTS[1:]
NOTED = ("phone", "email", "address")  # of which the copy by columns only knows whether they are there
NONE = "none"
MONTHS = 24


@dataclass(frozen=True)
class CompositionFilter:
    """What the report is about; the period is only for those who came and were lost."""

    period: str = "this_year"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    kind: str | None = None
    grade: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class CompositionReport:
    """Everything on the page. `cuts` have key, name, count; `months` start, new, lost, running; `missing` field, filled."""

    period: Period
    customers: int
    cuts: dict[str, pd.DataFrame]
    months: pd.DataFrame
    new: tuple[int, int | None]
    lost: tuple[int, int | None]
    missing: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        return not self.customers

    @property
    def complete(self) -> float | None:
        """The share of the fields that are filled, over all customers."""
        return float(self.missing.filled.sum()) / (self.customers * len(FILLED)) if self.customers else None


@query(RIGHT)
def composition(work: Work, chosen: CompositionFilter) -> CompositionReport:
    """The report within the reader's right. Raises Preparing while the copy of customers is being built."""
    period, bars = period_of(work, chosen), months_of(work, chosen)
    counts, names = _counts(work, chosen), names_of(work)
    cuts = {cut: _cut(counts[counts.cut == cut], cut, names) for cut in (*CUTS, "segment")}
    came, gone = _came(work, chosen, bars), _gone(work, chosen, bars)
    customers = int(cuts["lifecycle"]["count"].sum())
    months = pd.DataFrame({"start": list(bars.starts), "new": [came.get(place, 0) for place in range(len(bars.starts))],
                           "lost": [gone.get(start.year * 100 + start.month, 0) for start in bars.starts],
                           "running": [start <= bars.today < end for start, end in zip(bars.starts, bars.ends, strict=True)]})
    return CompositionReport(period, customers, cuts, months, *moved(work, chosen, period), filled(work, chosen))


def period_of(work: Work, chosen: CompositionFilter) -> Period:
    """The days `chosen` means today."""
    return resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end)


def customers(work: Work, chosen: CompositionFilter) -> ColumnElement[bool]:
    """The customers of the report: within the right, the team, owner and so on."""
    columns = ((Customer.team_id, chosen.team_id), (Customer.owner_id, chosen.owner_id), (Customer.kind, chosen.kind), (Customer.grade, chosen.grade),
               (Customer.region, chosen.region))
    return and_(scope.customers(work, RIGHT), *(column == value for column, value in columns if value is not None))


def _counts(work: Work, chosen: CompositionFilter) -> pd.DataFrame:
    """Columns: cut, key (None: not said), count. What the copy by columns knows is counted there, the rest in the tables."""
    stages = pd.DataFrame({"key": list(found), "count": list(found.values())}) if (found := lifecycles(work, chosen)) else pd.DataFrame()
    return pd.concat([stages.assign(cut="lifecycle"), _segments(work, chosen), _copied(work, chosen)], ignore_index=True)


def _segments(work: Work, chosen: CompositionFilter) -> pd.DataFrame:
    """The same of the scores of last night, with their customers as the copy by columns has them."""
    where, params = _mine(work, chosen)
    with columns(work).bench() as bench:
        bench.bring("scored", work.session, select(CustomerValue.customer_id, CustomerValue.segment))
        return bench.frame(
            f"SELECT 'segment' AS cut, s.segment AS key, count(*) AS count FROM scored s JOIN customer ON customer.id = s.customer_id WHERE {where} "
            "GROUP BY s.segment", params)


def _copied(work: Work, chosen: CompositionFilter) -> pd.DataFrame:
    """The same of the cuts that are in the copy by columns."""
    where, params = _mine(work, chosen)
    named = " ".join(f"WHEN GROUPING({cut}) = 0 THEN '{cut}'" for cut in COPIED)
    key = ", ".join(f"CASE WHEN GROUPING({cut}) = 0 THEN {cut} END" for cut in COPIED)
    sets = ", ".join(f"({cut})" for cut in COPIED)
    return columns(work).frame(
        f"SELECT CASE {named} END AS cut, coalesce({key}) AS key, count(*) AS count FROM customer WHERE {where} GROUP BY GROUPING SETS ({sets})", params)


def _mine(work: Work, chosen: CompositionFilter) -> tuple[str, dict]:
    """`customers` as a condition of the copy by columns, with its parameters."""
    wanted = {name: getattr(chosen, name) for name in ("team_id", "owner_id", "kind", "grade", "region") if getattr(chosen, name) is not None}
    return " AND ".join([visible(work, RIGHT), *(f"{name} = ${name}" for name in wanted)]), wanted


def lifecycles(work: Work, chosen: CompositionFilter) -> dict[str, int]:
    """Lifecycle → number of customers."""
    return dict(work.session.execute(select(Customer.lifecycle, func.count()).where(customers(work, chosen)).group_by(Customer.lifecycle)).all())


def _cut(found: pd.DataFrame, cut: str, names: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    rows = pd.DataFrame({"key": [NONE if pd.isna(key) or key == "" else key for key in found.key], "count": found["count"].astype(int)}).groupby("key", as_index=False)["count"].sum()
    rows["name"] = [None if key == NONE else names.get(cut, {}).get(key, key) for key in rows.key]
    return rows.sort_values(["count", "key"], ascending=[False, True]).reset_index(drop=True)


def names_of(work: Work) -> dict[str, dict[str, str]]:
    """Grades, industries and sources in the reader's language: dictionary → code → name."""
    found: dict[str, dict[str, str]] = {"grade": {}, "industry": {}, "source": {}}
    for row in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(found))):
        found[row.dictionary][row.code] = label(row.name, row.names, work.actor.locale)
    return found


def months_of(work: Work, chosen: CompositionFilter) -> Bars:
    """The months of the period, at least twelve and at most the last 24, up to today."""
    today, days = clock.today(work.actor.time_zone), period_of(work, chosen).days
    last = min(days.end or today, today)
    first = max(min(days.start or add_months(last, 1 - MONTHS), add_months(last, -11)), add_months(last, 1 - MONTHS))
    starts = [first.replace(day=1)]
    while (following := add_months(starts[-1], 1)) <= last:
        starts.append(following)
    return Bars("month", tuple(starts), work.actor.time_zone, today)


def _came(work: Work, chosen: CompositionFilter, bars: Bars) -> dict[int, int]:
    where, params = _mine(work, chosen)
    edges = [midnight(day, work.actor.time_zone).replace(tzinfo=None) for day in (*bars.starts, bars.ends[-1])]
    place = " ".join(f"WHEN created_at < $edge_{place + 1} THEN {place}" for place in range(len(bars.starts)))
    found = columns(work).frame(
        f"SELECT CASE {place} END AS place, count(*) AS count FROM customer WHERE {where} AND created_at >= $edge_0 AND created_at < $edge_{len(bars.starts)} "
        "GROUP BY place", params | {f"edge_{place}": edge for place, edge in enumerate(edges)})
    return dict(zip(found.place, found["count"], strict=True))


def _gone(work: Work, chosen: CompositionFilter, bars: Bars) -> dict[int, int]:
    month = month_number(LifecycleMove.day).label("month")
    rows = _lost(select(month, func.count(LifecycleMove.customer_id.distinct()))).where(
        customers(work, chosen), LifecycleMove.day >= bars.starts[0], LifecycleMove.day < bars.ends[-1])
    return dict(work.session.execute(rows.group_by("month")).all())


def moved(work: Work, chosen: CompositionFilter, period: Period) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """(new, new before), (lost, lost before) of the period; None where nothing was before."""
    spans = [period.days, *([period.before] if period.before else [])]
    mine, zone = customers(work, chosen), work.actor.time_zone
    counts = []
    for days in spans:
        first, last = days.start or date(1, 1, 2), days.end or date(9999, 12, 30)
        counts.append(select(func.count()).select_from(Customer).where(
            mine, Customer.created_at >= midnight(first, zone), Customer.created_at < midnight(last + timedelta(days=1), zone)).scalar_subquery())
        lost = _lost(select(func.count(LifecycleMove.customer_id.distinct()))).where(mine, LifecycleMove.day.between(first, last))
        counts.append(lost.scalar_subquery())
    found = tuple(work.session.execute(select(*counts)).one())
    return (found[0], found[2] if len(found) > 2 else None), (found[1], found[3] if len(found) > 2 else None)


def filled(work: Work, chosen: CompositionFilter) -> pd.DataFrame:
    """Columns: field, filled (customers that have it)."""
    where, params = _mine(work, chosen)
    sums = ", ".join(f"coalesce(sum(has_{field}), 0)" if field in NOTED else f"count(nullif({field}::VARCHAR, ''))" for field in FILLED)
    return pd.DataFrame({"field": FILLED, "filled": columns(work).frame(f"SELECT {sums} FROM customer WHERE {where}", params).iloc[0].astype(int).tolist()})


def has(field: str) -> ColumnElement[bool]:
    """A customer has this field filled."""
    column = getattr(Customer, field)
    return column.is_not(None) if field == "owner_id" else func.coalesce(column, "") != ""


def _lost(statement):
    """`statement` over the moves of customers to "lost"."""
    return statement.select_from(LifecycleMove).join(Customer, Customer.id == LifecycleMove.customer_id).where(LifecycleMove.after == "lost")
