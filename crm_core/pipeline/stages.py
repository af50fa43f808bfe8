"""Changing pipelines and their stages."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.naming import NameForm, moved
from crm_core.pipeline import emptying
from crm_core.pipeline.editable import StageForm
from crm_core.pipeline.rules import REQUIRABLE
from crm_core.work import Work, command
from db.models import Deal, Pipeline, Stage


@command("pipelines:manage")
def create_pipeline(work: Work, form: NameForm, stages_of: int) -> int:
    """A new pipeline with stages like those of another; returns its id."""
    others = _pipelines(work)
    _free_name(form, others, None)
    model = [stage for stage in _stages(work, stages_of) if stage.active]
    if not model:
        raise NotFound()
    pipeline = Pipeline(**form.written, position=max(other.position for other in others) + 1)
    work.session.add(pipeline)
    work.session.flush()
    work.session.add_all(
        Stage(
            pipeline_id=pipeline.id, name=stage.name, names=stage.names, position=place, probability=stage.probability,
            limit_days=stage.limit_days, required=stage.required,
        )
        for place, stage in enumerate(model)
    )
    work.record("pipeline.created", "pipeline", pipeline.id, after={"name": pipeline.name})
    return pipeline.id


@command("pipelines:manage")
def change_pipeline(work: Work, pipeline_id: int, version: int, form: NameForm) -> int:
    """Another name; returns the id."""
    pipeline = work.one(select(Pipeline).where(Pipeline.id == pipeline_id), version=version)
    _free_name(form, _pipelines(work), pipeline_id)
    _change(work, "pipeline", pipeline, form.written)
    return pipeline_id


@command("pipelines:manage")
def use_pipeline(work: Work, pipeline_id: int, active: bool) -> int:
    """Takes a pipeline out of use, or into use again; returns its id.

    Raises Conflict while open deals are in it, or when it is the last.
    """
    pipelines = _pipelines(work)
    pipeline = _of(pipelines, pipeline_id)
    if pipeline.active == active:
        return pipeline_id
    if not active and _open_deals(work, Deal.pipeline_id == pipeline_id):
        raise Conflict(N_("Open deals are still in this pipeline. Close or move them first."))
    if not active and sum(other.active for other in pipelines) == 1:
        raise Conflict(N_("One pipeline must stay in use."))
    _use(work, "pipeline", pipeline, active)
    return pipeline_id


@command("pipelines:manage")
def create_stage(work: Work, pipeline_id: int, form: StageForm) -> int:
    """A new stage at the end of a pipeline; returns its id."""
    _of(_pipelines(work), pipeline_id)
    stages = _stages(work, pipeline_id)
    _check(form, stages, None)
    place = max((stage.position for stage in stages), default=-1) + 1
    stage = Stage(pipeline_id=pipeline_id, position=place, **form.columns)
    work.session.add(stage)
    work.session.flush()
    work.record("stage.created", "stage", stage.id, after={"pipeline_id": pipeline_id, **form.columns})
    return stage.id


@command("pipelines:manage")
def change_stage(work: Work, stage_id: int, version: int, form: StageForm) -> int:
    """Another name, probability, limit or requirement, from now on; returns the id."""
    stage = work.one(select(Stage).where(Stage.id == stage_id), version=version)
    _check(form, _stages(work, stage.pipeline_id), stage_id)
    _change(work, "stage", stage, form.columns)
    return stage_id


@command("pipelines:manage")
def move_stage(work: Work, stage_id: int, up: bool) -> int:
    """A place earlier or later; returns the id."""
    stage, stages = _stage(work, stage_id)
    order = moved([other.id for other in stages], stage_id, up)
    if order != [other.id for other in stages]:
        before = stage.position
        work.session.execute(update(Stage), [{"id": key, "position": place} for place, key in enumerate(order)])
        places = {"before": {"position": before}, "after": {"position": order.index(stage_id)}}
        work.record("stage.moved", "stage", stage_id, **places)
    return stage_id


@command("pipelines:manage")
def use_stage(work: Work, stage_id: int, active: bool, *, deals_go_to: int | None = None) -> int:
    """Takes a stage out of use, or into use again; returns how many open deals moved to `deals_go_to`.

    Raises Conflict when open deals are in it and no other stage is named, or when it is the last.
    """
    stage, stages = _stage(work, stage_id)
    if stage.active == active:
        return 0
    count = 0
    if not active:
        if sum(other.active for other in stages) == 1:
            raise Conflict(N_("One stage must stay in use."))
        target = _target(work, stage, stages, deals_go_to)
        count = emptying.empty(work, stage, target) if target else 0
    _use(work, "stage", stage, active)
    return count


def _target(work: Work, stage: Stage, stages: Sequence[Stage], target_id: int | None) -> Stage | None:
    if target_id is None:
        if _open_deals(work, Deal.stage_id == stage.id):
            raise Conflict(N_("Open deals are still in this stage. Choose where they go."))
        return None
    target = _of(stages, target_id)
    if not target.active or target.id == stage.id:
        raise Invalid(N_("Deals cannot go to this stage."), field="deals_go_to")
    return target


def _pipelines(work: Work) -> Sequence[Pipeline]:
    return work.session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id).with_for_update()).all()


def _stages(work: Work, pipeline_id: int) -> Sequence[Stage]:
    ordered = select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id)
    return work.session.scalars(ordered.with_for_update()).all()


def _stage(work: Work, stage_id: int) -> tuple[Stage, Sequence[Stage]]:
    pipeline_id = work.session.scalar(select(Stage.pipeline_id).where(Stage.id == stage_id))
    stages = _stages(work, pipeline_id) if pipeline_id else ()
    return _of(stages, stage_id), stages


def _of(rows: Sequence, key: int):
    found = [row for row in rows if row.id == key]
    if not found:
        raise NotFound()
    return found[0]


def _open_deals(work: Work, condition) -> bool:
    found = select(Deal.id).where(condition, Deal.status == "open", Deal.deleted_at.is_(None)).limit(1)
    return work.session.scalar(found) is not None


def _check(form: StageForm, stages: Sequence[Stage], stage_id: int | None) -> None:
    if not 0 <= form.probability <= 100:
        raise Invalid(N_("A probability is between 0 and 100 percent."), field="probability")
    if form.limit_days is not None and not 1 <= form.limit_days <= 3650:
        raise Invalid(N_("A time limit is between 1 and 3650 days."), field="limit_days")
    if set(form.needs) - REQUIRABLE.keys():
        raise Invalid(N_("A stage cannot ask for this."), field="needs")
    if any(stage.name.lower() == form.name.lower() for stage in stages if stage.id != stage_id):
        raise Invalid(N_("There is a stage with this name already."), field="name")


def _free_name(form: NameForm, pipelines: Sequence[Pipeline], pipeline_id: int | None) -> None:
    if any(other.name.lower() == form.name.lower() for other in pipelines if other.id != pipeline_id):
        raise Invalid(N_("There is a pipeline with this name already."), field="name")


def _change(work: Work, what: str, row: Pipeline | Stage, values: dict[str, Any]) -> None:
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, values[name])
        row.version += 1
        work.record(f"{what}.changed", what, row.id, before=before, after={name: values[name] for name in before})


def _use(work: Work, what: str, row: Pipeline | Stage, active: bool) -> None:
    row.active = active
    row.version += 1
    kind = f"{what}.activated" if active else f"{what}.deactivated"
    work.record(kind, what, row.id, before={"active": not active}, after={"active": active})
