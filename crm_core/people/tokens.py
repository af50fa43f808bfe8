"""Tokens of other programs: made, listed, ended."""
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from crm_core.access.api_tokens import new_token
from crm_core.access.sessions import hashed
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.inputs import Input
from crm_core.work import Work, command, query
from db.models import ApiToken, User

MOST = 100


class TokenForm(Input):
    """Which program gets it, and for which user it acts."""

    required: ClassVar[tuple[str, ...]] = ("name", "user_id")
    limits: ClassVar[dict[str, int]] = {"name": 80}

    name: str
    user_id: int


@dataclass(frozen=True)
class TokenRow:
    """A token that works, without itself."""

    id: int
    name: str
    user: str
    active: bool  # its user
    created_at: datetime
    last_used_at: datetime | None


@query("users:manage")
def tokens(work: Work) -> tuple[TokenRow, ...]:
    """The tokens that work, the newest first."""
    rows = work.session.execute(
        select(ApiToken.id, ApiToken.name, User.name, User.active, ApiToken.created_at, ApiToken.last_used_at)
        .join(User, User.id == ApiToken.user_id).where(ApiToken.ended_at.is_(None)).order_by(ApiToken.id.desc()))
    return tuple(TokenRow(*row) for row in rows)


@command("users:manage")
def make_token(work: Work, form: TokenForm) -> str:
    """A new token, told this once. Raises Invalid for a user who is not active, Conflict when there are too many."""
    if work.session.scalar(select(User.id).where(User.id == form.user_id, User.active)) is None:
        raise Invalid(N_("Choose one from the list."), field="user_id")
    if len(tokens(work)) >= MOST:
        raise Conflict(N_("There are {limit} tokens already. End one that is not used any more."), limit=MOST)
    token = new_token()
    row = ApiToken(name=form.name, token_hash=hashed(token), user_id=form.user_id, created_by=work.actor.user_id, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    work.record("api_token.made", "api_token", row.id, after={"name": form.name, "user_id": form.user_id})
    return token


@command("users:manage")
def end_token(work: Work, token_id: int) -> str:
    """From now on the token opens nothing; returns its name. Raises NotFound."""
    row = work.session.scalars(select(ApiToken).where(ApiToken.id == token_id, ApiToken.ended_at.is_(None)).with_for_update()).first()
    if row is None:
        raise NotFound()
    row.ended_at = work.now
    work.record("api_token.ended", "api_token", row.id, before={"name": row.name, "user_id": row.user_id})
    return row.name
