"""The nightly work of the forecast."""
from sqlalchemy import select

from crm_core.access.actor import SYSTEM
from crm_core.jobs.columns import any_orders
from crm_core.jobs.plan import Counts
from crm_core.run import act, ask
from db.engine import database
from db.models import Deal


def nightly() -> Counts:
    """Keeps the week's forecasts, looks back on what earlier ones would have said, and tries the win model."""
    if not (any_orders() or _any_deals()):
        return {}
    from crm_core.forecast import snapshots, winning  # only when needed: what they compute with is heavy

    whose = ask(SYSTEM, snapshots.due)
    rows = [one for team in whose or () for one in ask(SYSTEM, snapshots.expected, team)]
    kept = act(SYSTEM, snapshots.keep_snapshots, tuple(rows)) if rows else 0
    for team in ask(SYSTEM, snapshots.subjects):
        act(SYSTEM, snapshots.keep_look_back, team, ask(SYSTEM, snapshots.looked_back, team))
    outcome = ask(SYSTEM, winning.learned)
    act(SYSTEM, winning.keep, outcome)
    return {"snapshots": kept, "deals": outcome.trial.deals}


def _any_deals() -> bool:
    with database().reading() as session:
        return session.scalar(select(Deal.id).limit(1)) is not None
