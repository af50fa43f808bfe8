"""Measuring tickets that were put into the database without their clocks: what the policy that fits makes of their times."""
from collections.abc import Iterable

from sqlalchemy import select, update

from crm_core.tickets import clocks, rules
from crm_core.tickets.calendars import Policies
from crm_core.tickets.rules import OPEN
from crm_core.tickets.working import minutes_between
from crm_core.work import Work
from db.models import Ticket

CHUNK = 1000


def measure(work: Work, ticket_ids: Iterable[int]) -> None:
    """Sets rank, policy, limits and outcomes of these tickets; what is late already is not warned of any more."""
    policies, ids = Policies(work), sorted(ticket_ids)
    for start in range(0, len(ids), CHUNK):
        rows = work.session.scalars(select(Ticket).where(Ticket.id.in_(ids[start : start + CHUNK]))).all()
        work.session.execute(update(Ticket), [{"id": row.id, **_measured(work, row, policies)} for row in rows])


def _measured(work: Work, row: Ticket, policies: Policies) -> dict:
    limits = policies.fitting(row.priority, row.grade)
    found = {"rank": rules.rank(row.priority, row.grade), **clocks.started(limits, row.opened_at), "resolve_left": None,
             "response_minutes": None, "response_met": None, "resolve_minutes": None, "resolve_met": None}
    if limits is None:
        return found
    if row.first_response_at:
        found["response_minutes"] = minutes_between(limits.hours, row.opened_at, row.first_response_at)
        found["response_met"] = found["response_minutes"] <= limits.response
        found |= clocks.next_limit(limits, None, None, found["resolve_due_at"])
    if row.resolved_at:
        found["resolve_minutes"] = minutes_between(limits.hours, row.opened_at, row.resolved_at)
        found["resolve_met"] = found["resolve_minutes"] <= limits.resolve
    if row.state not in OPEN or row.state == "waiting":
        left = limits.resolve - minutes_between(limits.hours, row.opened_at, row.state_since)
        found |= {"due_at": None, "warn_at": None, "resolve_due_at": None, "resolve_left": left if row.state == "waiting" else None}
    if found["due_at"] is not None and found["due_at"] <= work.now:
        found |= {"warned_at": work.now, "escalated_at": work.now, "warn_at": None}
    return found
