"""The way of a deal through its stages, as the component shows it."""
from collections import defaultdict

from crm_core.pipeline.reading import DealView
from crm_core.pipeline.rules import OPEN, REQUIRABLE
from crm_core.pipeline.schemas import PipelineView, StageView
from pages.pipeline.tones import days_in
from pages.ui.format import Style, day, days
from pages.ui.text import _


def path(found: DealView, pipeline: PipelineView, style: Style) -> list[dict]:
    """Every stage with the days spent in it and what the next ones ask for; the end of a closed deal at its end.

    A stage that no visit is known of stays grey: imported deals do not tell which way they went.
    """
    stages = [stage for stage in pipeline.stages if stage.active or stage.id == found.stage_id]
    spent = _spent(found, style)
    here = next(place for place, stage in enumerate(stages) if stage.id == found.stage_id)
    items = [_item(stage, place - here, found, spent.get(stage.id), style) for place, stage in enumerate(stages)]
    return items if found.status == OPEN else [*items, _end(found, style)]


def _item(stage: StageView, ahead: int, found: DealView, spent: int | None, style: Style) -> dict:
    is_open = found.status == OPEN
    item = {"id": stage.id, "name": stage.name, "fixed": not found.may_edit or not is_open}
    if ahead == 0 and is_open:
        note = _passed(days_in(found.stage_since, style), stage.limit_days, style)
        return item | {"state": "now", "note": note, "late": is_late(found, stage, style)}
    if spent is not None and (ahead <= 0 or not is_open):
        return item | {"state": "done", "note": days(spent, style)}
    return item | {"state": "next", "note": _needs(stage, found) if is_open and ahead > 0 else None}


def _end(found: DealView, style: Style) -> dict:
    name = _("Won") if found.status == "won" else _("Lost")
    return {"id": 0, "name": name, "state": found.status, "note": day(found.closed_on, style), "fixed": True}


def is_late(found: DealView, stage: StageView, style: Style) -> bool:
    """The deal is longer in its stage than the stage allows."""
    return found.status == OPEN and stage.limit_days is not None and days_in(found.stage_since, style) > stage.limit_days


def _passed(passed: int, limit: int | None, style: Style) -> str:
    told = days(passed, style)
    return _("{days}, limit {limit}").format(days=told, limit=limit) if limit else told


def _needs(stage: StageView, found: DealView) -> str | None:
    lacking = found.facts.lacking(stage.required)
    if not lacking:
        return None
    return _("needs {fields}").format(fields=_(", ").join(_(REQUIRABLE[name]).lower() for name in lacking))


def _spent(found: DealView, style: Style) -> dict[int, int]:
    """Whole days in each stage, all visits together."""
    seconds: dict[int, float] = defaultdict(float)
    for visit in found.visits:
        if visit.stage_id is not None:
            seconds[visit.stage_id] += ((visit.left_at or style.now) - visit.entered_at).total_seconds()
    return {stage: int(total // 86400) for stage, total in seconds.items()}
