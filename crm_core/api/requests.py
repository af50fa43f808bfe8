"""Reading an ASGI connection: cookies, where it comes from, whether it is encrypted."""
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

ADDRESS_HEADER = "x-hutong-address"  # set by the guard for the pages, never taken from outside
LOCAL_HEADER = "x-hutong-local"
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "via")


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request; broken ones are left out."""
    found: dict[str, str] = {}
    for part in "; ".join(Headers(scope=scope).getlist("cookie")).split(";"):
        try:
            found.update({name: morsel.value for name, morsel in SimpleCookie(part.strip()).items()})
        except CookieError:
            continue
    return found


def address(scope: Scope) -> str:
    """The client's network address. A proxy is believed only when it runs on this machine."""
    peer = (scope.get("client") or ("",))[0]
    forwarded = Headers(scope=scope).get("x-forwarded-for", "")
    if forwarded and _is_loopback(peer):
        return forwarded.split(",")[-1].strip()[:64]
    return peer.removeprefix("::ffff:")


def is_local(scope: Scope) -> bool:
    """Whether somebody at this very machine asks: no proxy between, and by a local name."""
    headers = Headers(scope=scope)
    if any(name in headers for name in _FORWARDED):
        return False
    name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return _is_loopback((scope.get("client") or ("",))[0]) and (name == "localhost" or _is_loopback(name))


def is_encrypted(scope: Scope) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy before us."""
    return scope.get("scheme") in ("https", "wss") or Headers(scope=scope).get("x-forwarded-proto") == "https"


def is_own_origin(scope: Scope, others: frozenset[str]) -> bool:
    """Whether the page that asks is ours. Programs that are no browsers send no origin."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host") or origin in others


def _is_loopback(host: str) -> bool:
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or bool(getattr(found, "ipv4_mapped", None) and found.ipv4_mapped.is_loopback)
