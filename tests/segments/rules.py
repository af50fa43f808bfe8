"""Short ways to write rules, and to see whom they find."""
from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import Actor
from crm_core.segments.compiling import compile_rule
from crm_core.work import Work
from db.engine import database
from db.models import Customer


def all_of(*parts) -> dict:
    return {"match": "all", "parts": list(parts)}


def any_of(*parts) -> dict:
    return {"match": "any", "parts": list(parts)}


def none_of(*parts) -> dict:
    return {"match": "none", "parts": list(parts)}


def when(field: str, op: str, value=None) -> dict:
    return {"field": field, "op": op, "value": value}


def found(actor: Actor, rule: dict) -> set[str]:
    """The names of the customers that `rule` finds for `actor`."""
    with database().reading() as session:
        return set(session.scalars(select(Customer.name).where(compile_rule(Work(session, actor, clock.now()), rule))))


def store(*rows) -> None:
    """Stores rows as they are."""
    with database().writing() as session:
        session.add_all(rows)
        session.commit()
