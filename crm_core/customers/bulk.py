"""One change for many customers: previewed, made in a few statements however many they are, undone as one step."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, literal, select, update

from crm_core.access import scope
from crm_core.customers import filtering, rules
from crm_core.customers.access import teams_of_owners, within
from crm_core.customers.filtering import CustomerFilter
from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from crm_core.notices.tell import tell
from crm_core.work import Work, command, query
from db.json import array_of, json_object, longer_array
from db.models import Customer, CustomerTag, DictionaryEntry, Event
from db.types import Json

CHUNK = 500


@dataclass(frozen=True)
class Preview:
    """What a change would do, or did: how many were chosen, and what happens to them."""

    chosen: int
    changing: int
    same: int
    not_yours: int


class Change(Protocol):
    """A change that can be made to many customers."""

    right: str
    kind: str

    def check(self, work: Work) -> "Change":
        """The change ready to be made. Raises Invalid."""

    def differs(self) -> ColumnElement[bool]:
        """Customers that it would change."""

    def before(self, work: Work) -> ColumnElement[Any]: ...

    def after(self, work: Work) -> ColumnElement[Any]: ...

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        """Changes these customers."""


@dataclass(frozen=True)
class GiveTo:
    """A new owner; None is the public pool. The owner's team goes with it."""

    owner_id: int | None
    team_id: int | None = None
    right = "customers:assign"
    kind = "customer.assigned"

    def check(self, work: Work) -> "GiveTo":
        return GiveTo(self.owner_id, teams_of_owners(work, [self.owner_id])[self.owner_id])

    def differs(self) -> ColumnElement[bool]:
        return Customer.owner_id.is_distinct_from(self.owner_id)

    def before(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, owner_id=Customer.owner_id, team_id=Customer.team_id)

    def after(self, work: Work) -> ColumnElement[Any]:
        return literal({"owner_id": self.owner_id, "team_id": self.team_id}, Json)

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        changed_as(work, changed, owner_id=self.owner_id, team_id=self.team_id)


@dataclass(frozen=True)
class SetGrade:
    """A grade of the dictionary with its reason; None takes the grade away."""

    grade: str | None
    reason: str | None = None
    right = "customers:edit"
    kind = "customer.graded"

    def check(self, work: Work) -> "SetGrade":
        grades = select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade", DictionaryEntry.active)
        if self.grade is not None and self.grade not in work.session.scalars(grades).all():
            raise Invalid(N_("Choose a grade of the list."), field="grade")
        reason = " ".join((self.reason or "").split())
        if self.grade is not None and not reason:
            raise Invalid(N_("Say why, so that others understand the grade."), field="reason")
        if len(reason) > 500:
            raise Invalid(N_("At most {limit} characters."), field="reason", limit=500)
        return SetGrade(self.grade, reason or None)

    def differs(self) -> ColumnElement[bool]:
        return Customer.grade.is_distinct_from(self.grade)

    def before(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, grade=Customer.grade, grade_reason=Customer.grade_reason, grade_by=Customer.grade_by)

    def after(self, work: Work) -> ColumnElement[Any]:
        return literal({"grade": self.grade, "grade_reason": self.reason, "grade_by": rules.graded_by(self.grade)}, Json)

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        changed_as(work, changed, grade=self.grade, grade_reason=self.reason, grade_by=rules.graded_by(self.grade))


@dataclass(frozen=True)
class AddTag:
    """One more tag. Customers that are full of tags stay as they are."""

    tag: str
    right = "customers:edit"
    kind = "customer.tagged"

    def check(self, work: Work) -> "AddTag":
        return AddTag(_one_tag(self.tag))

    def differs(self) -> ColumnElement[bool]:
        full = select(func.count()).where(CustomerTag.customer_id == Customer.id).scalar_subquery() >= rules.MAX_TAGS
        return ~_tagged(self.tag) & ~full

    def before(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, tags=array_of(work.session, CustomerTag.tag, _tags()))

    def after(self, work: Work) -> ColumnElement[Any]:
        tags = array_of(work.session, CustomerTag.tag, _tags())
        return json_object(work.session, tags=longer_array(work.session, tags, self.tag))

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        rows = select(literal(self.tag), Customer.id).where(Customer.id.in_(changed))
        work.session.execute(insert(CustomerTag).from_select(["tag", "customer_id"], rows))
        changed_as(work, changed)


@dataclass(frozen=True)
class RemoveTag:
    """One tag less."""

    tag: str
    right = "customers:edit"
    kind = "customer.tagged"

    def check(self, work: Work) -> "RemoveTag":
        return RemoveTag(_one_tag(self.tag))

    def differs(self) -> ColumnElement[bool]:
        return _tagged(self.tag)

    def before(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, tags=array_of(work.session, CustomerTag.tag, _tags()))

    def after(self, work: Work) -> ColumnElement[Any]:
        rest = _tags().where(CustomerTag.tag != self.tag)
        return json_object(work.session, tags=array_of(work.session, CustomerTag.tag, rest))

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        work.session.execute(
            delete(CustomerTag)
            .where(CustomerTag.tag == self.tag, CustomerTag.customer_id.in_(changed))
            .execution_options(synchronize_session=False)
        )
        changed_as(work, changed)


@query("customers:edit", "customers:assign")
def preview(work: Work, wanted: CustomerFilter, change: Change) -> Preview:
    """What `change` would do to the customers that `wanted` matches. Raises Forbidden."""
    work.require(change.right)
    return _counted(work, wanted, change)


@command("customers:edit", "customers:assign")
def change_customers(work: Work, wanted: CustomerFilter, change: Change) -> Preview:
    """Makes `change` where this person may and it makes a difference; says what it did.

    Give `act` a batch, and the change can be undone by it. Raises Forbidden, Invalid.
    """
    work.require(change.right)
    change = change.check(work)
    found = _counted(work, wanted, change)
    if found.changing:
        work.batch = work.batch or uuid4().hex
        _note(work, change, filtering.matching(work, wanted) + [within(work, change.right), change.differs()])
        change.make(work, _noted(work, change))
        if isinstance(change, GiveTo):
            tell(work, [change.owner_id], "customers.given", subject_type="customer", who=work.actor.name, n=found.changing)
    return found


@command("customers:edit")
def claim_customers(work: Work, ids: Sequence[int]) -> int:
    """Takes customers out of the public pool for oneself; returns how many.

    All or none: raises Conflict when one of them is not in the pool any more.
    """
    change = _Claim(work.actor.user_id, work.actor.team_id)
    work.batch = work.batch or uuid4().hex
    wanted = sorted(set(ids))
    pool = [scope.customers(work), Customer.owner_id.is_(None), Customer.team_id.is_(None)]
    taken = 0
    for start in range(0, len(wanted), CHUNK):
        taken += _note(work, change, [*pool, Customer.id.in_(wanted[start : start + CHUNK])])
    if taken != len(wanted):
        raise Conflict(N_("Some of these customers are no longer in the public pool. Nothing was claimed."))
    change.make(work, _noted(work, change))
    return taken


class _Claim(GiveTo):
    kind = "customer.claimed"


def _counted(work: Work, wanted: CustomerFilter, change: Change) -> Preview:
    mine = within(work, change.right)
    counts = select(
        func.count(),
        func.coalesce(func.sum(case((mine, 1), else_=0)), 0),
        func.coalesce(func.sum(case((mine & change.differs(), 1), else_=0)), 0),
    )
    chosen, yours, changing = work.session.execute(
        counts.select_from(Customer).where(*filtering.matching(work, wanted))
    ).one()
    return Preview(chosen, changing, yours - changing, chosen - yours)


def _note(work: Work, change: Change, conditions: list[ColumnElement[bool]]) -> int:
    """Writes the event of every customer that will change; these rows are from then on the list of them."""
    rows = (
        select(
            literal(work.now, Event.__table__.c.at.type), literal(work.actor.user_id), literal(work.batch), literal(change.kind),
            literal("customer"), Customer.id, Customer.id, change.before(work), change.after(work),
        )
        .where(*conditions)
        .with_for_update(of=Customer)
    )
    columns = ["at", "user_id", "batch", "kind", "subject_type", "subject_id", "customer_id", "before", "after"]
    statement = insert(Event).from_select(columns, rows, include_defaults=False)
    return work.session.execute(statement.execution_options(preserve_rowcount=True)).rowcount


def _noted(work: Work, change: Change) -> Select[tuple[int]]:
    return select(Event.subject_id).where(Event.batch == work.batch, Event.kind == change.kind)


def changed_as(work: Work, changed: Select[tuple[int]], **values: Any) -> None:
    """Sets these values of these customers."""
    work.session.execute(
        update(Customer)
        .where(Customer.id.in_(changed))
        .values(version=Customer.version + 1, updated_at=work.now, **values)
        .execution_options(synchronize_session=False)
    )


def _tags() -> Select:
    return select(CustomerTag.tag).where(CustomerTag.customer_id == Customer.id)


def _tagged(tag: str) -> ColumnElement[bool]:
    return select(CustomerTag.tag).where(CustomerTag.customer_id == Customer.id, CustomerTag.tag == tag).exists()


def _one_tag(text: str) -> str:
    found = rules.tags([text])
    if not found:
        raise Invalid(N_("Write a tag."), field="tag")
    return found[0]
