"""Won value by the customer's region."""
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from crm_core.content.result import Chart, Sentence, counted
from crm_core.errors import N_, NN_
from crm_core.reports import filters
from crm_core.reports.filters import ReportFilter, region_of
from crm_core.work import Work
from db.models import Customer, Deal

_NO_CUSTOMER, _NO_REGION, _KNOWN = 0, 1, 2


def figures(work: Work, chosen: ReportFilter) -> Select:
    """(part, id, label, count, lost, value): won deals by region; id tells why a region is missing."""
    region = region_of()
    why = case((Deal.customer_id.is_(None), _NO_CUSTOMER), (region.is_(None), _NO_REGION), else_=_KNOWN)
    return (
        select(literal("regions"), why, region, func.count(), literal(0), func.sum(Deal.value))
        .select_from(Deal)
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .where(filters.won(work, chosen))
        .group_by(why, region)
    )


def chart(rows: pd.DataFrame) -> Chart:
    """Columns: key and label (the region), count, value; the most valuable first."""
    frame = rows[rows.id == _KNOWN].sort_values(["value", "count"], ascending=False).reset_index(drop=True)
    frame["key"] = frame.label
    return Chart(
        frame[["key", "label", "count", "value"]],
        Sentence(N_("Value of the deals won in the period, by the province or state of the customer, or its country where that is all we know.")),
        counted(
            (rows[rows.id == _NO_CUSTOMER]["count"].sum(),
             NN_("{n} deal without customer is not in this chart.", "{n} deals without customer are not in this chart.")),
            (rows[rows.id == _NO_REGION]["count"].sum(),
             NN_("{n} deal whose customer has no region is not in this chart.",
                 "{n} deals whose customer has no region are not in this chart.")),
        ),
    )


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The won deals of customers in one region, or in any known."""
    there = select(Customer.id).where(region_of() == key if key else region_of().is_not(None))
    return and_(filters.won(work, chosen), Deal.customer_id.in_(there))
