"""The list of customers: a page of rows, how many there are, and what can be chosen in the filters."""
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm_core.access import scope
from crm_core.customers import filtering
from crm_core.customers.filtering import LIFECYCLES, CustomerFilter
from crm_core.errors import NotFound
from crm_core.walking import Walk
from crm_core.work import Work, query
from db.models import Customer, CustomerTag, DictionaryEntry, Team, User

PAGE_SIZE = 50
MOST_OPTIONS = 200

Sort = tuple[str, str]

_Agent = aliased(User)


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
    order_count: int
    revenue: int
    last_order_on: date | None
    last_activity_at: datetime | None
    last_activity_kind: str | None
    next_step: str | None
    next_step_at: datetime | None
    created_at: datetime
    contract_ends_on: date | None
    birthday: date | None
    agent: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True)
class FilterOptions:
    """Values that customers this person sees really have."""

    regions: tuple[str, ...]
    tags: tuple[str, ...]


@query("customers:view")
def list_customers(
    work: Work, wanted: CustomerFilter, sort: Sort = ("name", "asc"), page: int = 1, size: int = PAGE_SIZE,
    total: int | None = None,
) -> tuple[CustomerRow, ...]:
    """The rows of page `page` (from 1) of what `wanted` matches.

    `total` is what `count_customers` said, where it is known; it only makes this faster.
    """
    order = _sorted_by(work, *sort)
    ids = _page_ids(work, wanted, order, size, (max(1, page) - 1) * size, total)
    return tuple(_read(work, ids, order))


@query("customers:view")
def neighbour(work: Work, customer_id: int, wanted: CustomerFilter, sort: Sort, *, forward: bool) -> int | None:
    """The customer after this one in that list, or before it; None at the end. Raises NotFound.

    Also for a customer that the filter does not show any more: its place counts.
    """
    order = _sorted_by(work, *sort)
    row = work.session.execute(order.select(Customer.id, order.by).where(Customer.id == customer_id, scope.customers(work))).one_or_none()
    if row is None:
        raise NotFound()
    walk = Walk(Customer.id, order.by, order.falling, order.empty, filtering.parts(work, wanted), order.select)
    return walk.beside(work.session, customer_id, row[1], forward=forward)


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
    found = select(Customer.id).where(*filtering.matching(work, wanted, *rights))
    return _read(work, found, _sorted_by(work, *sort))


def _read(work: Work, found: Select[tuple[int]] | list[int], order: "_Order") -> Iterator[CustomerRow]:
    statement = _shown().where(Customer.id.in_(found)).order_by(*order.over(order.by, Customer.id))
    result = work.session.execute(statement.execution_options(yield_per=1000))
    return (CustomerRow(*row[:-1], tuple(sorted(row[-1].split("\n"))) if row[-1] else ()) for row in result)


@dataclass(frozen=True)
class _Order:
    """By a value, then by id so that pages never overlap; rows without a value, where there are any, come last."""

    by: Any
    falling: bool
    empty: bool = True
    beside: Any = None  # a table to join, with its condition, when the value is not the customer's own

    @property
    def is_own(self) -> bool:
        """Whether it is a column of the customer, which has an index."""
        return isinstance(self.by, InstrumentedAttribute) and not self.beside

    def over(self, by, key) -> list[ColumnElement]:
        first, then = (by.desc(), key.desc()) if self.falling else (by.asc(), key.asc())
        return [first.nulls_last() if self.empty else first, then]

    def select(self, *columns) -> Select:
        found = select(*columns)
        return found.outerjoin(*self.beside) if self.beside else found


def _page_ids(
    work: Work, wanted: CustomerFilter, order: _Order, limit: int, offset: int, total: int | None
) -> Select[tuple[int]] | list[int]:
    """The ids of one page.

    From the greatest, rows without a value come last: no index of Postgres has that order, but one has the
    rows with a value, and mostly they fill the page.
    """
    parts = filtering.parts(work, wanted)
    if order.is_own and total and filtering.better_walked(work, wanted, total, offset + limit):
        parts = [filtering.walked(filtering.matching(work, wanted))]
    if order.falling and order.empty and order.is_own:
        filled = [[*part, order.by.is_not(None)] for part in parts]
        ids = work.session.scalars(_page(filled, replace(order, empty=False), limit, offset)).all()
        if len(ids) == limit:
            return list(ids)
    return _page(parts, order, limit, offset)


def _page(parts: list[list[ColumnElement[bool]]], order: _Order, limit: int, offset: int) -> Select[tuple[int]]:
    """Selects the ids of one page. Several parts are merged, each read along its own index."""
    if len(parts) == 1:
        found = order.select(Customer.id).where(*parts[0]).order_by(*order.over(order.by, Customer.id))
        return found.limit(limit).offset(offset)
    some = union_all(*(order.select(Customer.id.label("id"), order.by.label("by")).where(*part) for part in parts))
    columns = some.selected_columns
    page = some.order_by(*order.over(columns.by, columns.id)).limit(limit).offset(offset)
    return select(page.subquery().c.id)


def _shown() -> Select:
    tags = select(func.aggregate_strings(CustomerTag.tag, "\n")).where(CustomerTag.customer_id == Customer.id)
    c = Customer
    return (
        select(
            c.id, c.name, c.kind, c.phone, c.email, c.city, c.region, c.industry, c.source, c.grade, c.lifecycle,
            c.owner_id, User.name, Team.name, c.open_deals, c.open_value, c.won_deals, c.won_value, c.order_count,
            c.revenue, c.last_order_on, c.last_activity_at, c.last_activity_kind, c.next_step, c.next_step_at, c.created_at, c.contract_ends_on, c.birthday,
            _Agent.name, tags.scalar_subquery(),
        )
        .outerjoin(User, User.id == c.owner_id)
        .outerjoin(Team, Team.id == c.team_id)
        .outerjoin(_Agent, _Agent.id == c.agent_id)
    )


def _lifecycle_position(work: Work):
    return case({code: position for position, code in enumerate(LIFECYCLES)}, value=Customer.lifecycle)


def _grade_position(work: Work):
    codes = select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade").order_by(DictionaryEntry.position)
    positions = {code: position for position, code in enumerate(work.session.scalars(codes))}
    return case(positions, value=Customer.grade) if positions else Customer.grade


COMPUTED = {"grade": _grade_position, "lifecycle": _lifecycle_position}
BESIDE = {
    "owner": (User.name_key, (User, User.id == Customer.owner_id)),
    "team": (Team.name, (Team, Team.id == Customer.team_id)),
}
OWN = {
    "name": Customer.name_key, "open_value": Customer.open_value, "won_value": Customer.won_value,
    "revenue": Customer.revenue, "last_order": Customer.last_order_on,
    "last_activity": Customer.last_activity_at, "next_step": Customer.next_step_at, "industry": Customer.industry,
    "source": Customer.source, "region": Customer.region, "city": Customer.city, "created": Customer.created_at,
    "contract_ends": Customer.contract_ends_on,
}  # fmt: skip
SORTS = (*OWN, *COMPUTED, *BESIDE)


def _sorted_by(work: Work, column: str, direction: str) -> _Order:
    falling = direction == "desc"
    if column in COMPUTED:
        return _Order(COMPUTED[column](work), falling)
    if column in BESIDE:
        by, beside = BESIDE[column]
        return _Order(by, falling, beside=beside)
    by = OWN.get(column, Customer.name_key)
    return _Order(by, falling, empty=by.nullable)
