"""What people do with their own account."""
from sqlalchemy import update

from crm_core import i18n, regions
from crm_core.access import sessions, sign_in
from crm_core.access.passwords import hash_password, require_good
from crm_core.errors import N_, Invalid
from crm_core.work import ANYBODY, Work, command
from db.models import User


@command(ANYBODY)
def note_sign_in(work: Work) -> None:
    """Notes in the audit trail that the actor signed in."""
    work.record("user.signed_in", "app_user", work.actor.user_id)


@command(ANYBODY)
def note_sign_out(work: Work) -> None:
    """Notes in the audit trail that the actor signed out."""
    work.record("user.signed_out", "app_user", work.actor.user_id)


@command(ANYBODY)
def change_password(work: Work, *, current: str, new: str, address: str | None) -> None:
    """Sets the actor's password and ends all their sessions, this one too.

    Raises Invalid for a wrong `current` or a weak `new` one, TooMany after too many wrong ones.
    """
    # Before this transaction's first statement: bcrypt is slow, and a failure has to stay counted.
    if sign_in.check(work.actor.email or "", current, address) != work.actor.user_id:
        raise Invalid(N_("This is not your present password."), field="current")
    require_good(new, (work.actor.name, work.actor.email or ""), field="new")
    set_password(work, work.actor.user_id, hash_password(new))
    work.record("user.password_changed", "app_user", work.actor.user_id)


@command(ANYBODY)
def sign_out_everywhere(work: Work) -> None:
    """Ends all of the actor's sessions, this one too."""
    sessions.end_all(work.session, work.actor.user_id)
    work.record("user.signed_out_everywhere", "app_user", work.actor.user_id)


@command(ANYBODY)
def set_preferences(work: Work, *, locale: str, time_zone: str, digest: bool = False) -> None:
    """Sets the actor's language, time zone (IANA name) and whether the daily mail comes. Raises Invalid for unknown ones."""
    if locale not in i18n.locales():
        raise Invalid(N_("We do not speak this language yet."), field="locale")
    if not regions.is_time_zone(time_zone):
        raise Invalid(N_("We do not know this time zone."), field="time_zone")
    if digest and not work.actor.email:
        raise Invalid(N_("The daily mail needs an address. Ask your administrator."), field="digest")
    chosen = {"locale": locale, "time_zone": time_zone, "digest": "daily" if digest else "off"}
    work.session.execute(update(User).where(User.id == work.actor.user_id).values(**chosen))
    work.record("user.changed", "app_user", work.actor.user_id, after=chosen)


def set_password(work: Work, user_id: int, marker: str) -> None:
    """Stores a hashed password and ends the user's sessions, within a command."""
    work.session.execute(update(User).where(User.id == user_id).values(password_hash=marker))
    sessions.end_all(work.session, user_id)
