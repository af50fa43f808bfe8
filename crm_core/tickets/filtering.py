"""What a list of tickets is filtered by, and what that is in SQL."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, select

from crm_core.access import scope
from crm_core.tickets.rules import OPEN
from crm_core.work import Work
from db import search
from db.models import Ticket, User

Box = Literal["all", "mine", "team", "unassigned", "breaching"]
BOXES: tuple[Box, ...] = ("mine", "team", "unassigned", "breaching")
ME, NOBODY = "me", "nobody"


@dataclass(frozen=True)
class TicketFilter:
    """Conditions that all hold; several values of one field are alternatives.

    The boxes hold open tickets: mine, my team's, those without agent, those whose limit is near or past; "all" is any
    ticket. `states` may say "open". `owners` are ids of users, "me" or "nobody". The dates are days of the reader's
    calendar, both included. `late`: its next limit is past (or not).
    """

    box: Box = "all"
    text: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    customers: tuple[int, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    opened_from: date | None = None
    opened_to: date | None = None
    late: bool | None = None
    ids: tuple[int, ...] | None = None

    def described(self) -> dict[str, object]:
        """The conditions that are set, for the audit trail."""
        found = {name: value for name, value in vars(self).items() if value not in ((), "", None, "all") and name != "ids"}
        return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in found.items()}


def matching(work: Work, wanted: TicketFilter, *rights: str) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on tickets that may be seen, and that `rights` reach where given."""
    reached = [scope.tickets(work, *rights)] if rights else []
    return [scope.tickets(work), *reached, *chosen(work, wanted)]


def chosen(work: Work, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` alone, whoever asks."""
    conditions: list[ColumnElement[bool]] = [] if wanted.box == "all" else [in_box(work, wanted.box)]
    if wanted.ids is not None:
        conditions.append(Ticket.id.in_(wanted.ids))
    if wanted.text.strip():
        conditions.append(search.matches(work.session, "ticket", wanted.text.replace("#", " ")))
    conditions += [column.in_(values) for column, values in _fields(wanted) if values]
    if wanted.owners:
        conditions.append(_owners(work, wanted.owners))
    if wanted.late is not None:
        late = and_(Ticket.state.in_(OPEN), Ticket.due_at < work.now)
        conditions.append(late if wanted.late else ~late)
    return conditions + _times(work, wanted)


def in_box(work: Work, box: Box) -> ColumnElement[bool]:
    """The open tickets of one of the four boxes."""
    actor, is_open = work.actor, Ticket.state.in_(OPEN)
    if box == "mine":
        return and_(is_open, Ticket.owner_id == actor.user_id)
    if box == "team":
        if actor.team_id is None:
            return false()
        colleagues = select(User.id).where(User.team_id == actor.team_id)
        return and_(is_open, or_(Ticket.team_id == actor.team_id, Ticket.owner_id.in_(colleagues)))
    if box == "unassigned":
        return and_(is_open, Ticket.owner_id.is_(None))
    return and_(is_open, or_(Ticket.due_at < work.now, Ticket.warned_at.is_not(None), Ticket.warn_at < work.now))


def _fields(wanted: TicketFilter) -> tuple:
    states = {state for one in wanted.states for state in (OPEN if one == "open" else (one,))}
    return (
        (Ticket.state, sorted(states)), (Ticket.kind, wanted.kinds), (Ticket.priority, wanted.priorities),
        (Ticket.product_id, wanted.products), (Ticket.channel, wanted.channels), (Ticket.grade, wanted.grades),
        (Ticket.customer_id, wanted.customers), (Ticket.team_id, wanted.teams),
    )


def _owners(work: Work, owners: tuple[str, ...]) -> ColumnElement[bool]:
    ids = {int(owner) for owner in owners if owner.isascii() and owner.isdigit() and len(owner) < 10}
    if ME in owners and work.actor.user_id is not None:
        ids.add(work.actor.user_id)
    found = [Ticket.owner_id.in_(sorted(ids))]
    return or_(*found, Ticket.owner_id.is_(None)) if NOBODY in owners else found[0]


def _times(work: Work, wanted: TicketFilter) -> list[ColumnElement[bool]]:
    zone, found = ZoneInfo(work.actor.time_zone), []
    if wanted.opened_from:
        found.append(Ticket.opened_at >= _midnight(wanted.opened_from, zone))
    if wanted.opened_to:
        found.append(Ticket.opened_at < _midnight(wanted.opened_to + timedelta(days=1), zone))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
