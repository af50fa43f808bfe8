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
    found = reading.figures(work, chosen, day)
    won, orders = reading.won_months(found, day), reading.order_months(work, chosen, found, day)
    return Basis(
        day, months, deals[deals.stage.isin([stage.id for stage in stages])].reset_index(drop=True), exits.learn(stages, known),
        _odds(found.owners), fresh_deals(found.opened, day, chosen.months), won, orders,
        recurring(orders.to_numpy()[:-1], chosen.months, 1 - _gone(day)),
        sum(count for _stage, to, _days, count in known if to in (exits.WON, exits.LOST)),
    )  # fmt: skip


def came_in(work: Work, chosen: ForecastFilter, day: date) -> pd.Series:
    """What came in by month up to `day`."""
    found = reading.figures(work, chosen, day)
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
    found = exits.chances(basis.learned, basis.learned.index(frame.stage), frame.days.to_numpy(), [*ends, exits.GRID])
    odds, ever = frame.owner.map(basis.odds).fillna(1.0).to_numpy(), found[:, -1]
    return found[:, :-1] * (odds / (1 - ever + odds * ever))[:, None]  # an owner changes whether a deal is won, not when


def _odds(owners: dict[int, tuple[int, int]]) -> dict[int, float]:
    """Owner → how their odds of winning stand to the company's, drawn to 1 where they closed little."""
    won, closed = (sum(pair[i] for pair in owners.values()) for i in (0, 1))
    if not won or won == closed:
        return {}
    rate = won / closed
    shares = {key: (w + OWNER_PRIOR * rate) / (c + OWNER_PRIOR) for key, (w, c) in owners.items() if key is not None}
    return {key: share / (1 - share) / (rate / (1 - rate)) for key, share in shares.items()}


def fresh_deals(opened: pd.DataFrame, day: date, months: int) -> Fresh:
    """From deals by the month that opened them (see `reading.Figures`): how many come, and what one of them brings when.

    Each month's deals count as far as time has passed for them; those of the older year half, as with the stages.
    """
    edges = reading.origins(day, reading.OPENED)
    counted = opened.groupby("bucket")["count"].sum()
    last = max((int(k) for k in counted.index), default=0)
    whole = last if last == reading.OPENED else max(last - 1, min(last, 1))  # the first month of a company began in its midst
    won = opened[opened.month > 0].set_index(["bucket", "month"])
    value, squares, begun = np.zeros(months), 0.0, np.zeros(months)
    for k in range(1, last + 1):
        weight = 1.0 if k <= 12 else 0.5
        for i in range(min(k, months)):  # whole months only: of the i-th not all days have passed before
            month = add_months(edges[k], i)
            at = (k, month.year * 100 + month.month)
            begun[i] += weight * counted.get(k, 0)
            if at in won.index:
                value[i] += weight * won.value[at]
                squares += weight * won.squares[at]
    worth = np.divide(value, begun, out=np.zeros(months), where=begun > 0)
    grain = squares / value.sum() if value.sum() > 0 else 0.0
    return Fresh(_openings([float(counted.get(k, 0)) for k in range(whole, 0, -1)], months), worth, grain, value.sum() / grain if grain else 0.0)


def _openings(counts: list[float], months: int) -> Recurring | None:
    """How many deals each coming month opens; the mean of what is known where that is too short for more."""
    if not sum(counts):
        return None
    found = recurring(np.array(counts), months)
    return found or Recurring(np.full(months, float(np.mean(counts))), np.zeros(1), "level")


def _gone(day: date) -> float:
    return day.day / (add_months(day, 1) - timedelta(days=1)).day
