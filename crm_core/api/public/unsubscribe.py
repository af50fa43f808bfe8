"""The page for unsubscribing: GET asks, POST acts, so that a mail scanner that follows the link unsubscribes nobody."""
import logging

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crm_core.access.actor import SYSTEM
from crm_core.api.public.layout import show, words_of
from crm_core.api.public.receiving import KILOBYTE, form_of, slow_down, text_of
from crm_core.api.requests import address
from crm_core.consents import links
from crm_core.consents.commands import answer_from_page
from crm_core.errors import CrmError
from crm_core.i18n import Words
from crm_core.run import act

POSTS_A_MINUTE = 600  # mail services send the one-click requests of all their users from few machines
LARGEST = 16 * KILOBYTE

_log = logging.getLogger("hutong.public")


def routes() -> list[Route]:
    """`/p/unsubscribe/TOKEN`."""
    return [Route("/p/unsubscribe/{token}", _page, methods=["GET", "POST"])]


async def _page(request: Request) -> Response:
    say, whose = words_of(request), links.owner(request.path_params["token"])
    if whose is None:
        _log.warning("unsubscribing with a link that is not ours, from %s", address(request.scope))
        text = say.gettext("Perhaps a part of it is missing. Please open it from the mail again.")
        return show("message", say, 404, title=say.gettext("This link is not valid."), text=text)
    if request.method == "POST":
        return await _answer(request, say, *whose)
    return _show(say, whose[0], "ask")


async def _answer(request: Request, say: Words, email: str, send_id: int | None) -> Response:
    try:
        await slow_down(request, "unsubscribe", POSTS_A_MINUTE)
        async with form_of(request, LARGEST) as form:
            one_click, back = text_of(form, "List-Unsubscribe") == "One-Click", text_of(form, "back") == "1"
    except CrmError as error:
        return PlainTextResponse(say.error(error), error.status)
    text = say.gettext("Please go on sending me news.") if back else None
    client = address(request.scope)
    await to_thread.run_sync(lambda: act(SYSTEM, answer_from_page, email, send_id, back, client, text))
    if one_click:
        return PlainTextResponse(say.gettext("Unsubscribed."))
    return _show(say, email, "back" if back else "done")


def _show(say: Words, email: str, state: str) -> Response:
    titles = {
        "ask": say.gettext("No more news by mail?"), "done": say.gettext("You are unsubscribed."),
        "back": say.gettext("You get our news again."),
    }
    return show("unsubscribe", say, title=titles[state], state=state, email=_veiled(email))


def _veiled(email: str) -> str:
    """The address as its owner knows it, and nobody to whom the mail was passed on."""
    name, _at, domain = email.partition("@")
    return f"{name[:2]}…@{domain}" if len(name) > 3 else f"{name[:1]}…@{domain}"
