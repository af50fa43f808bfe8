"""Slowing down whoever guesses. Nobody is ever locked out: after the wait a right password works.

Failures are counted in the database, per name and address together and per address. A name alone is
never slowed down, or anybody could keep its owner out from anywhere.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from crm_core.access.sessions import hashed
from crm_core.errors import N_, TooMany
from db.engine import database
from db.models import SignInAttempt

MEMORY = timedelta(hours=1)


@dataclass(frozen=True)
class _Limit:
    """So many failures are free; each further one doubles the wait, up to `longest` seconds."""

    free: int
    first: int
    longest: int

    def wait(self, failures: int) -> timedelta:
        over = failures - self.free
        return timedelta(seconds=min(self.longest, self.first * 2 ** min(over, 20)) if over >= 0 else 0)


NAME_AND_ADDRESS = _Limit(free=5, first=5, longest=300)
ADDRESS = _Limit(free=30, first=2, longest=30)  # an office shares one address


def admit(name: str, address: str, now: datetime) -> None:
    """Counts an attempt before it is looked at, so that many at once are many.

    Raises TooMany when it comes too early; such an attempt is not counted and not looked at.
    """
    key = hashed(name)
    with database().writing() as session:
        _one_at_a_time(session, address)
        recent = SignInAttempt.at > now - MEMORY, SignInAttempt.address == address
        by_name = SignInAttempt.name_key == key
        counts = session.execute(
            select(
                func.count(), func.max(SignInAttempt.at), func.count().filter(by_name), func.max(SignInAttempt.at).filter(by_name)
            ).where(*recent)
        ).one()
        ready = max(_ready(ADDRESS, *counts[:2], now), _ready(NAME_AND_ADDRESS, *counts[2:], now))
        if ready > now:
            raise TooMany(
                N_("Too many attempts. Please wait {seconds} seconds."), seconds=int((ready - now).total_seconds()) + 1
            )
        session.add(SignInAttempt(name_key=key, address=address, at=now))
        session.commit()


def forgive(name: str, address: str) -> None:
    """The attempt was right: forgets the failures of this name at this address."""
    with database().writing() as session:
        session.execute(
            delete(SignInAttempt).where(SignInAttempt.name_key == hashed(name), SignInAttempt.address == address)
        )
        session.commit()


def _ready(limit: _Limit, failures: int, last: datetime | None, now: datetime) -> datetime:
    return last + limit.wait(failures) if last else now


def _one_at_a_time(session: Session, address: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(address))))
