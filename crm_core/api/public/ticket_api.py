"""Requests from other programs: POST /api/tickets takes in JSON what the form takes."""
import json
import logging
from typing import Any

from anyio import to_thread
from pydantic import ValidationError
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crm_core.access.actor import SYSTEM
from crm_core.api.public.layout import words_of
from crm_core.api.public.receiving import MEGABYTE, limited, slow_down
from crm_core.api.public.ticket_form import KIND, TEXTS, may_confirm
from crm_core.api.requests import address
from crm_core.errors import N_, CrmError, Forbidden, Invalid, TooMany
from crm_core.run import act, ask
from crm_core.web_form.commands import take_request
from crm_core.web_form.queries import offered
from crm_core.web_form.schemas import JsonRequest, Request, WebForm

log = logging.getLogger("hutong.public")


class WrongKind(CrmError):
    """The body is not what is taken here."""

    status = 415


def routes() -> list[Route]:
    """`POST /api/tickets`, and the question of browsers whether a page may."""
    return [Route("/api/tickets", _tickets, methods=["POST", "OPTIONS"])]


async def _tickets(http: HttpRequest) -> Response:
    say, headers = words_of(http), {"Vary": "Origin", "Cache-Control": "no-store"}
    try:
        form = (await to_thread.run_sync(ask, SYSTEM, offered, say.locale)).form
        headers |= _allowed(http, form)
        if http.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
        await slow_down(http, KIND, form.per_minute)
        number = await _take(http, form)
    except CrmError as error:
        log.warning("A request from %s was refused: %s", address(http.scope), error)
        if isinstance(error, TooMany):
            headers["Retry-After"] = str(error.seconds)
        field = error.field if isinstance(error, Invalid) else None
        return JSONResponse({"error": say.error(error), "field": field}, error.status, headers=headers)
    return JSONResponse({"number": number}, 201, headers=headers)


async def _take(http: HttpRequest, form: WebForm) -> int:
    if http.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongKind(N_("Please send JSON (Content-Type: application/json)."))
    most = form.megabytes * MEGABYTE * 4 // 3 + TEXTS  # base64 is a third longer
    data = _read(await limited(http, most).body())
    files = [file.decoded() for file in data.files]
    request = Request(**{name: getattr(data, name) for name in data.model_fields_set & Request.model_fields.keys()})
    return await to_thread.run_sync(lambda: act(
        SYSTEM, take_request, request, files, channel="api", address=address(http.scope), confirm=may_confirm(data.email)))


def _read(body: bytes) -> JsonRequest:
    try:
        values: Any = json.loads(body)
        if not isinstance(values, dict):
            raise ValueError
        return JsonRequest(**values)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Invalid(N_("This field is missing or not of the kind it must be: {name}"), field=field, name=field) from None
    except (ValueError, TypeError, RecursionError):
        raise Invalid(N_("This is no JSON object.")) from None


def _allowed(http: HttpRequest, form: WebForm) -> dict[str, str]:
    """What tells a browser that the page of this origin may ask. Raises Forbidden for a page that may not."""
    origin = http.headers.get("origin")
    if origin is None:
        return {}
    if origin.lower() not in form.origins and origin.partition("://")[2] != http.headers.get("host"):
        raise Forbidden(N_("Pages of this web site may not send requests here."))
    return {
        "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "600",
    }
