"""From a bar of the report to the same deals in the pipeline, where a filter of the pipeline says the same."""
from datetime import date, timedelta

from crm_core.content.period import Days, Period, add_months
from crm_core.pipeline.periods import NEVER, written
from crm_core.reports.filters import ReportFilter
from crm_core.reports.forecast import LATER, MONTHS, OVERDUE, UNDATED

_GRAINS = {"month": 1, "quarter": 3, "year": 12}


def to_pipeline(chosen: ReportFilter, period: Period, part: str, key: str | None, today: date) -> dict[str, str] | None:
    """The filters of the pipeline's table for the deals of one bar (of the whole chart when `key` is None)."""
    own = _of_part(period, part, key, today)
    if own is None:
        return None
    shared = {
        "team": chosen.team_id, "owner": chosen.owner_id, "pipeline": chosen.pipeline_id,
        "product": chosen.product_id, "region": chosen.region,
    }
    return {"view": "table"} | {name: str(value) for name, value in (shared | own).items() if value is not None}


def _of_part(period: Period, part: str, key: str | None, today: date) -> dict | None:
    won = {"status": "won", **_span("closed", period.days)}
    if part == "funnel":
        return {None: _span("opened", period.days), "won": {"status": "won", **_span("opened", period.days)}}.get(key)
    if part == "months" and key:
        grain, _, start = key.partition(":")
        return {"status": "won", **_span("closed", _days(date.fromisoformat(start), _GRAINS[grain]))}
    if part == "owners":
        return won | ({"owner": "nobody" if key == "none" else key} if key else {})
    if part in ("products", "regions") and key:
        return won | {part.removesuffix("s"): key}
    if part == "open":
        return {"status": "open", **_expected(key, today)}
    return None


def _expected(key: str | None, today: date) -> dict:
    if key is None:
        return {}
    named = {OVERDUE: "overdue", UNDATED: NEVER, LATER: written(add_months(today, MONTHS), None)}
    if key in named:
        return {"expected": named[key]}
    days = _days(date.fromisoformat(key), 1)
    return _span("expected", Days(max(days.start, today), days.end))


def _days(start: date, months: int) -> Days:
    return Days(start, add_months(start, months) - timedelta(days=1))


def _span(name: str, days: Days) -> dict:
    return {name: written(days.start, days.end)} if days.start or days.end else {}
