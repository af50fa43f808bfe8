"""Signed-in browsers: a random token in a cookie, its hash and limits in the database."""
import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm_core import clock, settings
from crm_core.access.actor import Actor, load_actor
from db.engine import database
from db.models import SignInSession, User

COOKIE = "hutong_session"
BROWSER_COOKIE = "hutong_browser"  # a secret of the browser before anybody is signed in
_TOUCH_EVERY = timedelta(minutes=5)


def hashed(token: str) -> str:
    """What we keep of a secret token. Tokens are random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user: User, now: datetime, browser: str | None = None) -> str:
    """A new signed-in browser for `user`; returns its token."""
    token = secrets.token_urlsafe(32)
    limit = timedelta(days=settings.load(session).session_days)
    session.add(
        SignInSession(
            token_hash=hashed(token),
            user_id=user.id,
            session_version=user.session_version,
            created_at=now,
            last_seen_at=now,
            expires_at=now + limit,
            browser=(browser or "")[:200] or None,
        )
    )
    return token


def actor_of(token: str | None) -> Actor | None:
    """Who this token stands for at this moment; None when it is unknown, ended, idle or too old."""
    if not token:
        return None
    now = clock.now()
    with database().reading() as session:
        found = session.execute(
            select(SignInSession, User.session_version)
            .join(User, User.id == SignInSession.user_id)
            .where(SignInSession.token_hash == hashed(token))
        ).first()
        if found is None:
            return None
        mine, current_version = found
        if mine.session_version != current_version or now >= mine.expires_at:
            return None
        actor = load_actor(session, mine.user_id)
    if actor is None or now - mine.last_seen_at > timedelta(minutes=actor.company.idle_minutes):
        return None
    if now - mine.last_seen_at > _TOUCH_EVERY:
        _touch(mine.token_hash, now)
    return actor


def valid(token_hashes: set[str]) -> set[str]:
    """Which of these hashed tokens still stand for somebody. Looking does not count as use."""
    if not token_hashes:
        return set()
    now = clock.now()
    with database().reading() as session:
        idle = timedelta(minutes=settings.load(session).idle_minutes)
        return set(
            session.scalars(
                select(SignInSession.token_hash)
                .join(User, User.id == SignInSession.user_id)
                .where(
                    SignInSession.token_hash.in_(token_hashes),
                    SignInSession.session_version == User.session_version,
                    SignInSession.expires_at > now,
                    SignInSession.last_seen_at >= now - idle,
                    User.active,
                )
            )
        )


def longest_days() -> int:
    """How long a browser stays signed in at the most."""
    with database().reading() as session:
        return settings.load(session).session_days


def end(token: str) -> None:
    """Signs this browser out."""
    with database().writing() as session:
        drop(session, token)
        session.commit()


def drop(session: Session, token: str) -> None:
    """Signs this browser out, within a transaction."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == hashed(token)))


def end_all(session: Session, user_id: int) -> None:
    """Signs every browser of this user out."""
    session.execute(update(User).where(User.id == user_id).values(session_version=User.session_version + 1))
    session.execute(delete(SignInSession).where(SignInSession.user_id == user_id))


def _touch(token_hash: str, now: datetime) -> None:
    with database().writing() as session:
        session.execute(update(SignInSession).where(SignInSession.token_hash == token_hash).values(last_seen_at=now))
        session.commit()
