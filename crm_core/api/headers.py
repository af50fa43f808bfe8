"""What every answer tells the browser about how to treat our pages."""
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope

from crm_core.api.requests import is_encrypted

# Inline scripts, eval and blobs are how the page server's own front end works. Everything else
# stays at home: no page, picture or script of somebody else's server, and nobody frames us.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob: data:; "
    "connect-src 'self' {sockets}; worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def protect(message: Message, scope: Scope, private: bool) -> None:
    """Adds the security headers to the start of a response; `private` answers are not kept anywhere."""
    host = Headers(scope=scope).get("host", "")
    headers = MutableHeaders(scope=message)
    headers.setdefault("Content-Security-Policy", _POLICY.format(sockets=f"ws://{host} wss://{host}" if _is_plain(host) else ""))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if is_encrypted(scope):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if private:
        headers["Cache-Control"] = "private, no-store"


def _is_plain(host: str) -> bool:
    return bool(host) and all(c.isalnum() or c in ".-:[]_" for c in host)
