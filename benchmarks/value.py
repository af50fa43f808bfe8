"""Fitting the models for a million customers, and the nightly scoring of everybody (see benchmarks.orders).

    CRM_DATA_DIR=/somewhere python -m benchmarks.value

Aims: the fit in under 10 seconds, the scoring in under 2 minutes and 1 GB.
"""
import resource
import time
from collections.abc import Callable

import numpy as np

from crm_core.columnar.keeping import this_process
from crm_core.scoring import score_everybody
from crm_core.value import bgnbd, gamma_gamma
from crm_core.value.history import histories, order_days
from crm_core.warning import warn_of_churn

CUSTOMERS, DAYS = 1_000_000, 730


def buyers(customers: int, days: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Customer and day of every order of a company whose customers begin one by one, order at a pace of their own, and leave."""
    chance = np.random.default_rng(seed)
    pace, leaves = chance.gamma(0.6, 1 / 60, customers), chance.beta(0.8, 2.4, customers)
    day = chance.integers(0, days, customers).astype(float)
    who, found = np.arange(customers), []
    while len(who):
        found.append((who, day[who].astype(np.int64)))
        who = who[chance.random(len(who)) > leaves[who]]
        day[who] += chance.exponential(1 / pace[who])
        who = who[day[who] < days]
    return np.concatenate([who for who, _day in found]), np.concatenate([day for _who, day in found])


def timed(call: Callable, *args):
    """What the call returns, and the seconds it took."""
    started = time.perf_counter()
    found = call(*args)
    return found, time.perf_counter() - started


def main() -> None:
    now, seconds = timed(lambda: histories(*order_days(*buyers(CUSTOMERS, DAYS)), DAYS))
    print(f"{len(now.ids):,} histories made in {seconds:.1f} s")
    model, seconds = timed(bgnbd.fit, now.x, now.t_x, now.T)
    print(f"BG/NBD fit of {model.customers:,} customers: {seconds:.1f} s (aim 10)")
    spend, seconds = timed(gamma_gamma.fit, now.x + 1, np.random.default_rng(4).gamma(3, 40, len(now.x)) + 1)
    print(f"Gamma-Gamma fit of {spend.customers:,} customers: {seconds:.1f} s")
    del now
    night()


def night() -> None:
    """What the nightly jobs do, here in this process: copy, check, scoring (aims: 120 s, 1 GB), warnings and warnings once more."""
    print(f"{'':22}{'seconds':>9}{'cpu':>8}{'peak MB':>9}")
    for name, call in {
        "copy by columns": lambda: this_process().kept_warm(), "its check": lambda: this_process().checked().compared,
        "scoring": score_everybody, "warnings": lambda: warn_of_churn()["warned"], "warnings again": lambda: warn_of_churn()["warned"],
    }.items():
        used = time.process_time()
        done, seconds = timed(call)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{name:22}{seconds:9.1f}{time.process_time() - used:8.1f}{memory:9,.0f}  {done:,}", flush=True)


if __name__ == "__main__":
    main()
