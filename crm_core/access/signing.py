"""Links that nobody else can make up, and secrets that lie encrypted: both with keys made from the installation's own."""
import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, URLSafeTimedSerializer

from crm_core.access import keys


def signed(purpose: str, *values: int | str) -> str:
    """A token for an address that carries `values`; it is good for `purpose` only."""
    return _serializer(purpose).dumps(values)


def read(purpose: str, token: str, life: timedelta | None = None) -> list[Any] | None:
    """What a token carries; None when it is forged, made for something else, or older than `life`."""
    try:
        return _serializer(purpose).loads(token, max_age=life.total_seconds() if life else None)
    except BadSignature:
        return None


def seal(text: str) -> str:
    """A secret as it may lie in the database."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The secret; None when it was sealed by another installation."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key("links"), salt=purpose)


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("secrets")))


def _key(purpose: str) -> bytes:
    return hmac.digest(keys.cookie_key().encode(), purpose.encode(), hashlib.sha256)
