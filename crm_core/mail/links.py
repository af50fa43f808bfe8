"""Links in mails: they need an address that works outside."""
from urllib.parse import urlsplit

from crm_core.work import Work


def absolute(work: Work, path: str) -> str | None:
    """`path` ("/ticket?id=7") at the address the program is reached at; None while nobody has entered that address.

    Leave the link out then, or refuse what makes no sense without it.
    """
    return f"{base}{path}" if (base := work.settings.public_url.rstrip("/")) else None


def is_address(text: str) -> bool:
    """Whether this can be the address of the program: http or https, a host, no more than a path."""
    try:
        parts = urlsplit(text)
        harmless = parts.hostname and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return False
    return bool(harmless) and parts.scheme in ("http", "https") and text.isascii() and not any(c in text for c in " <>\"'\\")
