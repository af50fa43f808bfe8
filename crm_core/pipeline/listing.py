"""The table of deals: a page of rows, the totals below them, and what can be chosen in the filters."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.dictionary import label
from crm_core.errors import NotFound
from crm_core.pipeline import filtering
from crm_core.pipeline.filtering import DealFilter
from crm_core.walking import Walk
from crm_core.work import Work, query
from db.models import Customer, Deal, Pipeline, Stage, Team, User

PAGE_SIZE = 50
MOST_OPTIONS = 200

Sort = tuple[str, str]


@dataclass(frozen=True)
class DealRow:
    """A deal as lists show it. Money in minor units; `limit_days` and `probability` are the stage's."""

    id: int
    name: str
    customer_id: int | None
    customer: str | None
    stage_id: int
    stage: str
    pipeline: str
    status: str
    value: int
    probability: int
    owner_id: int | None
    owner: str | None
    team: str | None
    stage_since: datetime
    limit_days: int | None
    opened_on: date | None
    expected_close: date | None
    closed_on: date | None
    close_reason: str | None
    source: str | None
    next_step: str | None
    next_step_at: datetime | None
    updated_at: datetime
    external_id: str | None


@dataclass(frozen=True)
class Totals:
    """What the whole list sums up to, minor units; `weighted` is value × probability of the open ones."""

    count: int
    value: int
    weighted: int


@dataclass(frozen=True)
class FilterOptions:
    """Whose deals there are: (id, name) of people and teams."""

    owners: tuple[tuple[int, str], ...]
    teams: tuple[tuple[int, str], ...]


@query("deals:view")
def list_deals(
    work: Work, wanted: DealFilter, sort: Sort = ("updated", "desc"), page: int = 1, size: int = PAGE_SIZE
) -> tuple[DealRow, ...]:
    """The rows of page `page` (from 1) of what `wanted` matches."""
    return tuple(_rows(work, wanted, sort, size, (max(1, page) - 1) * size))


@query("deals:view")
def neighbour(work: Work, deal_id: int, wanted: DealFilter, sort: Sort, *, forward: bool) -> int | None:
    """The deal after this one in that list, or before it; None at the end. Raises NotFound."""
    column = sort[0] if sort[0] in SORTS else "updated"
    by = SORTS[column]()
    row = work.session.execute(select(by).where(Deal.id == deal_id, scope.deals(work))).one_or_none()
    if row is None:
        raise NotFound()
    walk = Walk(Deal.id, by, sort[1] == "desc", column not in _NEVER_EMPTY, [filtering.matching(work, wanted)])
    return walk.beside(work.session, deal_id, row[0], forward=forward)


@query("deals:view")
def deal_totals(work: Work, wanted: DealFilter) -> Totals:
    """Count, value and weighted value of everything `wanted` matches."""
    percent = func.sum(Deal.value * Stage.probability).filter(Deal.status == "open")
    figures = select(func.count(), func.coalesce(func.sum(Deal.value), 0), func.coalesce(percent, 0))
    statement = figures.join(Stage, Stage.id == Deal.stage_id).where(*filtering.matching(work, wanted))
    count, value, hundredfold = work.session.execute(statement).one()
    return Totals(count, int(value), round(int(hundredfold) / 100))


@query("deals:view")
def deal_options(work: Work) -> FilterOptions:
    """Who within reach owns deals, and their teams where more than one can be seen; the first 200 of each.

    By the reach of the right, not by looking at every deal: that stops at the first deal of each person.
    """
    reach, actor = work.scope("deals:view"), work.actor
    people = select(User.id, User.name).where(select(Deal.id).where(Deal.owner_id == User.id).exists())
    if reach is Scope.TEAM and actor.team_id is not None:
        people = people.where(or_(User.team_id == actor.team_id, User.id == actor.user_id))
    elif reach is not Scope.ALL:
        people = people.where(User.id == actor.user_id)
    teams = select(Team.id, Team.name).where(select(Deal.id).where(Deal.team_id == Team.id).exists())
    return FilterOptions(
        _pairs(work, people.order_by(User.name_key, User.id)),
        _pairs(work, teams.order_by(Team.name)) if reach is Scope.ALL else (),
    )


def _pairs(work: Work, statement: Select) -> tuple[tuple[int, str], ...]:
    return tuple((key, name) for key, name in work.session.execute(statement.limit(MOST_OPTIONS)))


@query("deals:view")
def deal_regions(work: Work) -> tuple[str, ...]:
    """The regions of customers of the deals this person sees; the first 200."""
    customers = select(Deal.customer_id).where(scope.deals(work), Deal.customer_id.is_not(None))
    regions = select(Customer.region).where(Customer.region.is_not(None), Customer.id.in_(customers)).distinct()
    return tuple(work.session.scalars(regions.order_by(Customer.region).limit(MOST_OPTIONS)))


def every_row(work: Work, wanted: DealFilter, sort: Sort, *rights: str) -> Iterator[DealRow]:
    """All rows in order, read in pieces (for exports)."""
    return _rows(work, wanted, sort, None, 0, *rights)


def _rows(work: Work, wanted: DealFilter, sort: Sort, limit: int | None, offset: int, *rights: str) -> Iterator[DealRow]:
    order = _order(*sort)
    found = select(Deal.id).where(*filtering.matching(work, wanted, *rights))
    if limit is not None:
        found = found.order_by(*order).limit(limit).offset(offset)
    statement = _shown().where(Deal.id.in_(found)).order_by(*order)
    for row in work.session.execute(statement.execution_options(yield_per=1000)):
        *first, stage, stages, pipeline, pipelines, status = row[:10]
        locale = work.actor.locale
        yield DealRow(*first, label(stage, stages, locale), label(pipeline, pipelines, locale), status, *row[10:])


def _shown() -> Select:
    d = Deal
    return (
        select(
            d.id, d.name, d.customer_id, Customer.name, d.stage_id, Stage.name, Stage.names, Pipeline.name, Pipeline.names,
            d.status, d.value, Stage.probability, d.owner_id, User.name, Team.name, d.stage_since, Stage.limit_days,
            d.opened_on, d.expected_close, d.closed_on, d.close_reason, d.source, d.next_step, d.next_step_at, d.updated_at,
            d.external_id,
        )
        .join(Stage, Stage.id == d.stage_id)
        .join(Pipeline, Pipeline.id == d.pipeline_id)
        .outerjoin(Customer, Customer.id == d.customer_id)
        .outerjoin(User, User.id == d.owner_id)
        .outerjoin(Team, Team.id == d.team_id)
    )


def _name_of(column, table, key):
    return select(column).where(table.id == key).correlate(Deal).scalar_subquery()


SORTS = {
    "name": lambda: Deal.name,
    "customer": lambda: _name_of(Customer.name_key, Customer, Deal.customer_id),
    "stage": lambda: _name_of(Stage.position, Stage, Deal.stage_id),
    "value": lambda: Deal.value,
    "owner": lambda: _name_of(User.name_key, User, Deal.owner_id),
    "since": lambda: Deal.stage_since,
    "opened": lambda: Deal.opened_on,
    "expected": lambda: Deal.expected_close,
    "closed": lambda: Deal.closed_on,
    "next_step": lambda: Deal.next_step_at,
    "updated": lambda: Deal.updated_at,
}
_NEVER_EMPTY = ("name", "stage", "value", "since", "updated")


def _order(column: str, direction: str) -> list[ColumnElement]:
    """By the column, then by id, so that pages never overlap; rows without a value come last."""
    column = column if column in SORTS else "updated"
    by = SORTS[column]()
    first, then = (by.desc(), Deal.id.desc()) if direction == "desc" else (by.asc(), Deal.id.asc())
    return [first if column in _NEVER_EMPTY else first.nulls_last(), then]
