"""The list of customers: a page of rows, how many there are, and what can be chosen in the filters."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select, union_all

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
    counts = [select(func.count(Customer.id)).where(*part).scalar_subquery() for part in filtering.parts(work, wanted)]
    return work.session.scalar(select(sum(counts[1:], counts[0])))


@query("customers:export")
def count_exportable(work: Work, wanted: CustomerFilter) -> int:
    """How many of what `wanted` matches this person may export."""
    matching = filtering.matching(work, wanted, "customers:export")
    return work.session.scalar(select(func.count(Customer.id)).where(*matching))


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
    by, falling = _sorted_by(work, *sort)
    if limit is None:
        found = select(Customer.id).where(*filtering.matching(work, wanted, *rights))
    else:
        found = _page(filtering.parts(work, wanted), by, falling, limit, offset)
    statement = _shown().where(Customer.id.in_(found)).order_by(*_ordered(by, Customer.id, falling))
    result = work.session.execute(statement.execution_options(yield_per=1000))
    return (CustomerRow(*row[:-1], tuple(sorted(row[-1].split("\n"))) if row[-1] else ()) for row in result)


def _page(parts: list[list[ColumnElement[bool]]], by, falling: bool, limit: int, offset: int) -> Select[tuple[int]]:
    """The ids of one page. Several parts are merged, each read along its own index."""
    if len(parts) == 1:
        found = select(Customer.id).where(*parts[0]).order_by(*_ordered(by, Customer.id, falling))
        return found.limit(limit).offset(offset)
    some = union_all(*(select(Customer.id.label("id"), by.label("by")).where(*part) for part in parts))
    columns = some.selected_columns
    return select(some.order_by(*_ordered(columns.by, columns.id, falling)).limit(limit).offset(offset).subquery().c.id)


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


def _owner_name(work: Work):
    return select(User.name_key).where(User.id == Customer.owner_id).correlate(Customer).scalar_subquery()


def _team_name(work: Work):
    return select(Team.name).where(Team.id == Customer.team_id).correlate(Customer).scalar_subquery()


def _lifecycle_position(work: Work):
    return case({code: position for position, code in enumerate(LIFECYCLES)}, value=Customer.lifecycle)


def _grade_position(work: Work):
    codes = select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade").order_by(DictionaryEntry.position)
    positions = {code: position for position, code in enumerate(work.session.scalars(codes))}
    return case(positions, value=Customer.grade) if positions else Customer.grade


SORTS = {
    "name": lambda work: Customer.name_key,
    "grade": _grade_position,
    "lifecycle": _lifecycle_position,
    "open_value": lambda work: Customer.open_value,
    "won_value": lambda work: Customer.won_value,
    "owner": _owner_name,
    "team": _team_name,
    "last_activity": lambda work: Customer.last_activity_at,
    "next_step": lambda work: Customer.next_step_at,
    "industry": lambda work: Customer.industry,
    "source": lambda work: Customer.source,
    "region": lambda work: Customer.region,
    "city": lambda work: Customer.city,
    "created": lambda work: Customer.created_at,
}


def _sorted_by(work: Work, column: str, direction: str) -> tuple[ColumnElement, bool]:
    """What to sort by, and whether from the greatest."""
    return SORTS.get(column, SORTS["name"])(work), direction == "desc"


def _ordered(by: ColumnElement, key: ColumnElement, falling: bool) -> list[ColumnElement]:
    """By the value, then by id so that pages never overlap; rows without a value come last."""
    return [by.desc().nulls_last(), key.desc()] if falling else [by.asc().nulls_last(), key.asc()]
