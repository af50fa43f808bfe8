"""What pipelines there are."""
from sqlalchemy import select

from crm_core.dictionary import label
from crm_core.pipeline.schemas import PipelineView, StageView
from crm_core.work import ANYBODY, Work, query
from db.models import Pipeline, Stage


@query(ANYBODY)
def pipelines(work: Work) -> tuple[PipelineView, ...]:
    """Every pipeline with its stages in the reader's language, inactive ones too."""
    locale = work.actor.locale
    rows = work.session.execute(
        select(Pipeline, Stage)
        .outerjoin(Stage, Stage.pipeline_id == Pipeline.id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    found: dict[int, tuple[Pipeline, list[StageView]]] = {}
    for pipeline, stage in rows:
        stages = found.setdefault(pipeline.id, (pipeline, []))[1]
        if stage:
            stages.append(_stage(stage, locale))
    return tuple(
        PipelineView(row.id, label(row.name, row.names, locale), row.active, tuple(stages)) for row, stages in found.values()
    )


def _stage(row: Stage, locale: str) -> StageView:
    name = label(row.name, row.names, locale)
    return StageView(row.id, name, row.position, row.probability, row.limit_days, tuple(row.required), row.active)
