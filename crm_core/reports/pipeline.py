"""The whole pipeline report: what one look at the page needs, in five statements."""
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import union_all

from crm_core.content.period import Period
from crm_core.content.result import Chart
from crm_core.reports import months, owners, products, regions
from crm_core.reports.closed import Closed, closed
from crm_core.reports.filters import RIGHT, ReportFilter, period
from crm_core.reports.forecast import OpenPipeline, open_pipeline
from crm_core.reports.funnel import Funnel, funnel
from crm_core.work import Work, query


@dataclass(frozen=True)
class Won:
    """Won value seen from four sides."""

    months: Chart
    owners: Chart
    products: Chart
    regions: Chart


@dataclass(frozen=True)
class PipelineReport:
    """Everything on the page of the pipeline report."""

    period: Period
    closed: Closed
    funnel: Funnel
    won: Won
    open: OpenPipeline

    @property
    def is_empty(self) -> bool:
        """Whether nothing was opened or closed in the period."""
        return not (self.closed.now.won or self.closed.now.lost or self.funnel.opened)


@query(RIGHT)
def pipeline(work: Work, chosen: ReportFilter) -> PipelineReport:
    """All figures of the report within the reader's rights."""
    return PipelineReport(
        period(work, chosen), closed(work, chosen), funnel(work, chosen), won(work, chosen), open_pipeline(work, chosen)
    )


@query(RIGHT)
def won(work: Work, chosen: ReportFilter) -> Won:
    """Won value by month, owner, product and region, in one statement."""
    parts = (months, owners, products, regions)
    rows = work.session.execute(union_all(*(part.figures(work, chosen) for part in parts))).all()
    frame = pd.DataFrame(rows, columns=["part", "id", "label", "count", "lost", "value"])
    frame = frame.astype({"id": float, "value": float}).astype({"count": int, "lost": int})
    frame["value"] = frame.value.round().astype("int64")
    of = {name: frame[frame.part == name].drop(columns="part") for name in ("months", "owners", "products", "regions")}
    return Won(
        months.chart(work, chosen, of["months"]), owners.chart(of["owners"]), products.chart(of["products"]),
        regions.chart(of["regions"]),
    )
