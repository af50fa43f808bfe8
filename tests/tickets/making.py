"""Short ways to make what the tests of tickets need."""
from datetime import UTC, datetime

from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import Actor
from crm_core.run import act, ask
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.page import TicketPage, ticket_page
from crm_core.tickets.schemas import TicketNew
from db.engine import database
from db.models import Event, Mail, Notification, Ticket, TicketStage

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a working day


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """That time in Shanghai, in November 2026: the 23rd is a Monday. The clock is set to it."""
    moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)
    from zoneinfo import ZoneInfo

    found = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    clock.set_now(found)
    return found


def make(actor: Actor, subject: str = "Spindle noise", text: str = "It screams since this morning.", files=(), **fields) -> int:
    """A ticket made by `actor`; its number."""
    return act(actor, create_ticket, TicketNew(subject=subject, text=text, **fields), files)


def ticket(number: int) -> Ticket:
    """The row as it is stored now."""
    with database().reading() as session:
        return session.get(Ticket, number)


def page(actor: Actor, number: int) -> TicketPage:
    return ask(actor, ticket_page, number)


def events(number: int) -> list[Event]:
    """What happened to a ticket, oldest first."""
    mine = Event.subject_type == "ticket", Event.subject_id == number
    with database().reading() as session:
        return list(session.scalars(select(Event).where(*mine).order_by(Event.id)))


def kinds(number: int) -> list[str]:
    return [event.kind for event in events(number)]


def states(number: int) -> list[str]:
    """The states it went through."""
    with database().reading() as session:
        mine = TicketStage.ticket_id == number
        return list(session.scalars(select(TicketStage.state).where(mine).order_by(TicketStage.id)))


def mails() -> list[Mail]:
    with database().reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def notices(actor: Actor) -> list[str]:
    """The kinds of what somebody was told."""
    with database().reading() as session:
        mine = Notification.user_id == actor.user_id
        return list(session.scalars(select(Notification.kind).where(mine).order_by(Notification.id)))
