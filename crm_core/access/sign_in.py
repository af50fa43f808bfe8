"""Whether a name and a password belong together."""
from functools import cache

from sqlalchemy import func, select

from crm_core import clock
from crm_core.access import throttle
from crm_core.access.passwords import LONGEST, check_password, hash_password
from db.engine import database
from db.models import User

UNKNOWN_ADDRESS = "unknown"


def check(name: str, password: str, address: str | None) -> int | None:
    """The id of the active user with this e-mail and password, else None, after the same time.

    `name` is trimmed and compared without case. Raises TooMany when attempts come too fast.
    """
    name, address = as_name(name), address or UNKNOWN_ADDRESS
    throttle.admit(name, address, clock.now())
    user = user_named(name)
    marker = user.password_hash if user and user.active and user.password_hash else _nobodys_marker()
    right = len(password) <= LONGEST and check_password(password, marker)
    if not right or marker is _nobodys_marker():
        return None
    throttle.forgive(name, address)
    return user.id


def as_name(text: str) -> str:
    """An e-mail address as we keep it."""
    return text.replace("\0", "").strip().lower()


def user_named(name: str) -> User | None:
    """The user with this e-mail address."""
    with database().reading() as session:
        return session.scalar(select(User).where(User.email == as_name(name)))


def is_set_up() -> bool:
    """Whether there is an account yet."""
    with database().reading() as session:
        return session.scalar(select(func.count()).select_from(select(User.id).limit(1).subquery())) > 0


@cache
def _nobodys_marker() -> str:
    return hash_password("nobody has this password")
