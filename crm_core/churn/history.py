"""Who stayed and who left, by month, by cohort and by tenure: from the columnar copy of all orders.

A customer counts as lost on the day on which it has not ordered for `churn_days` days. Returns and what does not count
as a sale are no orders. Everything below is computed from these spans between orders; nobody's judgement is in it.
"""
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm_core.churn import filters
from crm_core.churn.commands import day
from crm_core.churn.filters import RIGHT, ChurnFilter, months_back
from crm_core.churn.rules import Thresholds
from crm_core.columnar.copy import columns
from crm_core.value.survival import kaplan_meier
from crm_core.work import Work, query
from db.models import DictionaryEntry

MONTH = 365.25 / 12  # days
LEAST = 10  # customers for a curve of their own
COHORT_MONTHS = 24

# Each day of ordering with the first and the next one, and until when the customer counted as one because of it.
SPAN = """
SELECT customer_id, grade, day, next, first, least(coalesce(next, silent_on), silent_on) AS until,
  CASE WHEN silent_on <= $today AND (next IS NULL OR next > silent_on) THEN silent_on END AS lost_on
FROM (
  SELECT s.customer_id, c.grade, s.ordered_on AS day, s.ordered_on + $days::INTEGER AS silent_on,
    lead(s.ordered_on) OVER days AS next, first_value(s.ordered_on) OVER days AS first
  FROM sale s JOIN customer c ON c.id = s.customer_id
  WHERE NOT s.is_return AND s.ordered_on <= $today AND {where}
  WINDOW days AS (PARTITION BY s.customer_id ORDER BY s.ordered_on)
) WHERE next IS NULL OR next > day
"""
TENURE = "SELECT customer_id, any_value(grade) AS grade, min(first) AS first, min(lost_on) AS lost_on FROM span GROUP BY customer_id"
SPANS = f"WITH span AS ({SPAN}), tenure AS ({TENURE})"
# Active at the beginning of a month: all spans that began before it, less those that ended before it.
BY_MONTH = """
WITH change AS (
  SELECT date_trunc('month', day) AS month, count(*) AS active, 0 AS lost FROM span GROUP BY 1
  UNION ALL SELECT date_trunc('month', until), -count(*), 0 FROM span GROUP BY 1
  UNION ALL SELECT date_trunc('month', lost_on), 0, count(*) FROM span WHERE date_trunc('month', day) < date_trunc('month', lost_on) GROUP BY 1
), shown AS (SELECT unnest(generate_series($begin, $last, INTERVAL 1 MONTH)) AS month)
SELECT m.month::DATE AS month, sum(c.active) FILTER (c.month < m.month) AS active, coalesce(sum(c.lost) FILTER (c.month = m.month), 0) AS lost
FROM shown m JOIN change c ON c.month <= m.month GROUP BY 1 HAVING sum(c.active) FILTER (c.month < m.month) > 0 ORDER BY 1
"""
# The last of a customer's days within a quarter stands for the quarter.
COHORTS = """
SELECT date_trunc('quarter', first)::DATE AS cohort, datediff('quarter', first, day) AS quarter, count(*) AS bought
FROM span WHERE first >= $since AND day < $until AND (next IS NULL OR date_trunc('quarter', next) > date_trunc('quarter', day))
GROUP BY 1, 2 ORDER BY 1, 2
"""
TENURES = f"""
SELECT grade, floor(((coalesce(lost_on, $today) - first)) / {MONTH})::INTEGER AS months, lost_on IS NOT NULL AS ended, count(*) AS n
FROM ({TENURE}) GROUP BY 1, 2, 3 ORDER BY 2
"""


@dataclass(frozen=True)
class History:
    """`months`: month, active, lost, rate (of whole months, a year before the period too). `cohorts`: cohort, quarter, bought,
    size, share.
    `curves`: group
    (grades joined by +, "" without), months, share, low, high, customers; with 95 % limits. `days` of silence count as lost."""

    as_of: datetime
    days: int
    months: pd.DataFrame
    cohorts: pd.DataFrame
    curves: pd.DataFrame


@query(RIGHT)
def history(work: Work, chosen: ChurnFilter) -> History:
    """The churn rate of the page's months and of the year before them, retention by cohort, survival by grade."""
    copy, days = columns(work), Thresholds.of(work.settings.churn).churn_days
    where, params = filters.columnar(work, chosen)
    params |= times(day(work), chosen, days)
    with copy.bench() as bench:
        bench.make("span", SPAN.format(where=where), params)
        months, cohorts, tenures = (bench.frame(sql, params) for sql in (BY_MONTH, COHORTS, TENURES))
    months["month"] = pd.to_datetime(months["month"]).dt.date
    return History(copy.as_of, days, months.assign(rate=months.lost / months.active), _cohorts(cohorts, params["until"]), _curves(tenures, _groups(work)))


def times(today: date, chosen: ChurnFilter, days: int) -> dict:
    """The days the statements are about: whole months and whole quarters only."""
    quarter = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1)
    return {
        "today": today, "days": days, "begin": months_back(today, chosen.months + 12), "shown": months_back(today, chosen.months),
        "last": months_back(today, 1),
        "since": months_back(quarter, max(chosen.months, COHORT_MONTHS)), "until": quarter,
    }


def _cohorts(frame: pd.DataFrame, until: date) -> pd.DataFrame:
    """Quarters in which nobody of a cohort bought are there too, with none."""
    frame["cohort"] = pd.to_datetime(frame["cohort"]).dt.date
    rows = []
    for cohort, part in frame.groupby("cohort"):
        bought = dict(zip(part.quarter, part.bought, strict=True))
        last = (until.year - cohort.year) * 4 + (until.month - cohort.month) // 3 - 1
        rows += [(cohort, quarter, int(bought.get(quarter, 0)), int(bought[0])) for quarter in range(last + 1) if 0 in bought]
    found = pd.DataFrame(rows, columns=["cohort", "quarter", "bought", "size"])
    return found.assign(share=found.bought / found["size"])


def _groups(work: Work) -> dict[str, str]:
    """The better and the other half of the grades: code → key of its group."""
    grades = select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade").order_by(DictionaryEntry.position)
    codes = work.session.scalars(grades).all()
    middle = (len(codes) + 1) // 2
    return {code: "+".join(half) for half in (codes[:middle], codes[middle:]) for code in half}


def _curves(frame: pd.DataFrame, groups: dict[str, str]) -> pd.DataFrame:
    """A Kaplan–Meier curve of each group of grades; customers without a grade are the group ""."""
    parts, told = [], frame.grade.fillna("")
    for group, part in frame.assign(group=[groups.get(grade, grade) for grade in told]).groupby("group"):
        if part.n.sum() < LEAST:
            continue
        counts = part.n.to_numpy(int)
        curve = kaplan_meier(np.repeat(part.months.to_numpy(), counts), np.repeat(part.ended.to_numpy(bool), counts))
        parts.append(pd.DataFrame({
            "group": group, "months": curve.times, "share": curve.survival, "low": curve.low, "high": curve.high, "customers": curve.at_risk}))
    order = {group: place for place, group in enumerate([*dict.fromkeys(groups.values()), ""])}
    parts.sort(key=lambda part: order.get(part.group.iloc[0], len(order)))
    empty = pd.DataFrame(columns=["group", "months", "share", "low", "high", "customers"])
    return pd.concat(parts, ignore_index=True) if parts else empty
