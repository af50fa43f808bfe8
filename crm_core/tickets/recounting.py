"""Counting the clocks of open tickets anew when what is promised changes."""
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select, update

from crm_core.tickets import clocks
from crm_core.tickets.calendars import Policies
from crm_core.tickets.clocks import Limits
from crm_core.tickets.rules import OPEN
from crm_core.tickets.working import Hours
from crm_core.work import Work
from db.models import Ticket

CHUNK = 1000
FIELDS = ("policy_id", "response_due_at", "resolve_due_at", "resolve_left", "due_at", "warn_at", "warned_at", "escalated_at")


def recount(work: Work, policy_ids: Collection[int], hours: Hours | None = None, old: Limits | None = None) -> int:
    """Counts the open tickets of these policies anew, what was used stays used; returns how many changed.

    `hours` are those before, `old` the policy before, where they are what changed.
    """
    work.session.flush()
    policies, changed = Policies(work), 0
    for policy_id in policy_ids:
        new = policies.of(policy_id)
        was = old or (replace(new, hours=hours) if hours else new)
        mine = select(Ticket).where(Ticket.policy_id == policy_id, Ticket.state.in_(OPEN), Ticket.deleted_at.is_(None))
        rows = []
        for ticket in work.session.scalars(mine.execution_options(yield_per=CHUNK)):
            fields = clocks.changed(ticket, was, new, work.now)
            rows.append({"id": ticket.id, **{name: fields.get(name, getattr(ticket, name)) for name in FIELDS}})
        for start in range(0, len(rows), CHUNK):
            work.session.execute(update(Ticket), rows[start : start + CHUNK])
        changed += len(rows)
    return changed
