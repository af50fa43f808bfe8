"""Resolved tickets and the surveys they send."""
from sqlalchemy import select

from crm_core import settings
from crm_core.access.actor import SYSTEM, Actor
from crm_core.run import act
from crm_core.surveys.letters import path
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.moving import resolve_ticket
from crm_core.tickets.schemas import TicketNew
from db.models import Mail, Survey, Task, Ticket

URL = "https://crm.example.com"


def reachable(db, **more) -> None:
    """The company told its address, and whatever else is set."""
    with db.writing() as session:
        settings.store(session, public_url=URL, **more)
        session.commit()


def resolved(db, agent: Actor, **more) -> int:
    """A ticket that this agent resolved."""
    values = {"subject": "Filter leaks", "text": "It leaks.", "requester_email": "zoe@example.org", "requester_name": "Zoe"} | more
    key = act(SYSTEM, create_ticket, TicketNew(**values))
    act(agent, resolve_ticket, key, "Replaced the seal")
    return key


def surveys(db) -> list[Survey]:
    with db.reading() as session:
        return list(session.scalars(select(Survey).order_by(Survey.id)))


def mails(db) -> list[Mail]:
    with db.reading() as session:
        return list(session.scalars(select(Mail).where(Mail.purpose == "survey").order_by(Mail.id)))


def tasks(db) -> list[Task]:
    with db.reading() as session:
        return list(session.scalars(select(Task).order_by(Task.id)))


def ticket(db, key: int) -> Ticket:
    with db.reading() as session:
        return session.get(Ticket, key)


def link(db) -> str:
    """The address of the only survey's page."""
    return path(surveys(db)[0].id)
