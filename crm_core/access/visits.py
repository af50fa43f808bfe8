"""How often somebody outside may write: counted in the database, per kind of page and network address."""
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm_core.errors import N_, TooMany
from db.engine import database
from db.models import PublicVisit

MEMORY = timedelta(hours=1)


def admit(kind: str, address: str, now: datetime, *, most: int, within: timedelta) -> None:
    """Counts a visit. Raises TooMany when `address` made `most` of this kind `within` the last time already."""
    with database().writing() as session:
        recent = select(func.count(), func.min(PublicVisit.at)).where(
            PublicVisit.kind == kind, PublicVisit.address == address, PublicVisit.at > now - within)
        count, first = session.execute(recent).one()
        if count >= most:
            seconds = int((first + within - now).total_seconds()) + 1
            raise TooMany(N_("Too many requests. Please wait {seconds} seconds."), seconds=seconds)
        session.add(PublicVisit(kind=kind, address=address, at=now))
        session.commit()
