"""Made-up companies of which the whole truth is known, to hold forecasts against what came."""
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core.content.period import add_months
from crm_core.forecast import exits, model, reading, simulation
from crm_core.forecast.exits import StageRow

MONTHS, STAGES = 4, 3
ROWS = [StageRow(place + 1, 1, place, percent) for place, percent in enumerate((20, 40, 70))]


@dataclass(frozen=True)
class World:
    """Deals by number, days counted from the company's first: opened, the days they entered each stage (nan: never), closed."""

    opened: np.ndarray
    entered: np.ndarray
    closed: np.ndarray
    won: np.ndarray
    value: np.ndarray


def world(rng: np.random.Generator, years: float = 3, a_month: float = 40, season: float = 0.3) -> World:
    """Deals until half a year after `years`; how they go on, how long they take and what they are worth differs by world."""
    days = np.arange(int(365 * years) + 180)
    rate = a_month / 30.4 * (1 + season * np.cos(2 * np.pi * days / 365 + rng.uniform(0, 6.28)))
    opened = np.repeat(days, rng.poisson(rate))
    moment, alive, entered = opened.astype(float), np.ones(len(opened), bool), []
    closed = np.full(len(opened), np.inf)
    for odds, typical in zip(rng.uniform(0.5, 0.9, STAGES), rng.uniform(6, 20, STAGES), strict=True):
        entered.append(np.where(alive, np.floor(moment), np.nan))
        moment = moment + rng.lognormal(np.log(typical), 0.6, len(opened))
        goes_on = rng.random(len(opened)) < odds
        closed[alive & ~goes_on] = np.floor(moment[alive & ~goes_on])
        alive &= goes_on
    closed[alive] = np.floor(moment[alive])
    return World(opened, np.array(entered), closed, alive, rng.lognormal(11, 0.8, len(opened)))


def forecast(one: World, begin: date, today: int) -> tuple[simulation.Futures, np.ndarray]:
    """What the model says on the day `today` (of the world) from what is known then, and what did come in."""
    day = begin + timedelta(days=today)
    months = [add_months(day, i) for i in range(MONTHS)]
    visits, still = _visits(one, today)
    learned = exits.learn(ROWS, visits)
    place = learned.index(still.stage)
    ends = [max((add_months(month, 1) - timedelta(days=1) - day).days, 0) for month in months]
    deals = simulation.Deals(still.value.to_numpy(), place, exits.chances(learned, place, still.days.to_numpy(), ends))
    month = np.array([_number(begin, closed) if won else 0 for closed, won in zip(one.closed, one.won, strict=True)])
    already = one.value[(month == _number(begin, today)) & (one.closed <= today)].sum()
    stages = simulation.Stages(learned.share, learned.seen + exits.PRIOR)
    fresh = model.fresh_deals(_opened(one, begin, today, month), day, MONTHS)
    found = simulation.simulate(deals, stages, fresh, None, already, MONTHS, 1, runs=1000)
    return found, np.array([one.value[month == wanted.year * 100 + wanted.month].sum() for wanted in months])


def _visits(one: World, today: int) -> tuple[list[tuple], pd.DataFrame]:
    visits, still = [], []
    for stage in range(STAGES):
        following = one.entered[stage + 1] if stage + 1 < STAGES else np.full(len(one.opened), np.nan)
        left = np.where(np.isnan(following), one.closed, following)
        for deal in np.flatnonzero((one.entered[stage] <= today) & (one.entered[stage] > today - reading.LEARN)):
            since = one.entered[stage, deal]
            to = None if left[deal] > today else stage + 2 if following[deal] == following[deal] else exits.WON if one.won[deal] else exits.LOST
            visits.append((stage + 1, to, int(min(left[deal], today) - since), 1.0 if since > today - 365 else 0.5))
            if to is None:
                still.append((one.value[deal], stage + 1, int(today - since)))
    return visits, pd.DataFrame(still, columns=["value", "stage", "days"])


def _opened(one: World, begin: date, today: int, month: np.ndarray) -> pd.DataFrame:
    edges = np.array([(edge - begin).days for edge in reading.origins(begin + timedelta(days=today), reading.OPENED)])
    known = (one.opened <= today) & (one.opened > edges[-1])
    won = one.won & (one.closed <= today)
    value = np.where(won, one.value, 0)
    rows = pd.DataFrame({"bucket": [int(np.argmax(opened > edges)) for opened in one.opened], "month": np.where(won, month, 0), "count": 1,
                         "value": value, "squares": value**2})
    return rows[known].groupby(["bucket", "month"], as_index=False).sum()


def _number(begin: date, day: float) -> int:
    on = begin + timedelta(days=int(min(day, 9_999)))
    return on.year * 100 + on.month
