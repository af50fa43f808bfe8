"""The link that unsubscribes: signed, for one address, good for ever."""
from crm_core.access import signing
from crm_core.mail.links import absolute
from crm_core.work import Work

PURPOSE = "unsubscribe"


def unsubscribe(work: Work, email: str, send_id: int | None = None, locale: str | None = None) -> str | None:
    """The address where the owner of `email` unsubscribes; None while nobody has entered where the program is reached."""
    token = signing.signed(PURPOSE, email.lower(), send_id or 0)
    return absolute(work, f"/p/unsubscribe/{token}" + (f"?lang={locale}" if locale else ""))


def headers(link: str) -> dict[str, str]:
    """The headers by which mail programs unsubscribe with one click (RFC 8058); they need a link with https to work."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def owner(token: str) -> tuple[str, int | None] | None:
    """(address, campaign_send) of a link; None when it is forged."""
    values = signing.read(PURPOSE, token)
    if not values or len(values) != 2 or not isinstance(values[0], str) or not isinstance(values[1], int):
        return None
    return values[0], values[1] or None
