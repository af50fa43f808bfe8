"""Service levels: how soon tickets are answered and resolved, by priority and grade."""
from dataclasses import dataclass

from sqlalchemy import func, select

from crm_core import settled
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import Input
from crm_core.tickets import recounting
from crm_core.tickets.calendars import Policies
from crm_core.tickets.rules import OPEN, Priority
from crm_core.work import Work, command, query
from db.models import DictionaryEntry, SlaPolicy, Ticket, WorkCalendar

LONGEST = 500_000  # working minutes: about four years of working days


@dataclass(frozen=True)
class PolicyRow:
    """A service level, in working minutes of its calendar; the first that fits counts. `tickets` are open ones measured by it."""

    id: int
    name: str
    position: int
    priority: str | None
    grade: str | None
    calendar_id: int
    calendar: str
    response_minutes: int
    resolve_minutes: int
    warn_percent: int
    active: bool
    version: int
    tickets: int


class PolicyForm(Input):
    """A service level as it is typed; no priority or grade means any. Minutes of working time."""

    required = ("name", "calendar_id", "response_minutes", "resolve_minutes")
    limits = {"name": 80}

    name: str
    priority: Priority | None = None
    grade: str | None = None
    calendar_id: int
    response_minutes: int
    resolve_minutes: int
    warn_percent: int = 80


@query("tickets:manage")
def policies(work: Work) -> tuple[PolicyRow, ...]:
    """All service levels in their order."""
    measured = select(func.count(Ticket.id)).where(Ticket.policy_id == SlaPolicy.id, Ticket.state.in_(OPEN)).scalar_subquery()
    p = SlaPolicy
    rows = work.session.execute(
        select(p.id, p.name, p.position, p.priority, p.grade, p.calendar_id, WorkCalendar.name, p.response_minutes,
               p.resolve_minutes, p.warn_percent, p.active, p.version, measured)
        .join(WorkCalendar, WorkCalendar.id == p.calendar_id)
        .order_by(p.position, p.id)
    )
    return tuple(PolicyRow(*row) for row in rows)


@command("tickets:manage")
def add_policy(work: Work, form: PolicyForm) -> int:
    """A new service level, the last in order; counts for new tickets. Returns its id. Raises Invalid."""
    return settled.add(work, SlaPolicy, _checked(work, form), "sla.created")


@command("tickets:manage")
def change_policy(work: Work, policy_id: int, form: PolicyForm, version: int) -> None:
    """Changes a service level; the open tickets measured by it are counted anew. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, SlaPolicy, policy_id, version)
    old = Policies(work).of(policy_id)
    if settled.change(work, row, _checked(work, form), "sla.changed"):
        recounting.recount(work, [policy_id], old=old)


@command("tickets:manage")
def use_policy(work: Work, policy_id: int, active: bool) -> None:
    """Whether a service level counts for new tickets. Raises NotFound."""
    settled.change(work, settled.fetch(work, SlaPolicy, policy_id), {"active": active}, "sla.changed")


@command("tickets:manage")
def move_policy(work: Work, policy_id: int, up: bool) -> None:
    """A place further up or down. Raises NotFound."""
    settled.move(work, SlaPolicy, policy_id, up, "sla.moved")


@command("tickets:manage")
def delete_policy(work: Work, policy_id: int) -> None:
    """Deletes a service level. Raises NotFound, Conflict when tickets were measured by it: switch it off instead."""
    row = settled.fetch(work, SlaPolicy, policy_id)
    if work.session.scalar(select(Ticket.id).where(Ticket.policy_id == policy_id).limit(1)) is not None:
        raise Conflict(N_("Tickets are measured by this. Switch it off instead."))
    settled.remove(work, row, "sla.deleted")


def _checked(work: Work, form: PolicyForm) -> dict:
    for field in ("response_minutes", "resolve_minutes"):
        if not 1 <= getattr(form, field) <= LONGEST:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=1, most=LONGEST)
    if form.resolve_minutes < form.response_minutes:
        raise Invalid(N_("Resolving takes no less than the first answer."), field="resolve_minutes")
    if not 1 <= form.warn_percent <= 99:
        raise Invalid(N_("Between {least} and {most}."), field="warn_percent", least=1, most=99)
    if work.session.get(WorkCalendar, form.calendar_id) is None:
        raise Invalid(N_("Choose one from the list."), field="calendar_id")
    check_grade(work, form.grade)
    return form.model_dump()


def check_grade(work: Work, grade: str | None) -> None:
    """Raises Invalid for a grade that is not in the dictionary."""
    known = select(DictionaryEntry.id).where(DictionaryEntry.dictionary == "grade", DictionaryEntry.code == grade)
    if grade is not None and work.session.scalar(known) is None:
        raise Invalid(N_("Choose one from the list."), field="grade")
