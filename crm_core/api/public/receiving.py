"""Taking in what people outside send: never more than is wanted, and not too often."""
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from crm_core import clock
from crm_core.access import visits
from crm_core.api.requests import address
from crm_core.errors import N_, CrmError, Invalid

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
MINUTE = timedelta(minutes=1)


class TooLarge(CrmError):
    """More than may be sent at once."""

    status = 413


async def slow_down(request: Request, kind: str, most: int) -> None:
    """Counts this request. Raises TooMany after `most` of this kind from one address within a minute."""
    await to_thread.run_sync(lambda: visits.admit(kind, address(request.scope), clock.now(), most=most, within=MINUTE))


def limited(request: Request, most: int) -> Request:
    """The request, of whose body at most so many bytes are read. Raises TooLarge at once when more are announced."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise TooLarge(N_("This is too much at once: at most {limit} MB can be sent."), limit=max(1, most // MEGABYTE))
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge(N_("This is too much at once: at most {limit} MB can be sent."), limit=max(1, most // MEGABYTE))
        return message

    return Request(request.scope, receive)


@asynccontextmanager
async def form_of(request: Request, most: int, *, files: int = 0) -> AsyncIterator[FormData]:
    """The fields of a form that was posted. Raises TooLarge, or Invalid when it is no form."""
    limit = limited(request, most)
    try:
        form = await limit.form(max_files=files, max_fields=40, max_part_size=256 * KILOBYTE)
    except (MultiPartException, UnicodeDecodeError):
        raise Invalid(N_("This form could not be read. Please try again.")) from None
    except Exception as error:  # starlette turns a broken form into its own HTTP error
        if isinstance(error, CrmError) or getattr(error, "status_code", None) != 400:
            raise
        raise Invalid(N_("This form could not be read. Please try again.")) from None
    try:
        yield form
    finally:
        await form.close()


def text_of(form: FormData, name: str) -> str:
    """The text of a field; a file there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
