"""Requests of programs that bring a token: who they are, how much and how often they may send, and how refusals are told."""
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from anyio import to_thread
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from crm_core import clock
from crm_core.access import api_tokens, visits
from crm_core.access.actor import Actor
from crm_core.api.public.receiving import MEGABYTE, MINUTE, limited, slow_down
from crm_core.api.requests import address
from crm_core.errors import N_, CrmError, Invalid, TooMany
from crm_core.i18n import words

PER_MINUTE = 300  # of one token
REFUSED_PER_MINUTE = 30  # from one address, with tokens that open nothing
LARGEST = MEGABYTE

log = logging.getLogger("hutong.public")
Model = TypeVar("Model", bound=BaseModel)
Answer = Callable[[Request, Actor], Awaitable[tuple[int, dict[str, Any]]]]


class NotKnown(CrmError):
    """No token, or one that opens nothing."""

    status = 401


class WrongKind(CrmError):
    """The body is not what is taken here."""

    status = 415


def answered(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """The route of a function that gets who asks and gives status and JSON."""

    async def route(http: Request) -> Response:
        headers, locale = {"Cache-Control": "no-store"}, "en"
        try:
            actor = await _who(http)
            locale = actor.locale
            status, content = await answer(http, actor)
        except CrmError as error:
            log.warning("A request from %s was refused: %s", address(http.scope), error)
            if isinstance(error, TooMany):
                headers["Retry-After"] = str(error.seconds)
            if isinstance(error, NotKnown):
                headers["WWW-Authenticate"] = "Bearer"
            field = error.field if isinstance(error, Invalid) else None
            return JSONResponse({"error": words(locale).error(error), "field": field}, error.status, headers=headers)
        return JSONResponse(content, status, headers=headers)

    return route


async def body_of(http: Request, model: type[Model]) -> Model:
    """The JSON that was sent. Raises Invalid, TooLarge, WrongKind."""
    if http.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongKind(N_("Please send JSON (Content-Type: application/json)."))
    body = await limited(http, LARGEST).body()
    try:
        values = json.loads(body)
        if not isinstance(values, dict):
            raise ValueError
        return model(**values)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Invalid(N_("This field is missing or not of the kind it must be: {name}"), field=field, name=field) from None
    except (ValueError, TypeError, RecursionError):
        raise Invalid(N_("This is no JSON object.")) from None


async def _who(http: Request) -> Actor:
    """Raises NotKnown, and TooMany for a token that comes too often or an address that guesses."""
    kind, _, token = http.headers.get("authorization", "").partition(" ")
    found = await to_thread.run_sync(api_tokens.actor_of, token.strip()) if kind.lower() == "bearer" and 20 < len(token) < 200 else None
    if found is None:
        await slow_down(http, "api_refused", REFUSED_PER_MINUTE)
        raise NotKnown(N_("This needs a token that is valid (Authorization: Bearer …)."))
    key, actor = found
    await to_thread.run_sync(lambda: visits.admit("api", f"token {key}", clock.now(), most=PER_MINUTE, within=MINUTE))
    return actor
