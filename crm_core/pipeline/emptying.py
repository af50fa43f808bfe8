"""Moving every open deal out of a stage at once."""
from sqlalchemy import insert, literal, null, select, update

from crm_core.work import Work
from db.models import Deal, Stage, StageHistory


def empty(work: Work, stage: Stage, target: Stage) -> int:
    """Moves the open deals of a stage to another, with history and events; returns how many."""
    inside = Deal.stage_id == stage.id, Deal.status == "open"
    deals = work.session.execute(select(Deal.id, Deal.customer_id).where(*inside)).all()
    _write_history(work, inside, target)
    work.session.execute(
        update(Deal)
        .where(*inside)
        .values(stage_id=target.id, stage_since=work.now, updated_at=work.now, version=Deal.version + 1)
        .execution_options(synchronize_session=False)
    )
    for deal_id, customer_id in deals:
        work.record(
            "deal.moved", "deal", deal_id, customer_id=customer_id, deal_id=deal_id,
            before={"stage_id": stage.id}, after={"stage_id": target.id},
        )
    return len(deals)


def _write_history(work: Work, inside: tuple, target: Stage) -> None:
    work.session.execute(
        update(StageHistory)
        .where(StageHistory.deal_id.in_(select(Deal.id).where(*inside)), StageHistory.left_at.is_(None))
        .values(left_at=work.now)
        .execution_options(synchronize_session=False)
    )
    columns = ["deal_id", "pipeline_id", "stage_id", "status", "entered_at", "left_at", "user_id"]
    now = literal(work.now, StageHistory.__table__.c.entered_at.type)
    visit = select(
        Deal.id, Deal.pipeline_id, literal(target.id), literal("open"), now, null(), literal(work.actor.user_id)
    )
    work.session.execute(insert(StageHistory).from_select(columns, visit.where(*inside)))
