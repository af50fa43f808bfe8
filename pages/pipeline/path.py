"""The way of a deal through its stages, as the component shows it."""
from collections import defaultdict

from crm_core.pipeline.reading import DealView
from crm_core.pipeline.rules import OPEN, REQUIRABLE
from crm_core.pipeline.schemas import PipelineView, StageView
from pages.pipeline.tones import days_in
from pages.ui.format import Style, day, days
from pages.ui.text import _


def path(found: DealView, pipeline: PipelineView, style: Style) -> list[dict]:
    """Every stage with the days spent in it, what the next ones ask for, and where the deal is."""
    stages = [stage for stage in pipeline.stages if stage.active or stage.id == found.stage_id]
    spent = _spent(found, style)
    here = next(place for place, stage in enumerate(stages) if stage.id == found.stage_id)
    return [_item(stage, place - here, found, spent.get(stage.id), style) for place, stage in enumerate(stages)]


def _item(stage: StageView, ahead: int, found: DealView, spent: int | None, style: Style) -> dict:
    item = {"id": stage.id, "name": stage.name, "fixed": not found.may_edit or found.status != OPEN}
    if ahead > 0:
        return item | {"state": "next", "note": _needs(stage, found)}
    if ahead < 0:
        return item | {"state": "done", "note": days(spent, style) if spent is not None else _("skipped")}
    if found.status != OPEN:
        told = _("Won {day}") if found.status == "won" else _("Lost {day}")
        return item | {"state": found.status, "note": told.format(day=day(found.closed_on, style))}
    passed = days_in(found.stage_since, style)
    return item | {"state": "now", "note": _passed(passed, stage.limit_days, style), "late": is_late(found, stage, style)}


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
