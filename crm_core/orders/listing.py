"""The list of orders: a page of rows, its sums, and what can be chosen in the filters."""
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.errors import NotFound
from crm_core.orders import filtering
from crm_core.orders.access import sees_margin
from crm_core.orders.filtering import OrderFilter
from crm_core.walking import Walk
from crm_core.work import Work, query
from db.models import Customer, ExchangeRate, Order, Team, User
from db.sales import counted

PAGE_SIZE = 50
MOST_OPTIONS = 200
Sort = tuple[str, str]
NEWEST: Sort = ("ordered", "desc")


@dataclass(frozen=True)
class ListedOrder:
    """An order as lists show it. `total` in minor units of `currency`, revenue and margin in the company's.

    Margin None: not to be seen.
    """

    id: int
    number: str
    customer_id: int | None
    customer: str | None
    owner_id: int | None
    owner: str | None
    team: str | None
    state: str
    ordered_on: date
    delivered_on: date | None
    paid_on: date | None
    currency: str
    rate: float
    total: int
    tax: int
    discount: int
    revenue: int
    margin: int | None
    external_id: str | None


@dataclass(frozen=True)
class Sums:
    """How many orders a list has, and what counts of them, in the company's currency."""

    count: int
    revenue: int
    margin: int | None


@dataclass(frozen=True)
class Options:
    """What the filters offer: people with orders, (id, name), and currencies."""

    owners: tuple[tuple[int, str], ...]
    currencies: tuple[str, ...]


@query("orders:view")
def list_orders(work: Work, wanted: OrderFilter, sort: Sort = NEWEST, page: int = 1, size: int = PAGE_SIZE) -> tuple[ListedOrder, ...]:
    """The rows of page `page` (from 1) of what `wanted` matches."""
    return tuple(_rows(work, wanted, sort, size, (max(1, page) - 1) * size))


@query("orders:view")
def order_sums(work: Work, wanted: OrderFilter) -> Sums:
    """How many `wanted` matches, and what they sum up to."""
    def over(column) -> ColumnElement[int]:
        return func.coalesce(func.sum(column).filter(counted()), 0)

    figures = select(func.count(), over(Order.revenue), over(Order.margin)).select_from(Order)
    count, revenue, margin = work.session.execute(figures.where(*filtering.matching(work, wanted))).one()
    return Sums(count, int(revenue), int(margin) if sees_margin(work) else None)


@query("orders:export")
def count_exportable(work: Work, wanted: OrderFilter) -> int:
    """How many of the orders that `wanted` matches this person may take out."""
    return work.session.scalar(select(func.count(Order.id)).where(*filtering.matching(work, wanted, "orders:export"))) or 0


@query("orders:view")
def neighbour(work: Work, order_id: int, wanted: OrderFilter, sort: Sort, *, forward: bool) -> int | None:
    """The order after this one in that list, or before it; None at the end. Raises NotFound."""
    column = sort[0] if sort[0] in SORTS else NEWEST[0]
    by = SORTS[column]()
    row = work.session.execute(select(by).where(Order.id == order_id, scope.orders(work))).one_or_none()
    if row is None:
        raise NotFound()
    walk = Walk(Order.id, by, sort[1] == "desc", False, [filtering.matching(work, wanted)])
    return walk.beside(work.session, order_id, row[0], forward=forward)


@query("orders:view")
def order_options(work: Work) -> Options:
    """Who within reach sold something (the first 200), and the currencies with a rate of exchange."""
    reach, actor = work.scope("orders:view"), work.actor
    people = select(User.id, User.name).where(select(Order.id).where(Order.owner_id == User.id).exists())
    if reach is Scope.TEAM and actor.team_id is not None:
        people = people.where(or_(User.team_id == actor.team_id, User.id == actor.user_id))
    elif reach is not Scope.ALL:
        people = people.where(User.id == actor.user_id)
    owners = work.session.execute(people.order_by(User.name_key, User.id).limit(MOST_OPTIONS)).all()
    rated = work.session.scalars(select(ExchangeRate.currency).distinct())
    return Options(tuple((key, name) for key, name in owners), tuple(sorted({work.settings.currency, *rated})))


def every_row(work: Work, wanted: OrderFilter, sort: Sort, *rights: str) -> Iterator[ListedOrder]:
    """All rows in order, read in pieces (for exports)."""
    return _rows(work, wanted, sort, None, 0, *rights)


def _rows(work: Work, wanted: OrderFilter, sort: Sort, limit: int | None, offset: int, *rights: str) -> Iterator[ListedOrder]:
    order = _order(*sort)
    found = select(Order.id).where(*filtering.matching(work, wanted, *rights))
    if limit is not None:
        found = found.order_by(*order).limit(limit).offset(offset)
    shown = ListedOrder if sees_margin(work) else _without_margin
    for row in work.session.execute(_shown().where(Order.id.in_(found)).order_by(*order).execution_options(yield_per=1000)):
        yield shown(*row)


def _without_margin(*values) -> ListedOrder:
    return replace(ListedOrder(*values), margin=None)


def _shown() -> Select:
    o = Order
    return (
        select(
            o.id, o.number, o.customer_id, Customer.name, o.owner_id, User.name, Team.name, o.state, o.ordered_on, o.delivered_on,
            o.paid_on, o.currency, o.rate, o.total, o.tax, o.discount, o.revenue, o.margin, o.external_id,
        )
        .outerjoin(Customer, Customer.id == o.customer_id)
        .outerjoin(User, User.id == o.owner_id)
        .outerjoin(Team, Team.id == o.team_id)
    )


SORTS = {
    "number": lambda: Order.number,
    "state": lambda: Order.state,
    "ordered": lambda: Order.ordered_on,
    "total": lambda: Order.total * Order.rate,
    "revenue": lambda: Order.revenue,
}


def _order(column: str, direction: str) -> list[ColumnElement]:
    """By the column, then by id, so that pages never overlap."""
    column = column if column in SORTS else NEWEST[0]
    by = SORTS[column]()
    return [by.desc(), Order.id.desc()] if direction == "desc" else [by.asc(), Order.id.asc()]
