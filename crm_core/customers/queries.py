"""One customer with everything that its page shows beside the timeline."""
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.customers.access import within
from crm_core.customers.schemas import ContactRow, OpenDeal
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.models import Attachment, Contact, Customer, CustomerTag, Deal, DictionaryEntry, Stage, Task, Team, User

MOST_DEALS, MOST_CONTACTS, MOST_FILES = 50, 200, 50

FIELDS = (
    "id", "kind", "name", "phone", "email", "website", "address", "city", "region", "postal_code", "country", "industry",
    "source", "grade", "grade_reason", "grade_by", "lifecycle", "owner_id", "team_id", "parent_id", "employees", "annual_revenue",
    "founded_year", "notes", "birthday", "locale", "contract_ends_on", "agent_id", "external_id", "created_at", "version", "last_activity_at", "last_activity_kind",
)


@dataclass(frozen=True)
class CustomerView:
    """A customer as stored. Money in minor units."""

    id: int
    kind: str
    name: str
    phone: str | None
    email: str | None
    website: str | None
    address: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    industry: str | None
    source: str | None
    grade: str | None
    grade_reason: str | None
    grade_by: str | None
    lifecycle: str
    owner_id: int | None
    team_id: int | None
    parent_id: int | None
    employees: int | None
    annual_revenue: int | None
    founded_year: int | None
    notes: str | None
    birthday: date | None
    locale: str | None
    contract_ends_on: date | None
    agent_id: int | None
    external_id: str | None
    created_at: datetime
    version: int
    last_activity_at: datetime | None
    last_activity_kind: str | None
    owner: str | None
    team: str | None
    parent: str | None
    agent: str | None
    grade_name: str | None
    grade_tone: str | None
    industry_name: str | None
    source_name: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealFigures:
    """What the deals that the reader sees come to; money in minor units. `year` are the last twelve months."""

    open_count: int
    open_value: int
    won_year: int
    won_year_before: int
    first_won_on: date | None


@dataclass(frozen=True)
class Allowed:
    """What the reader may do with this customer."""

    edit: bool
    log: bool
    assign: bool
    release: bool
    delete: bool
    claim: bool


@dataclass(frozen=True)
class NextStep:
    """The next open step. `mine`: the reader may tick it off or move it."""

    id: int
    title: str
    kind: str
    due_at: datetime
    all_day: bool
    owner_id: int
    owner: str
    mine: bool


@dataclass(frozen=True)
class FileRow:
    """A file that can be read."""

    id: int
    name: str
    content_type: str
    size: int
    at: datetime
    by: str | None


@dataclass(frozen=True)
class CustomerPage:
    """Everything about one customer but the timeline."""

    customer: CustomerView
    figures: DealFigures
    allowed: Allowed
    deals: tuple[OpenDeal, ...]
    contacts: tuple[ContactRow, ...]
    next_step: NextStep | None
    files: tuple[FileRow, ...]


@query("customers:view")
def customer_page(work: Work, customer_id: int) -> CustomerPage:
    """One customer for its page, in four statements. Raises NotFound."""
    view, figures, allowed, step = _head(work, customer_id)
    return CustomerPage(
        view, figures, allowed, _deals(work, customer_id) if figures.open_count else (),
        contacts_of(work, customer_id), step, _files(work, customer_id),
    )


@query("customers:view")
def customer_view(work: Work, customer_id: int) -> CustomerView:
    """One customer as stored, for a form. Raises NotFound."""
    return _head(work, customer_id)[0]


@query("customers:view")
def contact_row(work: Work, contact_id: int) -> ContactRow:
    """One contact, for its form. Raises NotFound."""
    seen = scope.visible_contacts(work).where(Contact.id == contact_id)
    row = work.session.execute(_with_role(seen).with_only_columns(*_contact(), maintain_column_froms=True)).one_or_none()
    if row is None:
        raise NotFound()
    return _contact_row(work, row)


def contacts_of(work: Work, customer_id: int) -> tuple[ContactRow, ...]:
    """The people at a customer, the primary contact first; the caller has checked that it may be seen."""
    found = select(*_contact()).where(Contact.customer_id == customer_id, Contact.deleted_at.is_(None))
    rows = _with_role(found).order_by(Contact.is_primary.desc(), Contact.id).limit(MOST_CONTACTS)
    return tuple(_contact_row(work, row) for row in work.session.execute(rows))


def _contact() -> list:
    c = Contact
    return [c.id, c.name, c.title, c.department, c.phone, c.mobile, c.email, c.social, c.buying_role, c.is_primary,
            c.birthday, c.notes, c.version, DictionaryEntry.name, DictionaryEntry.names, DictionaryEntry.tone]


def _with_role(statement: Select) -> Select:
    return statement.outerjoin(DictionaryEntry, and_(
        DictionaryEntry.dictionary == "buying_role", DictionaryEntry.code == Contact.buying_role))


def _contact_row(work: Work, row) -> ContactRow:
    *fields, name, names, tone = row
    return ContactRow(*fields, _label(work, name, names), tone)


def _label(work: Work, name: str | None, names: dict | None) -> str | None:
    return (names or {}).get(work.actor.locale) or name


def _head(work: Work, customer_id: int) -> tuple[CustomerView, DealFigures, Allowed, NextStep | None]:
    grade, industry, source = (aliased(DictionaryEntry) for _name in range(3))
    tags = select(func.aggregate_strings(CustomerTag.tag, "\n")).where(CustomerTag.customer_id == customer_id)
    mate, parent, agent = aliased(User), aliased(Customer), aliased(User)
    parts = (
        [getattr(Customer, field) for field in FIELDS],
        [User.name, Team.name, parent.name, agent.name],
        [grade.name, grade.names, grade.tone, industry.name, industry.names, source.name, source.names, tags.scalar_subquery()],
        _figures(work, customer_id),
        _allowed(work),
        [Task.id, Task.title, Task.kind, Task.due_at, Task.all_day, Task.owner_id, mate.name, _mine(work)],
    )
    statement = (
        select(*(column for part in parts for column in part))
        .select_from(Customer)
        .outerjoin(User, User.id == Customer.owner_id)
        .outerjoin(Team, Team.id == Customer.team_id)
        .outerjoin(parent, and_(parent.id == Customer.parent_id, parent.deleted_at.is_(None)))
        .outerjoin(agent, agent.id == Customer.agent_id)
        .outerjoin(Task, Task.id == _next_of(customer_id))
        .outerjoin(mate, mate.id == Task.owner_id)
        .where(scope.customers(work), Customer.id == customer_id)
    )
    for entry, dictionary in ((grade, "grade"), (industry, "industry"), (source, "source")):
        same = entry.code == getattr(Customer, dictionary)
        statement = statement.outerjoin(entry, and_(entry.dictionary == dictionary, same))
    row = work.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound()
    values = iter(row)
    fields, people, named, figures, allowed, step = ([next(values) for _column in part] for part in parts)
    return (
        CustomerView(*fields, *people, *_named(work, named)), DealFigures(*figures), Allowed(*map(bool, allowed)),
        NextStep(*step[:-1], bool(step[-1])) if step[0] is not None else None,
    )


def _named(work: Work, named: list) -> tuple:
    grade, grades, tone, industry, industries, source, sources, tags = named
    return (
        _label(work, grade, grades), tone, _label(work, industry, industries), _label(work, source, sources),
        tuple(sorted(tags.split("\n"))) if tags else (),
    )


def _mine(work: Work):
    return scope.tasks(work) if work.actor.may("activities:log") else literal(False)


def _next_of(customer_id: int):
    task = aliased(Task)
    return (
        select(task.id)
        .where(task.customer_id == customer_id, task.done_at.is_(None))
        .order_by(task.due_at, task.id)
        .limit(1)
        .scalar_subquery()
    )


def _figures(work: Work, customer_id: int) -> list:
    seen = and_(scope.deals(work), Deal.customer_id == customer_id)
    year = _months_back(work.now.date(), 12)
    won = and_(seen, Deal.status == "won")

    def of(figure, *conditions):
        return select(figure).where(*conditions).scalar_subquery()

    total = func.coalesce(func.sum(Deal.value), 0)
    return [
        of(func.count(), seen, Deal.status == "open"),
        of(total, seen, Deal.status == "open"),
        of(total, won, Deal.closed_on > year),
        of(total, won, Deal.closed_on <= year, Deal.closed_on > _months_back(year, 12)),
        of(func.min(Deal.closed_on), won),
    ]


def _allowed(work: Work) -> list:
    def may(*rights: str):
        return within(work, *rights) if work.actor.may(*rights) else literal(False)

    pooled = and_(Customer.owner_id.is_(None), Customer.team_id.is_(None))
    return [
        may("customers:edit"), may("activities:log"), may("customers:assign"),
        and_(may("customers:edit", "customers:assign"), ~pooled), may("customers:delete"),
        and_(literal(work.actor.may("customers:edit")), pooled),
    ]


def _deals(work: Work, customer_id: int) -> tuple[OpenDeal, ...]:
    rows = work.session.execute(
        select(Deal.id, Deal.name, Deal.value, Stage.name, Stage.names, Deal.stage_since, Stage.limit_days,
               Deal.expected_close, User.name)
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(scope.deals(work), Deal.customer_id == customer_id, Deal.status == "open")
        .order_by(Deal.value.desc(), Deal.id)
        .limit(MOST_DEALS)
    )
    return tuple(
        OpenDeal(key, name, value, _label(work, stage, names), since, limit, closes, owner)
        for key, name, value, stage, names, since, limit, closes, owner in rows
    )


def _files(work: Work, customer_id: int) -> tuple[FileRow, ...]:
    a = Attachment
    rows = work.session.execute(
        select(a.id, a.name, a.content_type, a.size, a.at, User.name)
        .outerjoin(User, User.id == a.uploaded_by)
        .where(a.customer_id == customer_id, a.deleted_at.is_(None))
        .order_by(a.id.desc())
        .limit(MOST_FILES)
    )
    return tuple(FileRow(*row) for row in rows)


def _months_back(day: date, months: int) -> date:
    """The same day so many months ago, the 28th at the latest."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))
