"""The filter that all charts of the pipeline report share."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select, true

from crm_core import clock
from crm_core.access import scope
from crm_core.content.period import Days, Period, resolve
from crm_core.work import Work
from db.models import Customer, Deal, DealLine

RIGHT = "reports:pipeline"


@dataclass(frozen=True)
class ReportFilter:
    """What the report is about. `period` is one of `crm_core.content.period.KEYS`."""

    period: str = "this_quarter"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    pipeline_id: int | None = None
    product_id: int | None = None
    region: str | None = None


def region_of() -> ColumnElement[str]:
    """Where a customer is: the region, the country where none is known."""
    return func.coalesce(func.nullif(Customer.region, ""), func.nullif(Customer.country, ""))


def today(work: Work) -> date:
    """The reader's calendar day."""
    return clock.today(work.actor.time_zone)


def period(work: Work, chosen: ReportFilter) -> Period:
    """The days `chosen` means today."""
    return resolve(chosen.period, today(work), chosen.start, chosen.end)


def within(column, days: Days) -> ColumnElement[bool]:
    """`column` lies in `days`; a row without a date only where the days are open on both ends."""
    parts = [true()]
    if days.start is not None:
        parts.append(column >= days.start)
    if days.end is not None:
        parts.append(column <= days.end)
    return and_(*parts)


def deals(work: Work, chosen: ReportFilter) -> ColumnElement[bool]:
    """The deals of the report, whatever their dates: within the right, the team, owner and so on."""
    parts = [scope.deals(work, RIGHT)]
    for column, value in (
        (Deal.team_id, chosen.team_id), (Deal.owner_id, chosen.owner_id), (Deal.pipeline_id, chosen.pipeline_id)
    ):
        if value is not None:
            parts.append(column == value)
    if chosen.product_id is not None:
        with_product = select(DealLine.deal_id).where(DealLine.product_id == chosen.product_id)
        parts.append(Deal.id.in_(with_product))
    if chosen.region is not None:
        parts.append(Deal.customer_id.in_(select(Customer.id).where(region_of() == chosen.region)))
    return and_(*parts)


def won(work: Work, chosen: ReportFilter, days: Days | None = None) -> ColumnElement[bool]:
    """The deals won in the period, or in `days`."""
    days = days or period(work, chosen).days
    return and_(deals(work, chosen), Deal.status == "won", within(Deal.closed_on, days))
