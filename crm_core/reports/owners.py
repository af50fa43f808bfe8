"""Won value and win rate by owner."""
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from crm_core.content.result import Chart, Sentence
from crm_core.errors import N_
from crm_core.reports import filters
from crm_core.reports.filters import ReportFilter
from crm_core.work import Work
from db.models import Deal, User


def figures(work: Work, chosen: ReportFilter) -> Select:
    """(part, id, label, count, lost, value): deals won and lost in the period by owner."""
    won = Deal.status == "won"
    days = filters.period(work, chosen).days
    totals = (
        select(
            Deal.owner_id.label("owner_id"),
            func.sum(case((won, 1), else_=0)).label("won"),
            func.sum(case((won, 0), else_=1)).label("lost"),
            func.sum(case((won, Deal.value), else_=0)).label("value"),
        )
        .where(filters.deals(work, chosen), Deal.status.in_(("won", "lost")), filters.within(Deal.closed_on, days))
        .group_by(Deal.owner_id)
        .subquery()
    )
    return select(
        literal("owners"), totals.c.owner_id, User.name, totals.c.won, totals.c.lost, totals.c.value
    ).outerjoin_from(totals, User, User.id == totals.c.owner_id)


def chart(rows: pd.DataFrame) -> Chart:
    """Columns: key (owner's id, or "none"), label (None: nobody), count, lost, value, rate; the best first."""
    frame = rows.sort_values(["value", "count"], ascending=False).reset_index(drop=True)
    frame["key"] = ["none" if pd.isna(key) else str(int(key)) for key in frame.id]
    frame["rate"] = (frame["count"] / (frame["count"] + frame["lost"])).astype(float)
    return Chart(
        frame[["key", "label", "count", "lost", "value", "rate"]],
        Sentence(N_("Value of the deals won in the period, by their owner; the share is won of all closed in the period.")),
    )


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The won deals of one owner; `key` is an id, or "none"."""
    won = filters.won(work, chosen)
    if key == "none":
        return and_(won, Deal.owner_id.is_(None))
    return and_(won, Deal.owner_id == int(key)) if key else won
