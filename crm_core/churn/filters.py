"""The filter that everything on the churn page shares."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_

from crm_core.access import scope
from crm_core.churn.commands import day
from crm_core.columnar.copy import visible
from crm_core.work import Work
from db.models import ChurnCase, Customer

RIGHT = "reports:churn"
PERIODS = (12, 24, 36)  # months


@dataclass(frozen=True)
class ChurnFilter:
    """What the page is about: so many months up to now, and which customers."""

    months: int = 12
    team_id: int | None = None
    industry: str | None = None
    grade: str | None = None


def customers(work: Work, chosen: ChurnFilter) -> ColumnElement[bool]:
    """The customers of the page, within the right."""
    columns = ((Customer.team_id, chosen.team_id), (Customer.industry, chosen.industry), (Customer.grade, chosen.grade))
    return and_(scope.customers(work, RIGHT), *(column == value for column, value in columns if value is not None))


def cases(work: Work, chosen: ChurnFilter) -> ColumnElement[bool]:
    """The cases of the page, over ChurnCase joined with Customer, of all times."""
    return and_(ChurnCase.customer_id == Customer.id, customers(work, chosen))


def months_back(day: date, months: int) -> date:
    """The first of the month so many months before that of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def begin(work: Work, chosen: ChurnFilter) -> date:
    """The first day of the page's period: so many whole months before this one."""
    return months_back(day(work), chosen.months)


def columnar(work: Work, chosen: ChurnFilter) -> tuple[str, dict]:
    """The customers of the page as a condition of the columnar copy over `customer c`, with its parameters."""
    parts = [visible(work, RIGHT, table="c")]
    params = {name: getattr(chosen, name) for name in ("team_id", "industry", "grade") if getattr(chosen, name) is not None}
    parts += [f"c.{name} = ${name}" for name in params]
    return " AND ".join(parts), params
