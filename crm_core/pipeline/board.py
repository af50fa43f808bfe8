"""The board: how many deals stand in each stage, what they are worth, and the newest of each."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select, union_all

from crm_core.pipeline import filtering
from crm_core.pipeline.access import may
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.schemas import PipelineView, StageView
from crm_core.work import Work, query
from db.models import Customer, Deal, User

NEWEST = 20
MOST = 200


@dataclass(frozen=True)
class Card:
    """A deal on the board. `mine` may be moved by this person. Value in minor units."""

    id: int
    version: int
    name: str
    customer: str | None
    value: int
    owner_id: int | None
    owner: str | None
    stage_since: datetime
    expected_close: date | None
    next_step: str | None
    next_step_at: datetime | None
    movable: bool


@dataclass(frozen=True)
class Column:
    """A stage with its totals and its newest deals."""

    stage: StageView
    count: int
    value: int
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Board:
    """One pipeline as it stands; `pipelines` are those that can be chosen."""

    pipeline: PipelineView
    pipelines: tuple[PipelineView, ...]
    columns: tuple[Column, ...]

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)

    @property
    def value(self) -> int:
        return sum(column.value for column in self.columns)


@query("deals:view")
def board(work: Work, wanted: DealFilter, more: Sequence[int] = ()) -> Board | None:
    """The open deals of one pipeline: the first of `wanted.pipelines`, else the first there is; None without any.

    Stages named in `more` show up to 200 deals instead of 20. Stages that are switched off appear while
    deals are still in them.
    """
    known = pipelines(work)
    chosen = next((p for p in known if str(p.id) in wanted.pipelines), None) or next((p for p in known if p.active), None)
    if chosen is None:
        return None
    wanted = replace(wanted, pipelines=(str(chosen.id),), statuses=("open",))
    conditions = filtering.matching(work, wanted)
    totals = _totals(work, conditions)
    stages = [stage for stage in chosen.stages if stage.active or totals.get(stage.id)]
    if wanted.stages:
        stages = [stage for stage in stages if str(stage.id) in wanted.stages]
    cards = _cards(work, conditions, {stage.id: MOST if stage.id in more else NEWEST for stage in stages if totals.get(stage.id)})
    columns = tuple(Column(stage, *totals.get(stage.id, (0, 0)), tuple(cards.get(stage.id, ()))) for stage in stages)
    return Board(chosen, tuple(p for p in known if p.active or p is chosen), columns)


def _totals(work: Work, conditions: list) -> dict[int, tuple[int, int]]:
    figures = select(Deal.stage_id, func.count(), func.coalesce(func.sum(Deal.value), 0))
    return {key: (n, value) for key, n, value in work.session.execute(figures.where(*conditions).group_by(Deal.stage_id))}


def _cards(work: Work, conditions: list, sizes: dict[int, int]) -> dict[int, list[Card]]:
    """The newest of every stage, in one statement: one short walk along the index for each."""
    if not sizes:
        return {}
    newest = union_all(
        *(
            select(
                select(Deal.id)
                .where(*conditions, Deal.stage_id == stage)
                .order_by(Deal.stage_since.desc(), Deal.id.desc())
                .limit(size)
                .subquery()
            )
            for stage, size in sizes.items()
        )
    ).subquery()
    rows = work.session.execute(
        select(
            Deal.stage_id, Deal.team_id, Deal.id, Deal.version, Deal.name, Customer.name, Deal.value, Deal.owner_id, User.name,
            Deal.stage_since, Deal.expected_close, Deal.next_step, Deal.next_step_at,
        )
        .join(newest, newest.c.id == Deal.id)
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .order_by(Deal.stage_id, Deal.stage_since.desc(), Deal.id.desc())
    )
    found: dict[int, list[Card]] = {}
    for stage_id, team_id, *card in rows:
        found.setdefault(stage_id, []).append(Card(*card, may(work, "deals:edit", card[5], team_id)))
    return found
