"""Passwords: bcrypt over a SHA-256, so that long ones and every script count whole."""
import base64
import hashlib
import re

import bcrypt

from crm_core.errors import N_, Invalid

LONGEST = 128
SHORTEST = 8
_WORD = re.compile(r"[^\W_]+")
_GOOD_ENOUGH = 3  # zxcvbn's score: safely unguessable in moderate protection against offline guessing


def hash_password(password: str) -> str:
    """A bcrypt marker for `password`; spaces around it do not count."""
    return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(rounds=_rounds())).decode()


def check_password(password: str, marker: str) -> bool:
    """Whether `password` belongs to `marker`."""
    return bcrypt.checkpw(_prepared(password), marker.encode())


def strength(password: str, about: tuple[str, ...] = ()) -> int:
    """0 (guessed at once) to 4 (strong). `about` are words that somebody who knows the user would try."""
    from zxcvbn import zxcvbn  # its word lists cost memory, so only when somebody chooses a password

    words = {word for text in about for word in (text, *_WORD.findall(text), "".join(_WORD.findall(text)))}
    return zxcvbn(password.strip()[:72], user_inputs=sorted(words - {""}))["score"]


def require_good(password: str, about: tuple[str, ...] = (), field: str = "password") -> None:
    """Raises Invalid when a new password is too short, too long or easy to guess."""
    length = len(password.strip())
    if length < SHORTEST:
        raise Invalid(N_("Please take at least {shortest} characters."), field=field, shortest=SHORTEST)
    if length > LONGEST:
        raise Invalid(N_("Please take at most {longest} characters."), field=field, longest=LONGEST)
    if strength(password, about) < _GOOD_ENOUGH:
        raise Invalid(N_("This is easy to guess. Four words that have nothing to do with each other are good."), field=field)


def _prepared(password: str) -> bytes:
    return base64.b64encode(hashlib.sha256(password.strip().encode("utf-8", "surrogatepass")).digest())


def _rounds() -> int:
    return 12
