"""Pipelines and stages as an administrator edits them."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import func, select

from crm_core.naming import NameForm
from crm_core.pipeline.rules import REQUIRABLE
from crm_core.work import Work, query
from db.models import Deal, Pipeline, Stage


class StageForm(NameForm):
    """A stage: percent of its deals that are won, days a deal may stay, and what a deal needs to enter."""

    required: ClassVar[tuple[str, ...]] = ("name", "probability")

    probability: int = 50
    limit_days: int | None = None
    needs: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        needs = [name for name in REQUIRABLE if name in self.needs]
        return {**self.written, "probability": self.probability, "limit_days": self.limit_days, "required": needs}


@dataclass(frozen=True)
class StageRow:
    """A stage as it is edited, with the number of deals that stand in it."""

    id: int
    name: str
    names: Mapping[str, str]
    probability: int
    limit_days: int | None
    required: tuple[str, ...]
    active: bool
    version: int
    open_deals: int


@dataclass(frozen=True)
class PipelineRow:
    """A pipeline as it is edited."""

    id: int
    name: str
    names: Mapping[str, str]
    active: bool
    version: int
    stages: tuple[StageRow, ...]

    @property
    def open_deals(self) -> int:
        return sum(stage.open_deals for stage in self.stages)


@query("pipelines:manage")
def editable(work: Work) -> tuple[PipelineRow, ...]:
    """Every pipeline with its stages in order."""
    standing = dict(
        work.session.execute(
            select(Deal.stage_id, func.count())
            .where(Deal.status == "open", Deal.deleted_at.is_(None))
            .group_by(Deal.stage_id)
        ).all()
    )
    stages: dict[int, list[StageRow]] = {}
    for row in work.session.scalars(select(Stage).order_by(Stage.position, Stage.id)):
        stages.setdefault(row.pipeline_id, []).append(
            StageRow(
                row.id, row.name, row.names or {}, row.probability, row.limit_days, tuple(row.required), row.active,
                row.version, standing.get(row.id, 0),
            )
        )
    rows = work.session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id))
    return tuple(PipelineRow(r.id, r.name, r.names or {}, r.active, r.version, tuple(stages.get(r.id, ()))) for r in rows)
