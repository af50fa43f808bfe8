"""The visits of a deal to its stages, kept in the transaction that moves it."""
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from crm_core.pipeline.rules import OPEN, is_slip
from crm_core.work import Work
from db.models import Deal, StageHistory


def begin(work: Work, deal: Deal, moment: datetime | None = None) -> None:
    """Notes that the deal enters the state it now has (its stage, or its close)."""
    moment = moment or work.now
    deal.stage_since = moment
    work.session.add(
        StageHistory(
            deal_id=deal.id,
            pipeline_id=deal.pipeline_id,
            stage_id=deal.stage_id if deal.status == OPEN else None,
            status=deal.status,
            entered_at=moment,
            user_id=work.actor.user_id,
        )
    )


def step(work: Work, deal: Deal, moment: datetime | None = None) -> None:
    """Ends the visit under way and begins that of the state the deal now has.

    A step back within a few minutes is a slip: it is taken out, and the visit before goes on.
    """
    latest, before = last_two(work, deal.id)
    if takes_back(work, latest, before, deal.status, deal.stage_id):
        work.session.delete(latest)
        before.left_at = None
        deal.stage_since = before.entered_at
        return
    moment = moment or work.now
    if latest:
        latest.left_at = max(moment, latest.entered_at)
    begin(work, deal, moment)


def take_back(work: Work, deal_ids: Collection[int]) -> None:
    """After deals were put back into the state before: takes their last step out, and the visit before goes on.

    A deal whose history says something else is left alone. A few statements, however many deals.
    """
    visits: dict[int, list[StageHistory]] = {}
    found = select(StageHistory).where(StageHistory.deal_id.in_(deal_ids)).order_by(StageHistory.id)
    for visit in work.session.scalars(found):
        visits.setdefault(visit.deal_id, []).append(visit)
    for deal in work.session.scalars(select(Deal).where(Deal.id.in_(deal_ids)).execution_options(populate_existing=True)):
        before, latest = [None, None, *visits.get(deal.id, ())][-2:]
        if before and _tells(before, deal) and not _tells(latest, deal):
            work.session.delete(latest)
            before.left_at, deal.stage_since = None, before.entered_at


def _tells(visit: StageHistory, deal: Deal) -> bool:
    """Whether the visit is to the state that the deal has."""
    return visit.status == deal.status and visit.stage_id == (deal.stage_id if deal.status == OPEN else None)


def takes_back(
    work: Work, latest: StageHistory | None, before: StageHistory | None, status: str, stage_id: int
) -> bool:
    """Whether going to this state corrects a slip of the last minutes."""
    if latest is None or before is None or not is_slip(latest.entered_at, work.now):
        return False
    return before.status == status and before.stage_id == (stage_id if status == OPEN else None)


def last_two(work: Work, deal_id: int) -> tuple[StageHistory | None, StageHistory | None]:
    """The visit under way and the one before it."""
    rows = work.session.scalars(
        select(StageHistory).where(StageHistory.deal_id == deal_id).order_by(StageHistory.id.desc()).limit(2)
    ).all()
    return (*rows, None, None)[:2]

