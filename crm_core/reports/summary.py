"""The pipeline as numbers for other programs (`python -m crm_core report pipeline --format json`)."""
from sqlalchemy import func, select

from crm_core.dictionary import label
from crm_core.money import major_units
from crm_core.reports import filters, months
from crm_core.reports.filters import RIGHT, ReportFilter
from crm_core.reports.pipeline import pipeline
from crm_core.work import Work, query
from db.models import Deal, Pipeline, Stage

EVERYTHING = ReportFilter(period="all")
BEST = 10


@query(RIGHT)
def pipeline_summary(work: Work) -> dict:
    """Count and value by outcome and open stage, won value by quarter, cycle in days, the best sellers.

    Over all time, within the rights of the actor; amounts are in the company's currency, not its cents.
    """
    report = pipeline(work, EVERYTHING)
    cycle = report.closed.now
    return {
        "report": "pipeline",
        "as_of": filters.today(work).isoformat(),
        "currency": work.settings.currency,
        "outcomes": _outcomes(work),
        "stages": _stages(work),
        "won_by_quarter": _quarters(work),
        "cycle_days": {"mean": _rounded(cycle.mean), "median": cycle.median},
        "win_rate": _rounded(cycle.win_rate, 4),
        "sellers": _sellers(work, report.won.owners.frame),
    }


def _outcomes(work: Work) -> dict:
    statement = (
        select(Deal.status, func.count(), func.sum(Deal.value))
        .where(filters.deals(work, EVERYTHING))
        .group_by(Deal.status)
    )
    found = {status: _tally(work, n, value) for status, n, value in work.session.execute(statement)}
    return {status: found.get(status, _tally(work, 0, 0)) for status in ("won", "lost", "open")}


def _stages(work: Work) -> list[dict]:
    statement = (
        select(Pipeline.name, Pipeline.names, Stage.name, Stage.names, func.count(Deal.id), func.sum(Deal.value))
        .select_from(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .join(Deal, (Deal.stage_id == Stage.id) & (Deal.status == "open") & filters.deals(work, EVERYTHING))
        .group_by(Pipeline.id, Stage.id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    )
    locale = work.actor.locale
    return [
        {"pipeline": label(name, names, locale), "stage": label(stage, stages, locale), **_tally(work, n, value)}
        for name, names, stage, stages, n, value in work.session.execute(statement)
    ]


def _quarters(work: Work) -> dict[str, int | float]:
    values: dict[str, int] = {}
    for _, month, _, _, _, value in work.session.execute(months.figures(work, EVERYTHING)):
        if month is not None:
            quarter = f"{month // 100}-Q{(month % 100 + 2) // 3}"
            values[quarter] = values.get(quarter, 0) + value
    return {quarter: _amount(work, value) for quarter, value in sorted(values.items())}


def _sellers(work: Work, owners) -> list[dict]:
    return [
        {"name": row.label, "won": int(row.count_), "lost": int(row.lost), "value": _amount(work, row.value)}
        for row in owners.rename(columns={"count": "count_"}).head(BEST).itertuples()
        if row.count_
    ]


def _tally(work: Work, count: int, value: int | None) -> dict:
    return {"count": count, "value": _amount(work, value or 0)}


def _amount(work: Work, minor: int) -> int | float:
    amount = major_units(int(minor), work.settings.currency)
    return int(amount) if amount == amount.to_integral() else float(amount)


def _rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None else round(value, places)
