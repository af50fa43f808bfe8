"""Handing a sign-in from the page to the browser: a ticket that works once, soon, and only there.

A page cannot set an HttpOnly cookie. It issues a ticket and sends the browser to a route that
redeems it. The ticket is mixed with a secret cookie of the browser that asked, so that a ticket sent
to somebody else signs nobody in.
"""
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from crm_core.access import sessions
from crm_core.access.sessions import hashed
from db.engine import database
from db.models import OneTimeToken, User

LIFE = timedelta(seconds=30)


def issue(user_id: int, browser: str, now: datetime) -> str:
    """A ticket that signs `user_id` in at the browser with the secret cookie `browser`."""
    ticket = secrets.token_urlsafe(32)
    with database().writing() as session:
        session.add(
            OneTimeToken(token_hash=_hash(ticket, browser), purpose="sign_in", user_id=user_id, expires_at=now + LIFE)
        )
        session.commit()
    return ticket


def redeem(ticket: str, browser: str, now: datetime, agent: str | None, replaced: str | None = None) -> str | None:
    """The token of a new signed-in browser; None when the ticket is not good (any more).

    `replaced` is the token this browser had before; it ends.
    """
    with database().writing() as session:
        user_id = session.scalar(
            update(OneTimeToken)
            .where(
                OneTimeToken.token_hash == _hash(ticket, browser),
                OneTimeToken.purpose == "sign_in",
                OneTimeToken.used_at.is_(None),
                OneTimeToken.expires_at > now,
            )
            .values(used_at=now)
            .returning(OneTimeToken.user_id)
        )
        user = session.get(User, user_id) if user_id else None
        if user is None or not user.active:
            return None
        token = sessions.start(session, user, now, agent)
        if replaced:
            sessions.drop(session, replaced)
        session.commit()
        return token


def _hash(ticket: str, browser: str) -> str:
    return hashed(f"{ticket}|{browser}")
