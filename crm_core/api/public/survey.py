"""The page of a survey: GET asks, POST stores, so that a mail scanner that follows the link answers nothing."""
import logging

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crm_core.access.actor import SYSTEM
from crm_core.access.signing import read
from crm_core.api.public.layout import show, words_of
from crm_core.api.public.receiving import KILOBYTE, form_of, slow_down, text_of
from crm_core.api.requests import address
from crm_core.errors import N_, CrmError, NotFound
from crm_core.i18n import Words
from crm_core.run import act, ask
from crm_core.surveys.answering import answer_survey, survey
from crm_core.surveys.rules import PURPOSE
from crm_core.surveys.schemas import SurveyAnswer, SurveyView

LARGEST = 64 * KILOBYTE
POSTS_A_MINUTE = 20
SCORES = (N_("Not at all"), N_("Rather not"), N_("So-so"), N_("Satisfied"), N_("Very satisfied"))
log = logging.getLogger("hutong.public")


def routes() -> list[Route]:
    """`/p/survey/TOKEN`."""
    return [Route("/p/survey/{token}", _page, methods=["GET", "POST"])]


async def _page(request: Request) -> Response:
    found = await to_thread.run_sync(_found, request.path_params["token"])
    say = words_of(request, found.locale if found else None)
    if found is None:
        log.warning("A survey was asked for by a forged link from %s", address(request.scope))
        text = say.gettext("Perhaps a part of it is missing. Please open it from the mail again.")
        return show("message", say, 404, title=say.gettext("This link is not valid."), text=text)
    if request.method == "POST" and found.state == "open":
        return await _answer(request, found, say)
    return _show(found, say, chosen=_number(request.query_params.get("score")))


async def _answer(request: Request, found: SurveyView, say: Words) -> Response:
    try:
        await slow_down(request, "survey", POSTS_A_MINUTE)
        async with form_of(request, LARGEST) as form:
            score, comment = _number(text_of(form, "score")), text_of(form, "comment")
    except CrmError as error:
        log.warning("An answer to a survey from %s was refused: %s", address(request.scope), error)
        return _show(found, say, error.status, error=say.error(error))
    try:
        await to_thread.run_sync(lambda: act(SYSTEM, answer_survey, found.id, SurveyAnswer(score=score or 0, comment=comment)))
    except CrmError as error:
        found = await to_thread.run_sync(_found, request.path_params["token"]) or found
        return _show(found, say, error.status, chosen=score, comment=comment, error=say.error(error))
    return show("message", say, title=say.gettext("Thank you!"), text=say.gettext("Your answer helps us to do better."))


def _found(token: str) -> SurveyView | None:
    values = read(PURPOSE, token)
    if not values or not isinstance(values[0], int):
        return None
    try:
        return ask(SYSTEM, survey, values[0])
    except NotFound:
        return None


def _show(found: SurveyView, say: Words, status: int = 200, *, chosen: int | None = None, comment: str = "", error: str = "") -> Response:
    if found.state != "open":
        texts = {
            "answered": (say.gettext("Thank you!"), say.gettext("You have answered already. Thank you!")),
            "expired": (say.gettext("This link has expired."), say.gettext("You can still write to us if something is on your mind.")),
        }
        title, text = texts[found.state]
        if status == 200 and found.state == "expired":
            status = 410
        return show("message", say, status, title=title, text=text)
    names = [say.gettext(name) for name in SCORES]
    return show("survey", say, status, survey=found, scores=list(enumerate(names, 1)), chosen=chosen, comment=comment, error=error)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 1 else None
