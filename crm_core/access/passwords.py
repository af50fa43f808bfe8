"""Passwords: bcrypt over the first 72 bytes of a SHA-256, so that long ones and every script count whole."""
import base64
import hashlib

import bcrypt

LONGEST = 128


def hash_password(password: str) -> str:
    """A bcrypt marker for `password`."""
    return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(rounds=_rounds())).decode()


def check_password(password: str, marker: str) -> bool:
    """Whether `password` belongs to `marker`."""
    return bcrypt.checkpw(_prepared(password), marker.encode())


def _prepared(password: str) -> bytes:
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


def _rounds() -> int:
    return 12
