"""The form for requests: what it is about, then the articles that may answer it, then who asks."""
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from anyio import to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from crm_core import clock
from crm_core.access import visits
from crm_core.access.actor import SYSTEM
from crm_core.api.public.layout import show, words_of
from crm_core.api.public.receiving import KILOBYTE, MEGABYTE, form_of, slow_down, text_of
from crm_core.api.requests import address
from crm_core.errors import CrmError, Invalid, NotFound, TooMany
from crm_core.i18n import Words, locales
from crm_core.knowledge import marks
from crm_core.knowledge.suggesting import suggest
from crm_core.knowledge.uses import note_answered
from crm_core.normalise import email as written_email
from crm_core.run import act, ask
from crm_core.tickets.schemas import NewFile
from crm_core.web_form.commands import take_request
from crm_core.web_form.queries import offered
from crm_core.web_form.schemas import MOST_FILES, Offered, Question, Request

KIND = "ticket_form"
TEXTS = 256 * KILOBYTE  # beside the files
ANSWERS = 3
MAILS_AN_HOUR = 3  # confirmations to one address
FIELDS = ("kind", "product_id", "subject", "text", "name", "email", "phone", "consent", "once")
log = logging.getLogger("hutong.public")


@dataclass(frozen=True)
class Visit:
    """One request to the form: what it offers, in which language."""

    http: HttpRequest
    form: Offered
    say: Words

    @property
    def locale(self) -> str:
        return self.say.locale


def routes() -> list[Route]:
    """`/p/ticket`."""
    return [Route("/p/ticket", _form, methods=["GET", "POST"])]


async def _form(http: HttpRequest) -> Response:
    say = words_of(http)
    try:
        visit = Visit(http, await to_thread.run_sync(ask, SYSTEM, offered, say.locale), say)
    except NotFound:
        return show("message", say, 404, title=say.gettext("There is no form here"), text=say.gettext("Please write to us or call us."))
    if http.method == "GET":
        return _first(visit, {name: http.query_params.get(name, "")[:200] for name in ("kind", "product_id", "subject")})
    try:
        await slow_down(http, KIND, visit.form.form.per_minute)
        most = visit.form.form.megabytes * MEGABYTE + TEXTS
        async with form_of(http, most, files=MOST_FILES if visit.form.form.offer_files else 0) as posted:
            return await _posted(visit, posted)
    except CrmError as error:
        log.warning("A post to the form from %s was refused: %s", address(http.scope), error)
        return _refused(say, error)


async def _posted(visit: Visit, posted: FormData) -> Response:
    typed = {name: text_of(posted, name) for name in FIELDS}
    if text_of(posted, "website"):
        log.warning("A robot filled the form from %s", address(visit.http.scope))
        return _thanks(visit, None)
    step = text_of(posted, "step")
    if step == "helped":
        return await _helped(visit, text_of(posted, "article"))
    if step == "send":
        return await _send(visit, typed, [file for file in posted.getlist("files") if isinstance(file, UploadFile)])
    return await _second(visit, typed) if step == "ask" else _first(visit, typed)


def _first(visit: Visit, typed: dict[str, str], error: CrmError | None = None) -> Response:
    return show("ticket_form", visit.say, error.status if error else 200, **_values(visit, typed, error))


async def _second(visit: Visit, typed: dict[str, str], error: CrmError | None = None) -> Response:
    try:
        question = Question(**_given(typed, Question))
    except Invalid as refused:
        return _first(visit, typed, refused)
    found = await to_thread.run_sync(lambda: ask(
        SYSTEM, suggest, text=f"{question.subject}\n{question.text}", product_id=question.product_id, public=True, most=ANSWERS))
    answers = [{"id": one.id, "title": one.title, "html": marks.html(one.text)} for one in found]
    typed["once"] = typed["once"] or token_urlsafe(12)
    return show("ticket_form_send", visit.say, error.status if error else 200, answers=answers, **_values(visit, typed, error))


async def _helped(visit: Visit, article: str) -> Response:
    if article.isascii() and article.isdigit() and len(article) < 10:
        with suppress(NotFound):
            await to_thread.run_sync(act, SYSTEM, note_answered, int(article))
    return show("message", visit.say, title=visit.say.gettext("Glad that it helped!"),
                text=visit.say.gettext("If anything else comes up, just ask again."))


async def _send(visit: Visit, typed: dict[str, str], uploads: list[UploadFile]) -> Response:
    try:
        data = Request(**_given(typed, Request), locale=visit.locale)
        files = [NewFile(one.filename or "", await one.read()) for one in uploads if one.filename]
        where = address(visit.http.scope)
        number = await to_thread.run_sync(lambda: act(
            SYSTEM, take_request, data, files, address=where, confirm=may_confirm(data.email)))
    except Invalid as error:
        if error.field in Question.model_fields:
            return _first(visit, typed, error)
        return await _second(visit, typed, error)
    return _thanks(visit, number)


def may_confirm(email: str | None) -> bool:
    """Whether this address gets another confirmation: a few an hour, so that nobody floods others through us."""
    try:
        visits.admit("ticket_confirm", written_email(email or ""), clock.now(), most=MAILS_AN_HOUR, within=timedelta(hours=1))
    except (TooMany, Invalid):
        return False
    return True


def _given(typed: dict[str, str], schema: type[Question]) -> dict[str, Any]:
    """The fields of the schema as it takes them: what is no number is no product."""
    product = typed["product_id"]
    number = int(product) if product.isascii() and product.isdigit() and len(product) < 10 else None
    values = {**typed, "product_id": number, "consent": bool(typed["consent"]), "once": typed["once"][:100] or None}
    return {name: value for name, value in values.items() if name in schema.model_fields}


def _values(visit: Visit, typed: dict[str, str], error: CrmError | None) -> dict[str, Any]:
    field = error.field if isinstance(error, Invalid) else None
    return {
        "form": visit.form, "typed": {name: typed.get(name, "") for name in FIELDS}, "languages": locales(), "locale": visit.locale,
        "error": visit.say.error(error) if error else "", "error_field": field,
    }


def _thanks(visit: Visit, number: int | None) -> Response:
    say = visit.say
    text = say.gettext("We answer as soon as we can.")
    if number is not None:
        text = say.gettext("Your request has the number #{number}. We answer as soon as we can.").format(number=number)
    return show("message", say, title=say.gettext("Thank you, we have your request"), text=text)


def _refused(say: Words, error: CrmError) -> Response:
    answer = show("message", say, error.status, title=say.gettext("That did not work"), text=say.error(error))
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer
