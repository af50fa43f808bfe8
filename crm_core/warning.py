"""Warning of customers who may leave: looked up at leisure, then stored in short transactions that keep nobody waiting."""
from collections.abc import Iterator, Sequence
from typing import Any

from crm_core.access.actor import SYSTEM
from crm_core.churn import watching
from crm_core.run import act, ask

CHUNK = 2000


def warn_of_churn() -> dict[str, int]:
    """Ends, renews, drops and opens cases by the last figures of customer value, and tells the owners; returns how many of each."""
    counts = act(SYSTEM, watching.renew)
    made = []
    for rows in _parts(ask(SYSTEM, watching.in_danger)):
        made += act(SYSTEM, watching.open_cases, rows)
    for rows in _parts(ask(SYSTEM, watching.other_reasons)):
        act(SYSTEM, watching.explain, rows)
    return {"warned": len(made), **counts, "reviews": act(SYSTEM, watching.tell, made)}


def _parts(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
