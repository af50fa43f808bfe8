"""Short ways to make what the tests of customers need."""
from sqlalchemy import select

from crm_core.access.actor import Actor
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.run import act
from db.engine import database
from db.models import Customer, Event


def make(actor: Actor, name: str = "Suzhou Taihu Foods", **fields) -> int:
    """A customer made by `actor`; its id."""
    return act(actor, create_customer, CustomerNew(name=name, **fields))


def row(table, key: int):
    """The row as it is stored now."""
    with database().reading() as session:
        return session.get(table, key)


def customer(key: int) -> Customer:
    return row(Customer, key)


def events(key: int) -> list[Event]:
    """What happened to a customer, oldest first."""
    with database().reading() as session:
        return list(session.scalars(select(Event).where(Event.customer_id == key).order_by(Event.id)))
