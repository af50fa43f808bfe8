"""Won value by product."""
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, literal, select

from crm_core.content.result import Chart, Sentence, counted
from crm_core.errors import N_, NN_
from crm_core.reports import filters
from crm_core.reports.filters import ReportFilter
from crm_core.work import Work
from db.models import Deal, DealLine, Product


def figures(work: Work, chosen: ReportFilter) -> Select:
    """(part, id, label, count, lost, value): won deals by product, each deal's value shared among its lines."""
    amount = DealLine.quantity * DealLine.price * (1 - DealLine.discount / 100.0)
    whole = func.sum(amount).over(partition_by=Deal.id)
    lines = func.count().over(partition_by=Deal.id)
    lot = case((whole > 0, amount / func.nullif(whole, 0)), else_=1.0 / lines)
    shared = (
        select(Deal.id.label("deal_id"), DealLine.product_id, case((DealLine.id.is_(None), Deal.value), else_=Deal.value * lot)
               .label("value"))
        .outerjoin(DealLine, DealLine.deal_id == Deal.id)
        .where(filters.won(work, chosen))
        .subquery()
    )
    totals = (
        select(shared.c.product_id, func.count(distinct(shared.c.deal_id)).label("count"), func.sum(shared.c.value).label("value"))
        .group_by(shared.c.product_id)
        .subquery()
    )
    return select(
        literal("products"), totals.c.product_id, Product.name, totals.c.count, literal(0), totals.c.value
    ).outerjoin_from(totals, Product, Product.id == totals.c.product_id)


def chart(rows: pd.DataFrame) -> Chart:
    """Columns: key (product id), label, count, value; the most valuable first."""
    frame = rows[rows.id.notna()].sort_values(["value", "count"], ascending=False).reset_index(drop=True)
    frame["key"] = [str(int(key)) for key in frame.id]
    return Chart(
        frame[["key", "label", "count", "value"]],
        Sentence(N_("Value of the deals won in the period; a deal with several products is shared among them by their amounts.")),
        counted((rows[rows.id.isna()]["count"].sum(),
                 NN_("{n} deal without a product is not in this chart.", "{n} deals without a product are not in this chart."))),
    )


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The won deals with one product, or with any."""
    with_product = select(DealLine.deal_id)
    if key:
        with_product = with_product.where(DealLine.product_id == int(key))
    return and_(filters.won(work, chosen), Deal.id.in_(with_product))
