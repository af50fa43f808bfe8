"""Who has bought: one row a customer with its figures, scores and rhythm, made in the copy by columns."""
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm_core import clock
from crm_core.columnar.copy import Bench, columns, visible
from crm_core.content.period import Period, resolve
from crm_core.value.rhythm import MINIMUM_ORDERS
from crm_core.value.rules import SegmentRule, from_setting
from crm_core.work import Work

RIGHT = "reports:value"
COLUMNS = {"team_id": "team", "owner_id": "owner", "grade": "grade", "industry": "industry", "region": "region"}


@dataclass(frozen=True)
class ValueFilter:
    """Whose orders of which time. `period` is one of `crm_core.content.period.KEYS`."""

    period: str = "all"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    grade: str | None = None
    industry: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Buyers:
    """A bench with the table `buyer`: figures and scores of the period, cycle and silence of all time."""

    bench: Bench
    as_of: datetime
    params: Mapping[str, Any]

    def frame(self, sql: str, **more: Any):
        """The answer to a SELECT that may name $today, $start and $end."""
        return self.bench.frame(sql, {**self.params, **more})


def period(work: Work, chosen: ValueFilter) -> Period:
    """The days `chosen` means today."""
    return resolve(chosen.period, clock.today(work.settings.time_zone), chosen.start, chosen.end)


@contextmanager
def buyers(work: Work, chosen: ValueFilter) -> Iterator[Buyers]:
    """The customers within the right and the filter who bought in the period.

    Their scores compare them with everybody who did, so that they are the same whoever looks.
    """
    found, days, today = columns(work), period(work, chosen).days, clock.today(work.settings.time_zone)
    own = {column: value for column in COLUMNS if (value := getattr(chosen, column)) is not None}
    params = {
        "today": today, "start": days.start or date.min, "end": min(days.end or today, today),
        "risk_days": work.settings.at_risk_days, **own,
    }  # fmt: skip
    reached = " AND ".join([visible(work, RIGHT, table="c"), *(f"c.{column} = ${column}" for column in own)])
    with found.bench() as bench:
        bench.make("bought", BOUGHT, params)
        bench.make("reached", REACHED.format(condition=reached), params)
        bench.make("scored", SCORED)
        bench.make("rhythm", RHYTHM, params)
        bench.make("buyer", BUYER.format(segment=_segment(from_setting(work.settings.value_segments))), params)
        yield Buyers(bench, found.as_of, params)


BOUGHT = """
    SELECT b.* FROM (
        SELECT customer_id AS id, count(*) FILTER (NOT is_return) AS orders, sum(revenue)::BIGINT AS revenue,
               sum(margin)::BIGINT AS margin, max(ordered_on) FILTER (NOT is_return) AS last_on
        FROM sale WHERE ordered_on BETWEEN $start AND $end
        GROUP BY customer_id HAVING count(*) FILTER (NOT is_return) > 0) b
    SEMI JOIN customer c ON c.id = b.id"""


REACHED = "SELECT c.id, c.industry FROM customer c SEMI JOIN bought ON bought.id = c.id WHERE {condition}"


def _score(column: str) -> str:
    """1 to 5 for each value of `column`, as crm_core/value/rfm.py scores: equal values share the middle of their places."""
    return f"""(
        SELECT value, least(floor((sum(n) OVER (ORDER BY value) - n / 2::DOUBLE) / sum(n) OVER () * 5)::INT + 1, 5) AS score
        FROM (SELECT {column} AS value, count(*)::DOUBLE AS n FROM bought GROUP BY {column}))"""


def _segment(rules: Sequence[SegmentRule]) -> str:
    """The first rule that fits, as crm_core/value/rules.py has it."""
    value = "(frequency + monetary) / 2::DOUBLE"
    cases = (
        f"WHEN recency BETWEEN {rule.recency_from} AND {rule.recency_to} AND {value} BETWEEN {rule.value_from} AND {rule.value_to} "
        f"THEN '{rule.segment}'"
        for rule in rules
    )
    return f"CASE {' '.join(cases)} ELSE 'asleep' END"


SCORED = f"""
    SELECT b.id, r.score AS recency, f.score AS frequency, m.score AS monetary
    FROM bought b
    JOIN {_score("last_on")} r ON r.value = b.last_on
    JOIN {_score("orders")} f ON f.value = b.orders
    JOIN {_score("revenue")} m ON m.value = b.revenue"""

# Of several orders on one day the second is no day after the first: its gap is 0.
RHYTHM = f"""
    WITH gaps AS (
        SELECT s.customer_id AS id, s.ordered_on AS day,
               date_diff('day', lag(s.ordered_on) OVER (PARTITION BY s.customer_id ORDER BY s.ordered_on), s.ordered_on) AS gap
        FROM sale s SEMI JOIN reached ON reached.id = s.customer_id WHERE NOT s.is_return AND s.ordered_on <= $today)
    SELECT id, min(day) AS first_ever, max(day) AS last_ever,
           CASE WHEN count(*) FILTER (gap IS NULL OR gap > 0) >= {MINIMUM_ORDERS} THEN median(gap) FILTER (gap > 0) END AS cycle_days
    FROM gaps GROUP BY id"""

BUYER = """
    SELECT c.id, c.industry, b.orders, b.revenue, b.margin, b.last_on,
           s.recency, s.frequency, s.monetary, {segment} AS segment, y.first_ever, y.last_ever, y.cycle_days,
           date_diff('day', y.last_ever, $today) AS silent_days,
           CASE WHEN y.cycle_days IS NOT NULL THEN date_diff('day', y.last_ever, $today) / greatest(y.cycle_days, 1) END AS silence,
           CASE WHEN y.cycle_days IS NULL THEN date_diff('day', y.last_ever, $today) <= $risk_days
                ELSE date_diff('day', y.last_ever, $today) <= 2 * greatest(y.cycle_days, 1) END AS active
    FROM reached c JOIN bought b USING (id) JOIN scored s USING (id) JOIN rhythm y USING (id)"""
