"""Tickets of another program, with their history: one row per ticket or one per event."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from crm_core.access import scope
from crm_core.tickets import calendars, clocks, indexing, rules
from crm_core.tickets.calendars import Policies
from crm_core.tickets.rules import OPEN
from crm_core.tickets.working import Hours, minutes_between
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Contact, Customer, Ticket, TicketMessage, TicketStage, User

WRITE = ("tickets:edit", "imports:run")


@dataclass(frozen=True)
class Happened:
    """One event of a ticket as a row tells it. `state` None: it is not said."""

    at: datetime
    state: str | None = None
    owner_id: int | None = None
    note: str | None = None


@dataclass
class Brought:
    """One ticket of a file. `values` are its columns by name, the later rows' over the earlier ones'; `ticket_id` if it is here."""

    values: dict[str, Any]
    text: str | None = None
    events: list[Happened] = field(default_factory=list)
    ticket_id: int | None = None


@command(*WRITE)
def take_in(work: Work, brought: Sequence[Brought], import_id: int) -> list[int]:
    """Stores tickets with their states, messages and outcomes in a few statements; returns their ids in order.

    What the file says of the limits counts; where it says nothing, the policy that fits. Nobody is told anything.
    """
    here = {row.id: row for row in work.session.scalars(
        select(Ticket).where(Ticket.id.in_([one.ticket_id for one in brought if one.ticket_id]), _reached(work)))}
    stored = _Stored(work)
    stored.know(brought)
    new = [one for one in brought if one.ticket_id is None]
    ids = insert_rows(work.session, Ticket, [stored.new(one) | {"import_id": import_id} for one in new])
    for key, one in zip(ids, new, strict=True):
        one.ticket_id = key
        work.record("ticket.created", "ticket", key, customer_id=one.values.get("customer_id"), after={"subject": one.values["subject"]})
    for one in brought:
        if one.ticket_id in here:
            _change(work, here[one.ticket_id], stored.changes(one, here[one.ticket_id]), import_id)
    work.session.flush()
    _write_history(work, brought)
    _write_messages(work, brought, set(ids))
    indexing.reindex(work, {one.ticket_id for one in brought})
    return [one.ticket_id for one in brought]


@command(*WRITE)
def delete_tickets(work: Work, ids: Sequence[int]) -> int:
    """Removes tickets that should not have come in; returns how many."""
    gone = work.session.execute(
        update(Ticket).where(Ticket.id.in_(ids), Ticket.deleted_at.is_(None), _reached(work))
        .values(deleted_at=work.now, version=Ticket.version + 1)
        .returning(Ticket.id, Ticket.subject, Ticket.customer_id).execution_options(synchronize_session=False)
    ).all()
    for key, subject, customer_id in gone:
        work.record("ticket.deleted", "ticket", key, customer_id=customer_id, before={"subject": subject})
    return len(gone)


def find_tickets(work: Work, external_ids: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """Number in the other program → our number and the import it came by, of what may be written."""
    rows = work.session.execute(
        select(Ticket.external_id, Ticket.id, Ticket.import_id).where(Ticket.external_id.in_(list(external_ids)), _reached(work)))
    return {external_id: (key, import_id) for external_id, key, import_id in rows}


def find_requesters(work: Work, emails: Iterable[str]) -> dict[str, tuple[int | None, int]]:
    """Address → contact and customer, where it is known."""
    wanted = list(emails)
    seen = scope.customers(work, "customers:view", "imports:run")
    found = {email: (None, key) for email, key in work.session.execute(
        select(Customer.email, Customer.id).where(Customer.email.in_(wanted), seen))}
    rows = select(Contact.email, Contact.id, Contact.customer_id).join(Customer, Customer.id == Contact.customer_id)
    for email, contact, customer in work.session.execute(rows.where(Contact.email.in_(wanted), Contact.deleted_at.is_(None), seen)):
        found[email] = (contact, customer)
    return found


def _reached(work: Work):
    return scope.tickets(work, *WRITE)


class _Stored:
    """The columns of tickets that a file brings."""

    def __init__(self, work: Work) -> None:
        self.work, self.policies, self.hours = work, Policies(work), calendars.company_hours(work)
        self.teams: dict[int, int | None] = {}
        self.grades: dict[int, str | None] = {}

    def know(self, brought: Sequence[Brought]) -> None:
        """Reads the teams of the agents and the grades of the customers, once for all."""
        owners = {event.owner_id for one in brought for event in one.events} - {None}
        customers = {one.values.get("customer_id") for one in brought} - {None}
        self.teams = {key: team for key, team in self.work.session.execute(select(User.id, User.team_id).where(User.id.in_(owners)))}
        self.grades = {key: grade for key, grade in self.work.session.execute(
            select(Customer.id, Customer.grade).where(Customer.id.in_(customers)))}

    def new(self, one: Brought) -> dict[str, Any]:
        values, last = one.values, one.events[-1]
        opened = values.get("opened_at") or one.events[0].at
        priority, grade = values.get("priority", "normal"), self.grades.get(values.get("customer_id"))
        fields = dict.fromkeys(c.name for c in Ticket.__table__.columns if c.name != "id") | {
            "subject": values["subject"], "kind": values.get("kind", "inquiry"), "priority": priority,
            "channel": values.get("channel", "phone"), "opened_at": opened, "grade": grade, "rank": rules.rank(priority, grade),
            "created_by": self.work.actor.user_id, "updated_at": self.work.now, "reopened": 0, "version": 1,
            "owner_id": last.owner_id, "team_id": self.teams.get(last.owner_id), "state_since": last.at, "locale": self.work.settings.locale,
            "last_message_at": opened, "last_message_from": "customer",
        }
        fields |= {name: values[name] for name in PLAIN if values.get(name) is not None}
        return fields | self._outcome(one, fields)

    def changes(self, one: Brought, row: Ticket) -> dict[str, Any]:
        last = one.events[-1]
        now = {name: getattr(row, name) for name in [column.name for column in Ticket.__table__.columns]}
        fields = {name: one.values[name] for name in (*PLAIN, "subject", "kind", "priority", "channel") if one.values.get(name) is not None}
        if last.at >= row.state_since or last.state in (None, row.state):
            fields |= {"state_since": last.at} if last.state not in (None, row.state) else {}
            fields |= {"owner_id": last.owner_id, "team_id": self.teams.get(last.owner_id)} if last.owner_id else {}
            fields |= self._outcome(one, now | fields)
        return fields

    def _outcome(self, one: Brought, fields: dict[str, Any]) -> dict[str, Any]:
        """State, times and whether the limits were kept."""
        values, limits = one.values, self.policies.fitting(fields["priority"], fields["grade"])
        state = _state(one, fields)
        found: dict[str, Any] = {"state": state, "policy_id": limits.policy_id if limits else None}
        hours = limits.hours if limits else self.hours
        responded = fields.get("first_response_at")
        if responded:
            found["response_minutes"] = _minutes(hours, fields["opened_at"], responded)
            found["response_met"] = _met(values.get("response_met"), found["response_minutes"], limits and limits.response)
        if state in OPEN and state == fields.get("state") and found["policy_id"] == fields["policy_id"]:
            return found  # its clock is running already
        if state in OPEN:
            return found | {"resolved_at": None, "archived_at": None, "resolve_met": values.get("resolve_met")} | self._running(limits, fields, state)
        resolved = values.get("resolved_at") or values.get("closed_at") or _last(one, ("resolved",)) or fields.get("resolved_at") or one.events[-1].at
        found |= {"resolved_at": resolved, "resolve_minutes": _minutes(hours, fields["opened_at"], resolved), "due_at": None,
                  "warn_at": None, "resolve_due_at": None, "resolve_left": None}
        found["resolve_met"] = _met(values.get("resolve_met"), found["resolve_minutes"], limits and limits.resolve)
        if state == "archived":
            found["archived_at"] = values.get("closed_at") or _last(one, ("archived",)) or resolved
        return found

    def _running(self, limits: clocks.Limits | None, fields: dict[str, Any], state: str) -> dict[str, Any]:
        """The clock of an open ticket; what is late already when it comes in is not escalated any more."""
        clock = clocks.started(limits, fields["opened_at"])
        if fields.get("first_response_at") and limits:
            clock |= clocks.next_limit(limits, None, None, clock["resolve_due_at"])
        if state == "waiting" and limits:
            left = limits.resolve - minutes_between(limits.hours, fields["opened_at"], self.work.now)
            clock |= {"resolve_left": left, "resolve_due_at": None, "due_at": None, "warn_at": None}
        if clock["due_at"] is not None and clock["due_at"] <= self.work.now:
            clock |= {"warned_at": self.work.now, "escalated_at": self.work.now, "warn_at": None}
        return clock


PLAIN = ("product_id", "customer_id", "contact_id", "requester_name", "requester_email", "requester_phone", "external_id",
         "first_response_at", "reopened", "satisfaction")


def _state(one: Brought, fields: dict[str, Any]) -> str:
    said = [event.state for event in one.events if event.state]
    if said:
        return said[-1]
    if one.values.get("closed_at"):
        return "archived"
    if one.values.get("resolved_at"):
        return "resolved"
    return fields.get("state") or ("assigned" if fields.get("owner_id") else "new")


def _last(one: Brought, states: tuple[str, ...]) -> datetime | None:
    return next((event.at for event in reversed(one.events) if event.state in states), None)


def _minutes(hours: Hours | None, start: datetime, end: datetime) -> int | None:
    return minutes_between(hours, start, max(start, end)) if hours else None


def _met(said: bool | None, minutes: int | None, limit: int | None) -> bool | None:
    if said is not None:
        return said
    return minutes <= limit if minutes is not None and limit else None


def _change(work: Work, row: Ticket, fields: dict[str, Any], import_id: int) -> None:
    different = [name for name, value in fields.items() if getattr(row, name) != value]
    before = {name: getattr(row, name) for name in different}
    for name in different:
        setattr(row, name, fields[name])
    if different and row.import_id != import_id:
        row.version, row.updated_at = row.version + 1, work.now
        work.record("ticket.brought", "ticket", row.id, customer_id=row.customer_id, before=before, after={n: fields[n] for n in different})


def _write_history(work: Work, brought: Sequence[Brought]) -> None:
    """Visits from the events; of what is here already only what is new."""
    ids = [one.ticket_id for one in brought]
    known: dict[int, list[TicketStage]] = {}
    for stage in work.session.scalars(select(TicketStage).where(TicketStage.ticket_id.in_(ids)).order_by(TicketStage.entered_at, TicketStage.id)):
        known.setdefault(stage.ticket_id, []).append(stage)
    rows: list[dict[str, Any]] = []
    for one in brought:
        rows += _visits(one, known.get(one.ticket_id, []))
    work.session.flush()
    if rows:
        work.session.execute(insert(TicketStage), rows)


def _visits(one: Brought, known: list[TicketStage]) -> list[dict[str, Any]]:
    last = known[-1] if known else None
    state, owner = (last.state, last.owner_id) if last else (None, None)
    since = last.entered_at if last else None
    rows: list[dict[str, Any]] = []
    for event in one.events:
        told, given = event.state or state or _state(one, {"owner_id": event.owner_id}), event.owner_id or owner
        if (told, given) == (state, owner) or (last and since and event.at <= since and not rows):
            continue
        entered = event.at if state else min(event.at, one.values.get("opened_at") or event.at)
        if rows:
            rows[-1]["left_at"] = entered
        elif last:
            last.left_at = entered
        rows.append({"ticket_id": one.ticket_id, "state": told, "owner_id": given, "entered_at": entered, "left_at": None, "user_id": None})
        state, owner = told, given
    return rows


def _write_messages(work: Work, brought: Sequence[Brought], new: set[int]) -> None:
    rows = []
    for one in brought:
        opened = one.values.get("opened_at") or one.events[0].at
        base = {"ticket_id": one.ticket_id, "channel": one.values.get("channel", "phone"), "user_id": None, "name": None, "email": None}
        if one.ticket_id in new:
            rows.append(base | {"direction": "in", "text": one.text or one.values["subject"], "at": opened,
                                "name": one.values.get("requester_name"), "email": one.values.get("requester_email")})
            rows += [base | {"direction": "note", "text": e.note, "at": e.at} for e in one.events if e.note]
    if rows:
        work.session.execute(insert(TicketMessage), rows)
