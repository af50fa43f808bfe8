"""One deal with everything its page shows."""
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from statistics import median

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.pipeline.access import may
from crm_core.pipeline.rules import WON, Facts, line_total
from crm_core.work import Work, query
from db.functions import days_between
from db.json import rows_of
from db.models import (
    Activity,
    Attachment,
    Contact,
    Customer,
    Deal,
    DealContact,
    DealLine,
    Product,
    StageHistory,
    Task,
    Team,
    User,
)


@dataclass(frozen=True)
class Line:
    """A product in a deal. Money in minor units, discount in percent."""

    product_id: int
    product: str
    unit: str | None
    quantity: float
    price: int
    discount: float

    @property
    def total(self) -> int:
        return line_total(self.quantity, self.price, self.discount)


@dataclass(frozen=True)
class DealContactRow:
    """A person this deal is talked over with."""

    id: int
    name: str
    title: str | None
    buying_role: str | None
    phone: str | None


@dataclass(frozen=True)
class Visit:
    """A time the deal spent in a stage, or its close (no stage)."""

    stage_id: int | None
    status: str
    entered_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class LastContact:
    """The latest activity on the deal."""

    kind: str
    at: datetime
    contact: str | None


@dataclass(frozen=True)
class NextStep:
    """The next open step of the deal. `mine`: the reader may tick it off or move it."""

    id: int
    title: str
    kind: str
    due_at: datetime
    all_day: bool
    owner_id: int
    owner: str
    mine: bool


@dataclass(frozen=True)
class DealView:
    """A deal. Money in minor units; `reaches_customer`: the reader may open the customer's page."""

    id: int
    version: int
    name: str
    customer_id: int | None
    customer: str | None
    reaches_customer: bool
    pipeline_id: int
    stage_id: int
    stage_since: datetime
    status: str
    value: int
    first_value: int | None
    owner_id: int | None
    owner: str | None
    team: str | None
    source: str | None
    opened_on: date | None
    expected_close: date | None
    closed_on: date | None
    close_reason: str | None
    competitor: str | None
    close_note: str | None
    notes: str | None
    external_id: str | None
    created_at: datetime
    may_edit: bool
    may_assign: bool
    may_delete: bool
    may_log: bool
    has_files: bool
    lines: tuple[Line, ...]
    contacts: tuple[DealContactRow, ...]
    visits: tuple[Visit, ...]
    last_contact: LastContact | None
    next_step: NextStep | None

    @property
    def facts(self) -> Facts:
        """What the deal has, for the stages that ask."""
        return Facts(
            customer=self.customer_id is not None, contacts=bool(self.contacts), value=self.value > 0,
            expected_close=self.expected_close is not None, products=bool(self.lines), source=bool(self.source),
            notes=bool(self.notes), next_step=self.next_step is not None,
        )


RECENT = 200
OWN_COLUMNS = [field.name for field in fields(DealView) if field.name in Deal.model_fields and field.name != "next_step"]


@query("deals:view")
def deal(work: Work, deal_id: int) -> DealView:
    """One deal with all that hangs on it, in one statement. Raises NotFound."""
    row = work.session.execute(_whole(work).where(Deal.id == deal_id, scope.deals(work))).one_or_none()
    if row is None:
        raise NotFound()
    found = row.Deal
    rights = {
        f"may_{verb}": may(work, right, found.owner_id, found.team_id)
        for verb, right in (("edit", "deals:edit"), ("assign", "deals:assign"), ("delete", "deals:delete"), ("log", "activities:log"))
    }
    return DealView(
        **{name: getattr(found, name) for name in OWN_COLUMNS}, **rights,
        customer=row.customer, owner=row.owner, team=row.team, has_files=row.has_files,
        reaches_customer=bool(row.reached and found.customer_id and work.scope("customers:view")),
        lines=tuple(Line(*values) for _place, *values in sorted(row.lines)),
        contacts=tuple(DealContactRow(*values) for _place, *values in sorted(row.contacts, key=lambda c: c[:2])),
        visits=tuple(Visit(stage, status, _moment(begin), _moment(end)) for _id, stage, status, begin, end in sorted(row.visits)),
        last_contact=LastContact(*row[-11:-8]) if row[-10] else None,
        next_step=NextStep(*row[-8:-1], bool(row[-1])) if row[-8] else None,
    )


def _whole(work: Work) -> Select:
    planner = aliased(User)
    mine = scope.tasks(work) if work.actor.may("activities:log") else literal(False)
    return (
        select(
            Deal, Customer.name.label("customer"), case((scope.customers(work), True), else_=False).label("reached"),
            User.name.label("owner"), Team.name.label("team"), _lines(work), _contacts(work), _visits(work), _has_files(),
            Activity.kind, Activity.at, Contact.name,
            Task.id, Task.title, Task.kind, Task.due_at, Task.all_day, Task.owner_id, planner.name, mine,
        )
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .outerjoin(Team, Team.id == Deal.team_id)
        .outerjoin(Activity, Activity.id == _latest_activity())
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Task, Task.id == _first_step())
        .outerjoin(planner, planner.id == Task.owner_id)
    )


@query("deals:view")
def usual_days(work: Work, pipeline_id: int) -> int | None:
    """The median days from opening to winning of the last 200 deals won in a pipeline that this person sees.

    None without any.
    """
    latest = (
        select(days_between(Deal.opened_on, Deal.closed_on))
        .where(scope.deals(work), Deal.pipeline_id == pipeline_id, Deal.status == WON)
        .where(Deal.opened_on.is_not(None), Deal.closed_on.is_not(None))
        .order_by(Deal.closed_on.desc(), Deal.id.desc())
        .limit(RECENT)
    )
    found = work.session.scalars(latest).all()
    return round(median(found)) if found else None


def _rows(work: Work, label: str, *columns, joined) -> ColumnElement:
    """An array of arrays: the rows of `joined` that belong to the deal, in no order."""
    return rows_of(work.session, joined, *columns).label(label)


def _lines(work: Work) -> ColumnElement:
    joined = select(DealLine.id).join(Product, Product.id == DealLine.product_id).where(DealLine.deal_id == Deal.id)
    columns = (DealLine.position, Product.id, Product.name, Product.unit, DealLine.quantity, DealLine.price, DealLine.discount)
    return _rows(work, "lines", *columns, joined=joined.correlate(Deal))


def _contacts(work: Work) -> ColumnElement:
    joined = (
        select(DealContact.contact_id)
        .join(Contact, Contact.id == DealContact.contact_id)
        .where(DealContact.deal_id == Deal.id, Contact.deleted_at.is_(None))
    )
    place = case((Contact.is_primary, 0), else_=1)
    phone = func.coalesce(Contact.mobile, Contact.phone)
    columns = (place, Contact.id, Contact.name, Contact.title, Contact.buying_role, phone)
    return _rows(work, "contacts", *columns, joined=joined.correlate(Deal))


def _visits(work: Work) -> ColumnElement:
    visit = StageHistory
    joined = select(visit.id).where(visit.deal_id == Deal.id).correlate(Deal)
    return _rows(work, "visits", visit.id, visit.stage_id, visit.status, visit.entered_at, visit.left_at, joined=joined)


def _has_files() -> ColumnElement:
    return select(Attachment.id).where(Attachment.deal_id == Deal.id, Attachment.deleted_at.is_(None)).exists().label("has_files")


def _latest_activity() -> ColumnElement:
    done = aliased(Activity)
    found = select(done.id).where(done.deal_id == Deal.id, done.deleted_at.is_(None))
    return found.order_by(done.at.desc(), done.id.desc()).limit(1).correlate(Deal).scalar_subquery()


def _first_step() -> ColumnElement:
    planned = aliased(Task)
    found = select(planned.id).where(planned.deal_id == Deal.id, planned.done_at.is_(None))
    return found.order_by(planned.due_at, planned.id).limit(1).correlate(Deal).scalar_subquery()


def _moment(text: str | None) -> datetime | None:
    """A moment as JSON has it."""
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
