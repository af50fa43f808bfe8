"""What deferring achieved: deferred customers against similar ones that were left alone. Observed, no experiment.

Both are followed for `window_days` from a day on which they were still in danger: the deferred ones from the day they were
deferred; the others from as many days after their warning as deferring usually took, if they had not ordered by then.
Without that, whoever came back quickly by himself would count for leaving alone. Pairs are alike in risk and value at the
warning (bands below), the nearest in time first; nobody is used twice.
"""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import func, select

from crm_core.churn import filters
from crm_core.churn.commands import day
from crm_core.churn.filters import RIGHT, ChurnFilter
from crm_core.churn.rules import DROPPED, MODEL, RECOVERED, Thresholds
from crm_core.intervals import newcombe
from crm_core.work import Work, query
from db.models import ChurnCase, Customer

LEAST = 5  # pairs before they are compared
RISKS = {MODEL: (0.5, 0.7)}  # edges of the bands of risk
RATIOS = (2.0, 3.0)  # and of silence, where the rhythm warned


@dataclass(frozen=True)
class Past:
    """A case as it went, as far as the comparison needs it."""

    id: int
    warned_on: date
    deferred_on: date | None
    confirmed_on: date | None
    ended_on: date | None
    state: str
    risk_by: str
    first_risk: float | None
    first_value: int | None


@dataclass(frozen=True)
class Achieved:
    """`kept` of `deferred` ordered within `days`; of `pairs` alike, `kept_of_pairs` and `kept_alone`.

    `gain` is the difference of the pairs' shares with its 95 % interval (Newcombe); None under LEAST pairs.
    `deferred_ids`, `alone_ids` are the cases that were compared, `counted_ids` all deferred ones.
    """

    days: int
    deferred: int
    kept: int
    pairs: int
    kept_of_pairs: int
    kept_alone: int
    gain: float | None
    low: float | None
    high: float | None
    counted_ids: tuple[int, ...]
    deferred_ids: tuple[int, ...]
    alone_ids: tuple[int, ...]

    @property
    def share(self) -> float | None:
        return self.kept / self.deferred if self.deferred else None

    @property
    def clear(self) -> bool:
        """The interval leaves zero out."""
        return self.gain is not None and (self.low > 0 or self.high < 0)


@query(RIGHT)
def achieved(work: Work, chosen: ChurnFilter) -> Achieved:
    """The comparison of the page's customers: who was deferred or left alone in its months, whose window is over."""
    k, today, days = ChurnCase, day(work), Thresholds.of(work.settings.churn).window_days
    over = func.coalesce(k.deferred_on, k.warned_on) <= today - timedelta(days=days)
    rows = work.session.execute(
        select(k.id, k.warned_on, k.deferred_on, k.confirmed_on, k.ended_on, k.state, k.risk_by, k.first_risk, k.first_value)
        .select_from(k).join(Customer, filters.cases(work, chosen))
        .where(k.state != DROPPED, k.warned_on >= filters.begin(work, chosen), over).order_by(k.id)
    )
    return compare([Past(*row) for row in rows], today, days)


def compare(cases: Sequence[Past], today: date, days: int) -> Achieved:
    """The comparison of these cases. Pure."""
    window = timedelta(days=days)
    deferred = [one for one in cases if one.deferred_on and one.deferred_on + window <= today]
    lag = timedelta(days=round(median((one.deferred_on - one.warned_on).days for one in deferred))) if deferred else timedelta()
    alone = [
        one for one in cases
        if not one.deferred_on and one.warned_on + lag + window <= today and _ended(one, today) > one.warned_on + lag
    ]
    kept = {one.id: _kept(one, one.deferred_on, window) for one in deferred}
    kept |= {one.id: _kept(one, one.warned_on + lag, window) for one in alone}
    pairs = _pairs(deferred, alone)
    with_measure, without = sum(kept[a.id] for a, _b in pairs), sum(kept[b.id] for _a, b in pairs)
    n = len(pairs)
    low, high = newcombe(with_measure, n, without, n) if n >= LEAST else (None, None)
    return Achieved(
        days, len(deferred), sum(kept[one.id] for one in deferred), n, with_measure, without, (with_measure - without) / n if n >= LEAST else None,
        low, high, tuple(one.id for one in deferred), tuple(a.id for a, _b in pairs), tuple(b.id for _a, b in pairs))


def _ended(one: Past, today: date) -> date:
    """Until when the case was open."""
    return min((day for day in (one.confirmed_on, one.ended_on) if day), default=today + timedelta(days=1))


def _kept(one: Past, begin: date, window: timedelta) -> bool:
    return one.state == RECOVERED and one.ended_on is not None and begin <= one.ended_on <= begin + window


def _pairs(deferred: Sequence[Past], alone: Sequence[Past]) -> list[tuple[Past, Past]]:
    edges = _terciles([one.first_value or 0 for one in (*deferred, *alone)])
    free: dict[tuple, list[Past]] = defaultdict(list)
    for one in alone:
        free[_band(one, edges)].append(one)
    pairs = []
    for one in sorted(deferred, key=lambda case: (case.warned_on, case.id)):
        candidates = free[_band(one, edges)]
        if candidates:
            nearest = min(candidates, key=lambda other: (abs((other.warned_on - one.warned_on).days), other.id))
            candidates.remove(nearest)
            pairs.append((one, nearest))
    return pairs


def _band(one: Past, edges: tuple[int, int]) -> tuple:
    risk = -1 if one.first_risk is None else sum(one.first_risk >= edge for edge in RISKS.get(one.risk_by, RATIOS))
    return one.risk_by, risk, sum((one.first_value or 0) >= edge for edge in edges)


def _terciles(values: Sequence[int]) -> tuple[int, int]:
    ordered = sorted(values)
    return (ordered[len(ordered) // 3], ordered[2 * len(ordered) // 3]) if ordered else (0, 0)
