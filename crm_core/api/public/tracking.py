"""What mails of campaigns call: an image that tells of opening, and links that are counted on their way."""
import base64
import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crm_core.access.actor import SYSTEM
from crm_core.api.public import layout
from crm_core.campaigns import links, tracking
from crm_core.errors import N_
from crm_core.run import act

IMAGE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
FRESH = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
log = logging.getLogger(__name__)


async def opened(request: Request) -> Response:
    """The image, whatever the token: a forged one learns nothing and counts nothing. HEAD only asks."""
    send_id = links.opened(request.path_params["token"])
    if send_id is None:
        log.warning("An image of a mail was asked for with a forged token.")
    elif request.method == "GET":
        await run_in_threadpool(act, SYSTEM, tracking.note_open, send_id, request.headers.get("user-agent"))
    return Response(IMAGE, media_type="image/gif", headers=FRESH)


async def clicked(request: Request) -> Response:
    """On to the address that was in the mail, and to no other."""
    found = links.clicked(request.path_params["token"])
    if found is None:
        log.warning("A link of a mail was followed with a forged token.")
        words = layout.words_of(request)
        return layout.show("message", words, 404, title=words.gettext(N_("This link does not work")), text=words.gettext(
            N_("It is incomplete, or was changed on its way. Open it from the mail again, or write to us.")))
    send_id, address = found
    if request.method == "GET":
        await run_in_threadpool(act, SYSTEM, tracking.note_click, send_id, address, request.headers.get("user-agent"))
    return RedirectResponse(address, 302, headers=FRESH)


def routes() -> list[BaseRoute]:
    return [
        Route("/p/o/{token}", opened, methods=["GET", "HEAD"]),
        Route("/p/c/{token}", clicked, methods=["GET", "HEAD"]),
    ]
