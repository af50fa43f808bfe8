"""Who a program is that brings a token: it acts as the token's user, with the rights of this moment."""
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from crm_core import clock
from crm_core.access.actor import Actor, load_actor
from crm_core.access.sessions import hashed
from db.engine import database
from db.models import ApiToken

_TOUCH_EVERY = timedelta(minutes=5)
_SIGN = "hut_"  # so that a token left in a file is known for what it is


def new_token() -> str:
    """A token nobody can guess."""
    return _SIGN + secrets.token_urlsafe(32)


def actor_of(token: str) -> tuple[int, Actor] | None:
    """The token's id and who it stands for; None when it is unknown or ended, or its user is not active."""
    now = clock.now()
    with database().reading() as session:
        mine = session.scalars(select(ApiToken).where(ApiToken.token_hash == hashed(token), ApiToken.ended_at.is_(None))).first()
        actor = load_actor(session, mine.user_id) if mine else None
    if mine is None or actor is None:
        return None
    if mine.last_used_at is None or now - mine.last_used_at > _TOUCH_EVERY:
        _touch(mine.id, now)
    return mine.id, actor


def _touch(token_id: int, now: datetime) -> None:
    with database().writing() as session:
        session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))
        session.commit()
