"""Steps that tests of mail share."""
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.mail import outbox
from crm_core.mail.outbox import Letter
from crm_core.work import Work
from db.engine import database
from db.models import Mail


@contextmanager
def working() -> Iterator[Work]:
    """A transaction of the program itself, for parts of the core that are no operations; committed at the end."""
    with database().writing() as session:
        work = Work(session, SYSTEM, clock.now())
        yield work
        session.commit()


def letter(to: str = "li@customer.example", **fields) -> Letter:
    return Letter(**{"to_email": to, "subject": "Your pump", "text": "It is ready.\n", "purpose": "ticket"} | fields)


def posted(*letters: Letter) -> list[int]:
    """Puts letters into the outbox and returns their ids."""
    with working() as work:
        return outbox.post_all(work, letters)


def mails() -> list[Mail]:
    with database().reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def states() -> list[str]:
    return [mail.state for mail in mails()]


class Shifted:
    """The clock runs on, but `later` moves it."""

    def __init__(self, monkeypatch) -> None:
        self.by = timedelta()
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + self.by)

    def __call__(self, minutes: float) -> None:
        self.by += timedelta(minutes=minutes)
