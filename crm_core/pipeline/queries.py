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
    stages: dict[int, list[StageView]] = {}
    for row in work.session.scalars(select(Stage).order_by(Stage.pipeline_id, Stage.position, Stage.id)):
        stages.setdefault(row.pipeline_id, []).append(
            StageView(
                row.id, label(row.name, row.names, locale), row.position, row.probability, row.limit_days,
                tuple(row.required), row.active,
            )
        )
    rows = work.session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id))
    return tuple(
        PipelineView(row.id, label(row.name, row.names, locale), row.active, tuple(stages.get(row.id, ()))) for row in rows
    )
