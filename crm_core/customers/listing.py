"""The list of customers: a page of rows, how many there are, and what can be chosen in the filters."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select

from crm_core.access import scope
from crm_core.customers import filtering
from crm_core.customers.filtering import LIFECYCLES, CustomerFilter
from crm_core.work import Work, query
from db.models import Customer, CustomerTag, DictionaryEntry, Team, User

PAGE_SIZE = 50
MOST_OPTIONS = 200

Sort = tuple[str, str]


@dataclass(frozen=True)
class CustomerRow:
    """A customer as lists show it. Money in minor units."""

    id: int
    name: str
    kind: str
    phone: str | None
    email: str | None
    city: str | None
    region: str | None
    industry: str | None
    source: str | None
    grade: str | None
    lifecycle: str
    owner_id: int | None
    owner: str | None
    team: str | None
    open_deals: int
    open_value: int
    won_deals: int
    won_value: int
    last_activity_at: datetime | None
    last_activity_kind: str | None
    next_step: str | None
    next_step_at: datetime | None
    created_at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True)
class FilterOptions:
    """Values that customers this person sees really have."""

    regions: tuple[str, ...]
    tags: tuple[str, ...]


@query("customers:view")
def list_customers(
    work: Work, wanted: CustomerFilter, sort: Sort = ("name", "asc"), page: int = 1, size: int = PAGE_SIZE
) -> tuple[CustomerRow, ...]:
    """The rows of page `page` (from 1) of what `wanted` matches."""
    return tuple(_rows(work, wanted, sort, size, (max(1, page) - 1) * size))


@query("customers:view")
def count_customers(work: Work, wanted: CustomerFilter) -> int:
    """How many customers `wanted` matches."""
    return work.session.scalar(select(func.count()).select_from(Customer).where(*filtering.matching(work, wanted)))


@query("customers:view")
def filter_options(work: Work) -> FilterOptions:
    """The regions and tags in use, the first 200 of each."""
    seen = scope.customers(work)
    regions = select(Customer.region).where(seen, Customer.region.is_not(None)).distinct()
    tags = select(CustomerTag.tag).join(Customer, Customer.id == CustomerTag.customer_id).where(seen).distinct()
    return FilterOptions(
        tuple(work.session.scalars(regions.order_by(Customer.region).limit(MOST_OPTIONS))),
        tuple(work.session.scalars(tags.order_by(CustomerTag.tag).limit(MOST_OPTIONS))),
    )


def every_row(work: Work, wanted: CustomerFilter, sort: Sort, *rights: str) -> Iterator[CustomerRow]:
    """All rows in order, read in pieces (for exports)."""
    return _rows(work, wanted, sort, None, 0, *rights)


def _rows(
    work: Work, wanted: CustomerFilter, sort: Sort, limit: int | None, offset: int, *rights: str
) -> Iterator[CustomerRow]:
    order = _order(*sort)
    found = select(Customer.id).where(*filtering.matching(work, wanted, *rights))
    if limit is not None:
        found = found.order_by(*order).limit(limit).offset(offset)
    statement = _shown().where(Customer.id.in_(found)).order_by(*order)
    result = work.session.execute(statement.execution_options(yield_per=1000))
    return (CustomerRow(*row[:-1], tuple(sorted(row[-1].split("\n"))) if row[-1] else ()) for row in result)


def _shown() -> Select:
    tags = select(func.aggregate_strings(CustomerTag.tag, "\n")).where(CustomerTag.customer_id == Customer.id)
    c = Customer
    return (
        select(
            c.id, c.name, c.kind, c.phone, c.email, c.city, c.region, c.industry, c.source, c.grade, c.lifecycle,
            c.owner_id, User.name, Team.name, c.open_deals, c.open_value, c.won_deals, c.won_value, c.last_activity_at,
            c.last_activity_kind, c.next_step, c.next_step_at, c.created_at, tags.scalar_subquery(),
        )
        .outerjoin(User, User.id == c.owner_id)
        .outerjoin(Team, Team.id == c.team_id)
    )


def _owner_name():
    return select(User.name_key).where(User.id == Customer.owner_id).correlate(Customer).scalar_subquery()


def _team_name():
    return select(Team.name).where(Team.id == Customer.team_id).correlate(Customer).scalar_subquery()


def _grade_position():
    return (
        select(DictionaryEntry.position)
        .where(DictionaryEntry.dictionary == "grade", DictionaryEntry.code == Customer.grade)
        .scalar_subquery()
    )


def _lifecycle_position():
    return case({code: position for position, code in enumerate(LIFECYCLES)}, value=Customer.lifecycle)


SORTS = {
    "name": lambda: Customer.name_key,
    "grade": _grade_position,
    "lifecycle": _lifecycle_position,
    "open_value": lambda: Customer.open_value,
    "won_value": lambda: Customer.won_value,
    "owner": _owner_name,
    "team": _team_name,
    "last_activity": lambda: Customer.last_activity_at,
    "next_step": lambda: Customer.next_step_at,
    "industry": lambda: Customer.industry,
    "source": lambda: Customer.source,
    "region": lambda: Customer.region,
    "city": lambda: Customer.city,
    "created": lambda: Customer.created_at,
}
_NEVER_EMPTY = ("name", "lifecycle", "open_value", "won_value", "created")


def _order(column: str, direction: str) -> list[ColumnElement]:
    """By the column, then by id, so that pages never overlap; rows without a value come last."""
    by = SORTS[column if column in SORTS else "name"]()
    first, then = (by.desc(), Customer.id.desc()) if direction == "desc" else (by.asc(), Customer.id.asc())
    return [first if column in _NEVER_EMPTY else first.nulls_last(), then]
