"""Shortcuts of the tests about deals."""
from sqlalchemy import select

from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.schemas import DealNew
from crm_core.run import act, ask
from db.engine import database
from db.models import Customer, Deal, Event, Product, StageHistory


def stages(actor) -> dict[str, int]:
    """Name → id of the stages of the first pipeline."""
    return {stage.name: stage.id for stage in ask(actor, pipelines)[0].stages}


def new(actor, name="Packaging robots", **values) -> int:
    return act(actor, create_deal, DealNew(name=name, **values))


def row(deal_id: int) -> Deal:
    with database().reading() as session:
        return session.get(Deal, deal_id)


def visits(deal_id: int) -> list[StageHistory]:
    with database().reading() as session:
        return list(session.scalars(select(StageHistory).where(StageHistory.deal_id == deal_id).order_by(StageHistory.id)))


def events(deal_id: int) -> list[Event]:
    with database().reading() as session:
        return list(session.scalars(select(Event).where(Event.deal_id == deal_id).order_by(Event.id)))


def add(*rows) -> list[int]:
    """Stores rows as they are and returns their ids."""
    with database().writing() as session:
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
        session.commit()
        return ids


def customer(owner, name="Wuxi Lianhe Packaging", **values) -> int:
    from crm_core.clock import now

    made = Customer(name=name, name_key=name.lower(), owner_id=owner.user_id, team_id=owner.team_id,
                    created_at=now(), updated_at=now(), **values)
    return add(made)[0]


def product(name="Telemetry unit TX-4", price=360_000) -> int:
    from crm_core.clock import now

    return add(Product(name=name, name_key=name.lower(), price=price, created_at=now()))[0]
