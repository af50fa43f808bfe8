"""Links that work once: an invitation, or a new password for somebody who forgot theirs.

Looking at a link changes nothing; only choosing a password uses it up.
"""
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from crm_core import settings
from crm_core.access.passwords import hash_password, require_good
from crm_core.access.sessions import hashed
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.i18n import locales
from crm_core.normalise import name_key
from crm_core.people import guard
from crm_core.people.accounts import set_password
from crm_core.work import Work, command, query
from db.engine import database
from db.models import OneTimeToken, User

PAGE = "/set-password"
INVITATION_DAYS = 7
RESET_HOURS = 24
_OVER = N_("This link is over. Ask your administrator for a new one.")


@dataclass(frozen=True)
class Link:
    """Whom a link is for. `purpose` is invite or reset."""

    user_id: int
    name: str
    email: str
    purpose: str
    company: str


@command("users:manage")
def invite(work: Work, user_id: int) -> str:
    """Makes the link with which a user chooses the first password; earlier links of theirs end.

    Returns the link's path. Raises NotFound, Invalid without an e-mail, Conflict for somebody inactive.
    """
    path = _make(work, user_id, "invite", timedelta(days=INVITATION_DAYS))
    work.record("user.invited", "app_user", user_id)
    return path


@command("users:manage")
def reset_link(work: Work, user_id: int) -> str:
    """Makes the link with which a user chooses a new password; the old one holds until then.

    Returns and raises as `invite`.
    """
    path = _make(work, user_id, "reset", timedelta(hours=RESET_HOURS))
    work.record("user.reset_link", "app_user", user_id)
    return path


@query("users:manage")
def read_link(work: Work, key: str) -> Link:
    """Whom the link with this key is for. Raises NotFound when it is over."""
    return _read(work, work.session, key)


@command("users:manage")
def use_link(work: Work, key: str, *, name: str, password: str, locale: str | None = None) -> int:
    """Sets name and password of the link's user and returns their id; the link is over then.

    Who has no language of their own keeps the one the invitation was read in.

    Raises NotFound when the link is over, Invalid for a weak password or no name.
    """
    with database().reading() as session:  # before the transaction: judging and hashing take long
        link = _read(work, session, key)
    if not name.strip():
        raise Invalid(N_("Please give your name."), field="name")
    require_good(password, (name, link.email, link.company))
    marker = hash_password(password)
    used = work.session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.token_hash == hashed(key), OneTimeToken.used_at.is_(None))
        .values(used_at=work.now)
    )
    if used.rowcount != 1:
        raise NotFound(_OVER)
    set_password(work, link.user_id, marker)
    if name.strip() != link.name:
        _rename(work, link, name.strip())
    if link.purpose == "invite" and locale in locales():
        work.session.execute(update(User).where(User.id == link.user_id, User.locale.is_(None)).values(locale=locale))
    work.record("user.password_changed", "app_user", link.user_id)
    return link.user_id


def _make(work: Work, user_id: int, purpose: str, life: timedelta) -> str:
    user = work.one(select(User).where(User.id == user_id))
    guard.may_hand_out(work, user.role_id)  # or a link would be a way to an administrator's account
    if not user.email:
        raise Invalid(N_("This user has no e-mail address yet."), field="email")
    if not user.active:
        raise Conflict(N_("This user is not active."))
    key = secrets.token_urlsafe(24)
    work.session.execute(
        delete(OneTimeToken).where(OneTimeToken.user_id == user_id, OneTimeToken.purpose.in_(("invite", "reset")))
    )
    work.session.add(
        OneTimeToken(
            token_hash=hashed(key), purpose=purpose, user_id=user_id, created_by=work.actor.user_id, expires_at=work.now + life
        )
    )
    return f"{PAGE}?key={key}"


def _read(work: Work, session, key: str) -> Link:
    found = session.execute(
        select(User.id, User.name, User.email, OneTimeToken.purpose)
        .join(OneTimeToken, OneTimeToken.user_id == User.id)
        .where(
            OneTimeToken.token_hash == hashed(key),
            OneTimeToken.purpose.in_(("invite", "reset")),
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > work.now,
            User.active,
        )
    ).first()
    if found is None:
        raise NotFound(_OVER)
    return Link(*found, company=settings.load(session).company)


def _rename(work: Work, link: Link, name: str) -> None:
    work.session.execute(update(User).where(User.id == link.user_id).values(name=name, name_key=name_key(name)))
    work.record("user.changed", "app_user", link.user_id, before={"name": link.name}, after={"name": name})
