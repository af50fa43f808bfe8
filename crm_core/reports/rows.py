"""The deals behind a bar."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm_core.access import scope
from crm_core.dictionary import label
from crm_core.errors import NotFound
from crm_core.reports import closed, demand_cycle, forecast, funnel, months, owners, products, regions
from crm_core.reports.filters import RIGHT, ReportFilter
from crm_core.work import Work, query
from db.models import Customer, Deal, Pipeline, Stage, User

PAGE = 20
BEHIND: dict[str, Callable[[Work, ReportFilter, str | None], ColumnElement[bool]]] = {
    "funnel": funnel.behind,
    "months": months.behind,
    "owners": owners.behind,
    "products": products.behind,
    "regions": regions.behind,
    "cycle": closed.behind,
    "open": forecast.behind,
    **{part: partial(demand_cycle.behind, statuses) for part, statuses in demand_cycle.PARTS.items()},
}


@dataclass(frozen=True)
class DealRow:
    """A deal in a list. `value` is minor units."""

    id: int
    name: str
    customer_id: int | None
    customer: str | None
    owner: str | None
    pipeline: str
    stage: str
    status: str
    value: int
    opened_on: date | None
    closed_on: date | None
    expected_close: date | None


@dataclass(frozen=True)
class DealRows:
    """One page of the deals behind a bar. `hidden` are counted in the chart but not this reader's to open."""

    total: int
    value: int
    hidden: int
    rows: tuple[DealRow, ...]


@query(RIGHT)
def rows(work: Work, chosen: ReportFilter, part: str, key: str | None = None, page: int = 1) -> DealRows:
    """The deals behind the bar `key` of the chart `part` (all bars when None), the biggest first.

    Raises NotFound for a chart there is not.
    """
    behind = _behind(work, chosen, part, key)
    mine = scope.deals(work)
    counts = select(func.count(), func.count().filter(mine), func.sum(Deal.value).filter(mine)).where(behind)
    counted, total, value = work.session.execute(counts).one()
    statement = _rows(work).where(behind, mine).order_by(Deal.value.desc(), Deal.id)
    found = _read(work.session, statement.limit(PAGE).offset((page - 1) * PAGE), work.actor.locale)
    return DealRows(total, int(value or 0), counted - total, found)


@query("deals:export")
def rows_to_export(work: Work, chosen: ReportFilter, part: str, key: str | None = None) -> tuple[DealRow, ...]:
    """All deals behind a bar that this reader may export."""
    work.require(RIGHT)
    statement = _rows(work).where(_behind(work, chosen, part, key), scope.deals(work, "deals:export"), scope.deals(work))
    return _read(work.session, statement.order_by(Deal.value.desc(), Deal.id), work.actor.locale)


def _behind(work: Work, chosen: ReportFilter, part: str, key: str | None) -> ColumnElement[bool]:
    if part not in BEHIND:
        raise NotFound()
    try:
        return BEHIND[part](work, chosen, key)
    except (ValueError, KeyError):
        raise NotFound() from None


def _rows(work: Work):
    return (
        select(
            Deal.id, Deal.name, Customer.id, Customer.name, User.name, Pipeline.name, Pipeline.names, Stage.name, Stage.names,
            Deal.status, Deal.value, Deal.opened_on, Deal.closed_on, Deal.expected_close,
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
    )


def _read(session: Session, statement, locale: str) -> tuple[DealRow, ...]:
    return tuple(
        DealRow(key, name, customer_id, customer, owner, label(pipeline, pipelines, locale), label(stage, stages, locale), *rest)
        for key, name, customer_id, customer, owner, pipeline, pipelines, stage, stages, *rest in session.execute(statement)
    )
