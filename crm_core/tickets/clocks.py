"""The clock of a ticket: how long until the first response and until it is resolved, in working time. Pure.

Every function takes the ticket as it is and gives the fields that become different. Resolving is not counted while the
ticket waits for the customer: then `resolve_left` keeps the working minutes that are left (negative: it is late already).
"""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm_core.tickets.working import Hours, after, minutes_between
from db.models import Ticket

Fields = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What a policy allows, in working minutes of its calendar."""

    policy_id: int
    hours: Hours
    response: int
    resolve: int
    warn_percent: int


def started(limits: Limits | None, opened_at: datetime) -> Fields:
    """A new ticket."""
    if limits is None:
        return {"policy_id": None, "response_due_at": None, "resolve_due_at": None} | next_limit(None, None, None, None)
    response = after(limits.hours, opened_at, limits.response)
    resolve = after(limits.hours, opened_at, limits.resolve)
    fields = {"policy_id": limits.policy_id, "response_due_at": response, "resolve_due_at": resolve}
    return fields | next_limit(limits, None, response, resolve)


def responded(ticket: Ticket, limits: Limits | None, now: datetime) -> Fields:
    """The first public answer; nothing when there was one already."""
    if ticket.first_response_at is not None:
        return {}
    fields: Fields = {"first_response_at": now}
    if limits is not None:
        fields["response_minutes"] = minutes_between(limits.hours, ticket.opened_at, now)
        fields["response_met"] = ticket.response_due_at is None or now <= ticket.response_due_at
    return fields | next_limit(limits, ticket, None, ticket.resolve_due_at)


def paused(ticket: Ticket, limits: Limits | None, now: datetime) -> Fields:
    """It waits for the customer."""
    if limits is None or ticket.resolve_due_at is None:
        return {}
    left = minutes_between(limits.hours, now, ticket.resolve_due_at)
    return {"resolve_left": left, "resolve_due_at": None} | next_limit(limits, ticket, _response_due(ticket), None)


def resumed(ticket: Ticket, limits: Limits | None, now: datetime) -> Fields:
    """It waits no longer."""
    if limits is None or ticket.resolve_left is None:
        return {}
    return _running(ticket, limits, now, ticket.resolve_left)


def resolved(ticket: Ticket, limits: Limits | None, now: datetime) -> Fields:
    """It is done. Who never answered before has answered by this."""
    fields = responded(ticket, limits, now) | {"resolved_at": now, "resolve_due_at": None, "resolve_left": None}
    if limits is not None:
        left = _left(ticket, limits, now)
        fields["resolve_minutes"] = max(0, limits.resolve - left)
        fields["resolve_met"] = ticket.resolve_left >= 0 if ticket.resolve_left is not None else (
            ticket.resolve_due_at is None or now <= ticket.resolve_due_at)
    return fields | next_limit(limits, ticket, None, None)


def reopened(ticket: Ticket, limits: Limits | None, now: datetime) -> Fields:
    """It is not done after all; the time since it was resolved is not counted."""
    fields: Fields = {"resolved_at": None, "archived_at": None, "resolve_met": None, "resolve_minutes": None}
    if limits is None:
        return fields
    return fields | _running(ticket, limits, now, limits.resolve - (ticket.resolve_minutes or 0))


def changed(ticket: Ticket, old: Limits | None, new: Limits | None, now: datetime) -> Fields:
    """Another policy counts; what was used of the time stays used."""
    responds = after(new.hours, ticket.opened_at, new.response) if new else None
    fields: Fields = {"policy_id": new.policy_id if new else None, "resolve_left": None}
    if ticket.first_response_at is None:
        fields["response_due_at"] = responds
    pending = responds if ticket.first_response_at is None else None
    if new is None:
        return fields | {"resolve_due_at": None} | next_limit(None, ticket, None, None)
    used = old.resolve - _left(ticket, old, now) if old else minutes_between(new.hours, ticket.opened_at, now)
    if ticket.state == "waiting":
        return fields | {"resolve_left": new.resolve - used, "resolve_due_at": None} | next_limit(new, ticket, pending, None)
    resolves = after(new.hours, now, new.resolve - used)
    return fields | {"resolve_due_at": resolves} | next_limit(new, ticket, pending, resolves)


def _running(ticket: Ticket, limits: Limits, now: datetime, left: int) -> Fields:
    resolves = after(limits.hours, now, left)
    fields = {"resolve_left": None, "resolve_due_at": resolves}
    return fields | next_limit(limits, ticket, _response_due(ticket), resolves)


def _response_due(ticket: Ticket) -> datetime | None:
    return ticket.response_due_at if ticket.first_response_at is None else None


def _left(ticket: Ticket, limits: Limits, now: datetime) -> int:
    """The working minutes left to resolve it."""
    if ticket.resolve_left is not None:
        return ticket.resolve_left
    if ticket.resolve_due_at is None:
        return limits.resolve
    return minutes_between(limits.hours, now, ticket.resolve_due_at)


def next_limit(limits: Limits | None, ticket: Ticket | None, response: datetime | None, resolve: datetime | None) -> Fields:
    """The next limit and when to warn of it. Another limit has neither been warned of nor escalated yet."""
    due = min((moment for moment in (response, resolve) if moment is not None), default=None)
    if ticket is not None and due == ticket.due_at:
        return {}
    warn = None
    if due is not None and limits is not None:
        total = limits.response if due == response else limits.resolve
        warn = after(limits.hours, due, -(total * (100 - limits.warn_percent) // 100))
    return {"due_at": due, "warn_at": warn, "warned_at": None, "escalated_at": None}
