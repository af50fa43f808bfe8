"""From what was known on a day to thousands of futures."""
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core.content.period import add_months
from crm_core.forecast import exits, reading, simulation
from crm_core.forecast.exits import Exits
from crm_core.forecast.filters import AS_IT_IS, ForecastFilter, WhatIf
from crm_core.forecast.recurring import Recurring, recurring
from crm_core.forecast.simulation import Deals, Fresh, Futures, Stages
from crm_core.work import Work

OWNER_PRIOR = 25.0  # closed deals that the company's win rate counts for in an owner's
WEEKS_IN_MONTH = 365.25 / 12 / 7
LEAST_CLOSED = 10  # deals that were closed before anything is said


@dataclass(frozen=True)
class Basis:
    """Everything a forecast of `months` (first days) is drawn from; `deals` has a row for each open deal.

    `actual` is what came in by month up to the day, the running one so far; `closed` the deals the stages were learned
    from. `won` and `orders` are its two parts.
    """

    day: date
    months: tuple[date, ...]
    deals: pd.DataFrame
    learned: Exits
    odds: dict[int, float]
    fresh: Fresh
    won: pd.Series
    orders: pd.Series
    repeat: Recurring | None
    closed: float

    @property
    def actual(self) -> pd.Series:
        return self.won.add(self.orders, fill_value=0.0)

    @property
    def enough(self) -> bool:
        """Whether there is history to forecast from."""
        return self.closed >= LEAST_CLOSED or self.repeat is not None


def gather(work: Work, chosen: ForecastFilter, day: date, *, past: bool = False) -> Basis:
    """Reads what was known at the end of `day`; with `past` as it was then, else as it is now."""
    months = tuple(add_months(day, i) for i in range(chosen.months))
    deals = reading.open_then(work, chosen, day) if past else reading.open_now(work, chosen, day)
    known, stages = reading.visits(work, day), reading.stages(work)
    found = reading.figures(work, chosen, day, chosen.months)
    won, orders = reading.won_months(found, day), reading.order_months(work, chosen, found, day)
    return Basis(
        day, months, deals[deals.stage.isin([stage.id for stage in stages])].reset_index(drop=True), exits.learn(stages, known),
        _odds(found.owners), _fresh(found.opened, day, chosen.months), won, orders,
        recurring(orders.to_numpy()[:-1], chosen.months, 1 - _gone(day)),
        sum(count for _stage, to, _days, count in known if to in (exits.WON, exits.LOST)),
    )  # fmt: skip


def came_in(work: Work, chosen: ForecastFilter, day: date) -> pd.Series:
    """What came in by month up to `day`."""
    found = reading.figures(work, chosen, day, chosen.months)
    return reading.won_months(found, day).add(reading.order_months(work, chosen, found, day), fill_value=0.0)


def futures(basis: Basis, what_if: WhatIf = AS_IT_IS, runs: int = simulation.RUNS) -> Futures:
    """The futures, the same for the same day and question."""
    seed = int(f"{basis.day:%Y%m%d}")
    deals = Deals(basis.deals.value.to_numpy(), basis.learned.index(basis.deals.stage), chances(basis, what_if.weeks))
    stages = Stages(basis.learned.share, basis.learned.seen + exits.PRIOR)
    kept = ~basis.deals.id.isin(what_if.without).to_numpy()
    already = float(basis.actual.get(basis.months[0], 0.0))
    return simulation.simulate(
        deals, stages, basis.fresh, basis.repeat, already, len(basis.months), seed,
        win=what_if.win / 100, shift=what_if.weeks / WEEKS_IN_MONTH, kept=kept, runs=runs,
    )


def chances(basis: Basis, weeks: int = 0) -> np.ndarray:
    """The chance of each open deal to be won by the end of each month, `weeks` later than it would be."""
    ends = [max((add_months(month, 1) - timedelta(days=1) - basis.day).days - 7 * weeks, 0) for month in basis.months]
    frame = basis.deals
    if frame.empty:
        return np.zeros((0, len(ends)))
    found = exits.chances(basis.learned, basis.learned.index(frame.stage), frame.days.to_numpy(), ends)
    odds = frame.owner.map(basis.odds).fillna(1.0).to_numpy()[:, None]
    return odds * found / (1 - found + odds * found)


def _odds(owners: dict[int, tuple[int, int]]) -> dict[int, float]:
    """Owner → how their odds of winning stand to the company's, drawn to 1 where they closed little."""
    won, closed = (sum(pair[i] for pair in owners.values()) for i in (0, 1))
    if not won or won == closed:
        return {}
    rate = won / closed
    shares = {key: (w + OWNER_PRIOR * rate) / (c + OWNER_PRIOR) for key, (w, c) in owners.items() if key is not None}
    return {key: share / (1 - share) / (rate / (1 - rate)) for key, share in shares.items()}


def _fresh(opened: pd.DataFrame, day: date, months: int) -> Fresh:
    """What deals opened after each earlier day like today brought, scaled by how many are opened now and then."""
    edges = reading.origins(day, months + reading.ORIGINS + reading.OPENINGS // 30)
    half = reading.OPENINGS // 30
    counted = opened.groupby("bucket")["count"].sum()
    oldest = max((int(k) for k in counted.index), default=0)
    now, rows = sum(counted.get(k, 0) for k in range(1, half + 1)), []
    for k in range(months, months + reading.ORIGINS):
        comparable = k + half < oldest  # so far back that the openings before it are all known
        if not comparable and (rows or k > oldest):
            break
        then = sum(counted.get(j, 0) for j in range(k + 1, k + half + 1))
        scale = float(np.clip((now + 5) / (then + 5), 0.5, 2.0)) if comparable else 1.0
        later = opened[(opened.bucket <= k) & (opened.month > 0)]
        won = later.groupby("month").value.sum()
        wanted = [add_months(edges[k], i) for i in range(months)]
        rows.append([scale * float(won.get(m.year * 100 + m.month, 0.0)) for m in wanted])
    return Fresh(np.array(rows).reshape(-1, months))


def _gone(day: date) -> float:
    return day.day / (add_months(day, 1) - timedelta(days=1)).day
