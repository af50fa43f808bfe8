"""Deals for tests of the administration."""
from datetime import UTC, datetime

from sqlalchemy import select

from crm_core.access.actor import Actor
from db.engine import database
from db.models import Customer, Deal, Stage, StageHistory

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def open_deal(owner: Actor, stage_position: int = 0) -> int:
    """An open deal with a customer, in a stage of the first pipeline since long ago; returns its id."""
    times = {"created_at": THEN, "updated_at": THEN}
    owned = {"owner_id": owner.user_id, "team_id": owner.team_id}
    with database().writing() as session:
        stage = session.scalars(select(Stage).where(Stage.position == stage_position).order_by(Stage.id)).first()
        customer = Customer(name="Acme", **owned, **times)
        session.add(customer)
        session.flush()
        deal = Deal(
            name="Pumps", customer_id=customer.id, pipeline_id=stage.pipeline_id, stage_id=stage.id, stage_since=THEN,
            **owned, **times,
        )
        session.add(deal)
        session.flush()
        session.add(StageHistory(deal_id=deal.id, pipeline_id=stage.pipeline_id, stage_id=stage.id, entered_at=THEN))
        session.commit()
        return deal.id
