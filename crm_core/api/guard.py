"""The guard before the page server: who may open a socket as whom, and who gets files.

The page server takes a session id for a proof of identity, hands files to whoever knows their name,
and knows nothing of our sign-in. So every connection is tied here to the sign-in cookie, or before
signing in to a secret cookie of the browser.
"""
import asyncio
import secrets
from collections.abc import Callable
from http import HTTPStatus

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_core.access import sessions
from crm_core.access.sessions import BROWSER_COOKIE, COOKIE, hashed
from crm_core.api import requests
from crm_core.api.headers import protect
from crm_core.api.live import Live
from crm_core.api.public.routes import PREFIXES

UPLOAD = "/_stcore/upload_file/"
PRIVATE = ("/media/", UPLOAD, "/_stcore/agent", "/_stcore/metrics")
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """Pure ASGI middleware.

    `session_id_of` reads the session id out of a frame that the page server sends; `farewell` is a
    frame that makes a tab leave the page when its sign-in is over. `base` is the path below which
    the page server answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        live: Live,
        session_id_of: Callable[[bytes], str | None],
        farewell: bytes,
        origins: frozenset[str] = frozenset(),
        base: str = "",
    ) -> None:
        self.app, self.live, self.origins, self.base = app, live, origins, f"/{base.strip('/')}".rstrip("/")
        self.session_id_of, self.farewell = session_id_of, farewell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(marked(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._socket(marked(scope), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._path(scope).startswith(PREFIXES):
            await self.app(scope, receive, self._protected(scope, send))
            return
        private = self._path(scope).startswith(PRIVATE)
        jar = requests.cookies(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(message, scope, private)
                _give_browser_cookie(message, scope, jar)
            await send(message)

        refusal = await self._refusal(scope, jar, private)
        await (refusal or self.app)(scope, receive, sending)

    @staticmethod
    def _protected(scope: Scope, send: Send) -> Send:
        """What people outside get: the security headers, and no cookie."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(message, scope, private=False)
            await send(message)

        return sending

    async def _refusal(self, scope: Scope, jar: dict[str, str], private: bool) -> ASGIApp | None:
        if scope["method"] in _CHANGES and not requests.is_own_origin(scope, self.origins):
            return _plain(HTTPStatus.FORBIDDEN)
        if not private:
            return None
        owner = await _owner(jar)
        if owner is None or owner.startswith("browser:"):
            return _plain(HTTPStatus.NOT_FOUND)
        if self._path(scope).startswith(UPLOAD):
            session_id = self._path(scope).removeprefix(UPLOAD).split("/")[0]
            if not self.live.owns(session_id, owner):
                return _plain(HTTPStatus.NOT_FOUND)
        return None

    def _path(self, scope: Scope) -> str:
        return scope["path"].removeprefix(self.base)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not requests.is_own_origin(scope, self.origins):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        owner = await _owner(requests.cookies(scope))
        self._forget_foreign_session(scope, owner)
        end = self.live.opened(owner) if owner and not owner.startswith("browser:") else asyncio.Event()
        socket = _Socket(receive, send, end, self._learn(owner), self.farewell)
        try:
            await self.app(scope, socket.receive, socket.send)
        finally:
            socket.stop()
            if owner and not owner.startswith("browser:"):
                self.live.closed(owner, end)

    def _forget_foreign_session(self, scope: Scope, owner: str | None) -> None:
        """Takes a session id out of the handshake that this browser did not get from us."""
        headers = MutableHeaders(scope=scope)
        entries = [entry.strip() for entry in headers.get("sec-websocket-protocol", "").split(",")]
        if len(entries) > 2 and not (owner and self.live.owns(entries[2], owner)):
            headers["sec-websocket-protocol"] = ", ".join(entries[:2])
        scope["subprotocols"] = [e for e in headers.get("sec-websocket-protocol", "").split(", ") if e]

    def _learn(self, owner: str | None) -> Callable[[bytes], bool]:
        def learn(frame: bytes) -> bool:
            session_id = self.session_id_of(frame)
            if session_id and owner:
                self.live.own(session_id, owner)
            return bool(session_id)

        return learn


class _Socket:
    """A socket that can be ended from our side, and whose first frames are read along."""

    def __init__(
        self, receive: Receive, send: Send, end: asyncio.Event, learn: Callable[[bytes], bool], farewell: bytes
    ) -> None:
        self._receive, self._send, self._learn, self._farewell = receive, send, learn, farewell
        self._known = self._over = False
        self._next: asyncio.Task[Message] | None = None
        self._ended = asyncio.ensure_future(end.wait())

    async def receive(self) -> Message:
        self._next = self._next or asyncio.ensure_future(self._receive())
        await asyncio.wait({self._next, self._ended}, return_when=asyncio.FIRST_COMPLETED)
        if self._ended.done():
            await self._close()
            return {"type": "websocket.disconnect", "code": 1006}
        message, self._next = self._next.result(), None
        self._over = message["type"] == "websocket.disconnect"
        return message

    async def send(self, message: Message) -> None:
        if self._over:
            return
        if not self._known and message.get("bytes"):
            self._known = self._learn(message["bytes"])
        await self._send(message)

    def stop(self) -> None:
        self._ended.cancel()
        if self._next:
            self._next.cancel()

    async def _close(self) -> None:
        if not self._over:
            self._over = True
            await self._send({"type": "websocket.send", "bytes": self._farewell})
            await self._send({"type": "websocket.close", "code": 1000})


async def _owner(jar: dict[str, str]) -> str | None:
    """Whose connection this is: a hashed sign-in token that stands for somebody, or a browser."""
    if jar.get(COOKIE):
        token_hash = hashed(jar[COOKIE])
        if await to_thread.run_sync(sessions.valid, {token_hash}):
            return token_hash
    return f"browser:{hashed(jar[BROWSER_COOKIE])}" if jar.get(BROWSER_COOKIE) else None


def marked(scope: Scope) -> Scope:
    """The connection with our own headers about it, whatever it brought itself."""
    ours = {requests.ADDRESS_HEADER: requests.address(scope), requests.LOCAL_HEADER: "1" if requests.is_local(scope) else ""}
    kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1").lower() not in ours]
    added = [(name.encode(), value.encode("latin-1", "replace")) for name, value in ours.items()]
    return {**scope, "headers": kept + added}


def _give_browser_cookie(message: Message, scope: Scope, jar: dict[str, str]) -> None:
    headers = MutableHeaders(scope=message)
    if BROWSER_COOKIE not in jar and headers.get("content-type", "").startswith("text/html"):
        headers.append("set-cookie", cookie(BROWSER_COOKIE, secrets.token_urlsafe(24), scope))


def cookie(name: str, value: str, scope: Scope, seconds: int | None = None) -> str:
    """A Set-Cookie value that scripts cannot read and other sites cannot use."""
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if requests.is_encrypted(scope):
        parts.append("Secure")
    return "; ".join(parts)


def _plain(status: HTTPStatus) -> PlainTextResponse:
    return PlainTextResponse(status.phrase, status)
