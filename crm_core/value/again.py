"""When customers buy a product again: due by their own rhythm, and how likely within a month.

The chance comes from all rhythms of the company: how long the gaps were against each customer's own median
(Kaplan–Meier, where a silence that still lasts counts as not ended), given the silence so far.
"""
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core.columnar.copy import Columns, columns, visible
from crm_core.value.survival import Curve, kaplan_meier
from crm_core.value.together import RIGHT, known_customers, since, today
from crm_core.work import Work, query

LEAST_TIMES, LEAST_GAPS, SHORTEST = 4, 100, 7  # days somebody bought; gaps in all; days of a median gap
AHEAD, LONGEST = 30, 3.0  # days; a silence of so many medians is no rhythm any more
SHOWN = 200


@dataclass(frozen=True)
class Again:
    """A product that a customer buys again and again. `usual` is what it spends on it each time, minor units.

    `chance` that it buys within 30 days; None where too few gaps are known.
    """

    customer_id: int
    name: str
    owner_id: int | None
    product_id: int
    product: str
    times: int
    cycle: float
    last_on: date
    due_on: date
    usual: int
    chance: float | None

    @property
    def expected(self) -> int | None:
        return None if self.chance is None else round(self.usual * self.chance)


@dataclass(frozen=True)
class Repeats:
    """What is due within 30 days or overdue, the most expected first. `count` of all; `expected` of all in 30 days."""

    rows: tuple[Again, ...]
    count: int
    expected: int
    gaps: int

    @property
    def enough(self) -> bool:
        return self.gaps >= LEAST_GAPS


_DAYS = """
WITH day AS (
        SELECT s.customer_id AS c, l.product_id AS p, s.ordered_on AS d, sum(l.revenue) AS revenue FROM line l JOIN sale s USING (order_id)
        WHERE NOT s.is_return AND l.quantity > 0 AND l.product_id IS NOT NULL AND s.customer_id IS NOT NULL
            AND s.ordered_on BETWEEN $since AND $today
        GROUP BY ALL
    ),
    often AS (SELECT c, p FROM day GROUP BY ALL HAVING count(*) >= {least}),
    gap AS (
        SELECT c, p, d, revenue, d - lag(d) OVER (PARTITION BY c, p ORDER BY d) AS g FROM day SEMI JOIN often USING (c, p)
    ),
    rhythm AS (
        SELECT c, p, count(*) AS times, median(g) AS cycle, max(d) AS last_on, median(revenue)::BIGINT AS usual
        FROM gap GROUP BY ALL HAVING median(g) >= {shortest}
    )
"""
_GAPS = _DAYS + """
SELECT round(gap.g / rhythm.cycle, 2) AS ratio, TRUE AS ended, count(*) AS n FROM gap JOIN rhythm USING (c, p) WHERE gap.g IS NOT NULL GROUP BY ALL
UNION ALL
SELECT round(($today - last_on) / cycle, 2), FALSE, count(*) FROM rhythm GROUP BY ALL
"""
_DUE = _DAYS + """
SELECT rhythm.*, product.name FROM rhythm JOIN product ON product.id = rhythm.p JOIN customer ON customer.id = rhythm.c
WHERE {mine} AND last_on + cycle::INTEGER <= $today + {ahead} AND $today - last_on <= cycle * {longest}
"""


@query(RIGHT)
def bought_again(work: Work) -> Repeats:
    """What the customers within reach will probably buy again soon."""
    copy, asked = columns(work), {"since": since(work), "today": today(work)}
    curve, gaps = _curve(copy, asked)
    statement = _filled(_DUE, mine=visible(work, RIGHT), ahead=AHEAD, longest=LONGEST)
    due = copy.frame(statement, asked)
    silent = np.array([(asked["today"] - pd.Timestamp(day).date()).days for day in due.last_on], float)
    cycle = due.cycle.to_numpy(float)
    chance = within(curve, silent / cycle, (silent + AHEAD) / cycle) if gaps >= LEAST_GAPS else np.full(len(due), np.nan)
    due = due.assign(chance=chance, expected=np.nan_to_num(chance) * due.usual.to_numpy(float))
    best = due.sort_values(["expected", "usual", "c", "p"], ascending=[False, False, True, True]).head(SHOWN)
    known = known_customers(work, best.c)
    rows = tuple(_again(row, known[row.c]) for row in best.itertuples(index=False) if row.c in known)
    return Repeats(rows, len(due), round(due.expected.sum()), gaps)


def within(curve: Curve, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The share of those not ended by `start` that end by `end`; nan where nobody was seen so long."""
    steps = np.r_[1.0, curve.survival]
    still, left = (steps[np.searchsorted(curve.times, when, side="right")] for when in (start, end))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(still > 0, 1 - left / still, np.nan)


def _curve(copy: Columns, asked: dict) -> tuple[Curve, int]:
    found = copy.frame(_filled(_GAPS), asked)
    n = found.n.to_numpy(int)
    gaps = int(found.n[found.ended].sum())
    if len(found) and n.sum() > 200_000:  # as many as anybody can tell apart
        n = np.ceil(n * 200_000 / n.sum()).astype(int)
    return kaplan_meier(np.repeat(found.ratio.to_numpy(float), n), np.repeat(found.ended.to_numpy(bool), n)), gaps


def _filled(statement: str, **values: object) -> str:
    return statement.format(least=LEAST_TIMES, shortest=SHORTEST, **values)


def _again(row, known: tuple[str, int | None]) -> Again:
    last_on = pd.Timestamp(row.last_on).date()
    return Again(int(row.c), *known, int(row.p), row.name, int(row.times), float(row.cycle), last_on, last_on + timedelta(days=round(row.cycle)), int(row.usual),
                 None if np.isnan(row.chance) else float(row.chance))
