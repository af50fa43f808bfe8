"""The routes that set and clear the sign-in cookie, which a page cannot."""
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from crm_core import clock
from crm_core.access import sessions, tickets
from crm_core.access.sessions import BROWSER_COOKIE, COOKIE, hashed
from crm_core.api.guard import cookie
from crm_core.api.live import Live

START, END = "/session/start", "/session/end"


def routes(live: Live) -> list[Route]:
    """`START?ticket=…&to=/page` signs a browser in, `END` tidies up after one that signed out."""

    async def start(request: Request) -> Response:
        token = await to_thread.run_sync(
            tickets.redeem,
            request.query_params.get("ticket", ""),
            request.cookies.get(BROWSER_COOKIE, ""),
            clock.now(),
            request.headers.get("user-agent"),
            request.cookies.get(COOKIE),
        )
        response = _to(own_path(request.query_params.get("to")))
        if token:
            days = await to_thread.run_sync(sessions.longest_days)
            response.headers.append("set-cookie", cookie(COOKIE, token, request.scope, days * 86400))
        return response

    async def end(request: Request) -> Response:
        # Only a sign-in that is over already is tidied up, so that a foreign link signs nobody out.
        token = request.cookies.get(COOKIE)
        response = _to(own_path(request.query_params.get("to") or _page_before(request)))
        if token and not await to_thread.run_sync(sessions.valid, {hashed(token)}):
            response.background = BackgroundTask(live.check)
            response.headers.append("set-cookie", cookie(COOKIE, "", request.scope, 0))
        return response

    return [Route(START, start), Route(END, end)]


def _page_before(request: Request) -> str | None:
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.headers.get("host"):
        return None
    return before.path + (f"?{before.query}" if before.query else "")


def own_path(wanted: str | None) -> str:
    """`wanted` if it is a path of ours, else the first page."""
    path = wanted or "/"
    parts = urlsplit(path)
    harmless = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and path.isprintable()
    return path if harmless and not parts.scheme and not parts.netloc else "/"


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
