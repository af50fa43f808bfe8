"""One deal with everything its page shows."""
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import case, func, literal, select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.pipeline.access import may
from crm_core.pipeline.rules import WON, Facts, line_total
from crm_core.work import Work, query
from db.functions import days_between
from db.models import Activity, Contact, Customer, Deal, DealContact, DealLine, Product, StageHistory, Task, Team, User


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
            notes=bool(self.notes),
        )


OWN_COLUMNS = [field.name for field in fields(DealView) if field.name in Deal.model_fields and field.name != "next_step"]


@query("deals:view")
def deal(work: Work, deal_id: int) -> DealView:
    """One deal. Raises NotFound."""
    row = work.session.execute(
        select(
            Deal, Customer.name, case((scope.customers(work), True), else_=False), User.name, Team.name,
        )
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .outerjoin(Team, Team.id == Deal.team_id)
        .where(Deal.id == deal_id, scope.deals(work))
    ).one_or_none()
    if row is None:
        raise NotFound()
    found, customer, reached, owner, team = row
    rights = {
        f"may_{verb}": may(work, f"deals:{verb}", found.owner_id, found.team_id) for verb in ("edit", "assign", "delete")
    }
    rights["may_log"] = may(work, "activities:log", found.owner_id, found.team_id)
    return DealView(
        **{name: getattr(found, name) for name in OWN_COLUMNS}, **rights,
        customer=customer, reaches_customer=bool(reached and found.customer_id and work.scope("customers:view")),
        owner=owner, team=team,
        lines=_lines(work, deal_id), contacts=_contacts(work, deal_id), visits=_visits(work, deal_id),
        last_contact=_last_contact(work, deal_id), next_step=_next_step(work, deal_id) if found.next_step_at else None,
    )


@query("deals:view")
def usual_days(work: Work, pipeline_id: int) -> int | None:
    """The median days from opening to winning of the deals this person sees in a pipeline; None without any."""
    days = days_between(Deal.opened_on, Deal.closed_on)
    won = (
        select(
            days.label("days"),
            func.row_number().over(order_by=days).label("place"),
            func.count().over().label("count"),
        )
        .where(scope.deals(work), Deal.pipeline_id == pipeline_id, Deal.status == WON)
        .where(Deal.opened_on.is_not(None), Deal.closed_on.is_not(None))
        .subquery()
    )
    middle = select(func.avg(won.c.days)).where(won.c.place * 2 >= won.c.count, won.c.place * 2 <= won.c.count + 2)
    found = work.session.scalar(middle)
    return None if found is None else round(found)


def _lines(work: Work, deal_id: int) -> tuple[Line, ...]:
    rows = work.session.execute(
        select(Product.id, Product.name, Product.unit, DealLine.quantity, DealLine.price, DealLine.discount)
        .join(Product, Product.id == DealLine.product_id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position, DealLine.id)
    )
    return tuple(Line(*row) for row in rows)


def _contacts(work: Work, deal_id: int) -> tuple[DealContactRow, ...]:
    rows = work.session.execute(
        select(Contact.id, Contact.name, Contact.title, Contact.buying_role, func.coalesce(Contact.mobile, Contact.phone))
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == deal_id, Contact.deleted_at.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.name)
    )
    return tuple(DealContactRow(*row) for row in rows)


def _visits(work: Work, deal_id: int) -> tuple[Visit, ...]:
    rows = work.session.execute(
        select(StageHistory.stage_id, StageHistory.status, StageHistory.entered_at, StageHistory.left_at)
        .where(StageHistory.deal_id == deal_id)
        .order_by(StageHistory.id)
    )
    return tuple(Visit(*row) for row in rows)


def _last_contact(work: Work, deal_id: int) -> LastContact | None:
    row = work.session.execute(
        select(Activity.kind, Activity.at, Contact.name)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.deal_id == deal_id, Activity.deleted_at.is_(None))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    ).first()
    return LastContact(*row) if row else None


def _next_step(work: Work, deal_id: int) -> NextStep | None:
    mine = scope.tasks(work) if work.actor.may("activities:log") else literal(False)
    row = work.session.execute(
        select(Task.id, Task.title, Task.kind, Task.due_at, Task.all_day, Task.owner_id, User.name, mine)
        .join(User, User.id == Task.owner_id)
        .where(Task.deal_id == deal_id, Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(1)
    ).one_or_none()
    return NextStep(*row[:-1], bool(row[-1])) if row else None
