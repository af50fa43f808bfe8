"""Counting segments over a big company (see benchmarks.generate): count, what can be mailed, sample, all counts of the list.

    CRM_DATA_DIR=/somewhere python -m benchmarks.segments

Aim: the count of any rule over 1,000,000 customers is there within a second.
"""
import time
from collections.abc import Callable

from sqlalchemy import func, select

from benchmarks.core import actor
from crm_core import clock
from crm_core.access.actor import Actor
from crm_core.run import ask
from crm_core.segments.compiling import compile_rule, through_all
from crm_core.segments.queries import count_segments
from crm_core.segments.reaching import reach
from crm_core.segments.ready import READY
from crm_core.work import Work
from db.engine import database
from db.models import Customer


def _all(*parts: dict) -> dict:
    return {"match": "all", "parts": list(parts)}


def _when(field: str, op: str, value: object = None) -> dict:
    return {"field": field, "op": op, "value": value}


RULES: dict[str, dict] = {
    "everybody": _all(),
    "one grade": _all(_when("grade", "is", ["vip"])),
    "silent for 60 days": _all(_when("last_activity", "older", 60)),
    "silent, bought, VIP or A": _all(
        _when("last_activity", "older", 60), _when("won_value", "at_least", 2_000_000), _when("grade", "is", ["vip", "a"])),
    "no call in 90 days": _all(_when("activity.call", "not_newer", 90)),
    "three calls in a year": _all(_when("activity.call", "times", [3, 365])),
    "bought a product": _all(_when("product", "is", [1, 2, 3])),
    "no open complaint": _all(_when("ticket.open_complaint", "not_exists")),
    "may get mail": _all(_when("mail.allowed", "yes")),
    **{f"ready-made: {key}": rule.stored() for key, (_name, rule) in READY.items()},
}


def count(reader: Actor, rule: dict) -> int:
    with database().reading() as session:
        work = Work(session, reader, clock.now())
        return session.scalar(select(func.count(Customer.id)).where(through_all(work, compile_rule(work, rule))))


def timed(call: Callable) -> float:
    """Milliseconds, the better of two runs; of the processor on SQLite, which others may be using as well."""
    clock_of = time.process_time if database().is_sqlite else time.perf_counter
    times = []
    for _run in range(2):
        started = clock_of()
        call()
        times.append((clock_of() - started) * 1000)
    return min(times)


def main() -> None:
    eva = actor("eva@example.com")
    print(f"{'':34}{'customers':>12}{'count ms':>10}{'reach ms':>10}")
    for name, rule in RULES.items():
        counted, reached = timed(lambda rule=rule: count(eva, rule)), timed(lambda rule=rule: ask(eva, reach, rule))
        print(f"{name:34}{count(eva, rule):12,}{counted:10.0f}{reached:10.0f}", flush=True)
    print(f"{'all counts of the list':34}{'':12}{timed(lambda: ask(eva, count_segments)):10.0f}")


if __name__ == "__main__":
    main()
