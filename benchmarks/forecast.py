"""How long the forecast takes: `python -m benchmarks.forecast` (with `CRM_DATA_DIR` of a filled company also its queries).

Prints the simulation of 2,000 open deals over 12 months in 5,000 futures, as a share of the second it may take.
"""
import time
from collections.abc import Callable

import numpy as np

from crm_core.access.actor import SYSTEM
from crm_core.forecast.exits import LOST, WON, StageRow, chances, learn
from crm_core.forecast.filters import ForecastFilter, WhatIf
from crm_core.forecast.outlook import forecast
from crm_core.forecast.performance import PerformanceFilter, performance
from crm_core.forecast.recurring import recurring
from crm_core.forecast.simulation import RUNS, Deals, Fresh, Stages, simulate
from crm_core.run import ask
from crm_core.settings import load
from db.engine import database

DEALS, MONTHS = 2_000, 12


def main() -> None:
    rng = np.random.default_rng(1)
    stages = [StageRow(i, 1, i, 10 + 15 * i) for i in range(1, 6)]
    visits = [(s, s + 1 if s < 5 else WON, int(d), 40.0) for s in range(1, 6) for d in range(1, 60)]
    visits += [(s, LOST, int(d), 20.0) for s in range(1, 6) for d in range(1, 90)]
    learned = learn(stages, visits)
    place, spent = rng.integers(5, size=DEALS), rng.integers(120, size=DEALS)
    ends = [30 * (i + 1) for i in range(MONTHS)]
    deals = Deals(rng.lognormal(15, 1, DEALS), place, chances(learned, place, spent, ends))
    orders = recurring(rng.lognormal(15, 0.3, 40), MONTHS)
    fresh = Fresh(recurring(rng.poisson(300, 30).astype(float), MONTHS), rng.lognormal(12, 1, MONTHS), 1e7, 500.0)
    known = Stages(learned.share, learned.seen)
    _tell("learning of the stages", lambda: learn(stages, visits))
    _tell(f"chances of {DEALS:,} deals", lambda: chances(learned, place, spent, ends))
    _tell(f"{RUNS:,} futures of {DEALS:,} deals", lambda: simulate(deals, known, fresh, orders, 0.0, MONTHS, 1))
    with database().reading() as session:
        if not load(session).company:
            return
    _tell("forecast, as the page asks", lambda: ask(SYSTEM, forecast, ForecastFilter()))
    _tell("the same with a question", lambda: ask(SYSTEM, forecast, ForecastFilter(), WhatIf(10, 2)))
    _tell("performance", lambda: ask(SYSTEM, performance, PerformanceFilter("year")))


def _tell(what: str, call: Callable[[], object]) -> None:
    call()
    start = time.perf_counter()
    call()
    seconds = time.perf_counter() - start
    print(f"{what:44} {seconds * 1000:8.0f} ms  {seconds:6.2f} of a second")


if __name__ == "__main__":
    main()
