"""What the web form may ask for, and what comes in by it."""
import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from crm_core.errors import N_, Invalid
from crm_core.i18n import locales
from crm_core.inputs import Input
from crm_core.tickets.schemas import NewFile

SMALLEST, LARGEST = 1, 8  # MB of all files of a request together
MOST_FILES = 5
_ORIGIN = re.compile(r"https?://[^/?#\s]+")


class WebForm(Input):
    """What an administrator decided: whether the form is there, and what it offers.

    `kinds` are codes of the dictionary `ticket_kind` (none: all of them). `origins` are the web sites whose pages may use
    the route for programs. `privacy` are the words people agree to, by language.
    """

    active: bool = False
    kinds: tuple[str, ...] = ()
    offer_products: bool = True
    offer_files: bool = True
    megabytes: int = 5
    make_customers: bool = False
    per_minute: int = 10
    origins: tuple[str, ...] = ()
    privacy: dict[str, str] = {}

    @field_validator("megabytes")
    @classmethod
    def _size(cls, value: int) -> int:
        return _within(value, SMALLEST, LARGEST, "megabytes")

    @field_validator("per_minute")
    @classmethod
    def _pace(cls, value: int) -> int:
        return _within(value, 1, 600, "per_minute")

    @field_validator("origins")
    @classmethod
    def _sites(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        sites = tuple(dict.fromkeys(site.strip().rstrip("/").lower() for site in value if site.strip()))
        for site in sites:
            if not _ORIGIN.fullmatch(site) or not urlsplit(site).hostname:
                raise Invalid(N_("{site} is no web site. Write it like https://www.example.com."), field="origins", site=site[:80])
        return sites

    @field_validator("privacy")
    @classmethod
    def _words(cls, value: dict[str, str]) -> dict[str, str]:
        return {locale: text.strip()[:2000] for locale, text in value.items() if locale in locales() and text.strip()}


class SentFile(Input):
    """A file of a request in JSON: its bytes in base64."""

    required = ("name",)
    limits = {"content": 2 * LARGEST * 1024 * 1024}

    name: str
    content: str

    def decoded(self) -> NewFile:
        """The file. Raises Invalid."""
        try:
            return NewFile(self.name, base64.b64decode(self.content, validate=True))
        except (binascii.Error, ValueError):
            raise Invalid(N_("The content of a file must be base64."), field="files") from None


class Question(Input):
    """The first step: what it is about."""

    required = ("subject", "text")
    proses = ("text",)

    kind: str | None = None
    product_id: int | None = None
    subject: str
    text: str


class Request(Question):
    """A request with who asks. `consent` is the yes to the privacy words; `once` makes two posts of one form one ticket."""

    required = ("subject", "text", "name")

    name: str
    email: str | None = None
    phone: str | None = None
    consent: bool
    locale: str | None = None
    once: str | None = Field(default=None, max_length=100)

    def model_post_init(self, _context: object) -> None:
        if not (self.email or self.phone):
            raise Invalid(N_("Please leave an e-mail address or a phone number, so that we can answer."), field="email")
        if not self.consent:
            raise Invalid(N_("Please agree, so that we may answer."), field="consent")

    @field_validator("locale")
    @classmethod
    def _language(cls, value: str | None) -> str | None:
        return value if value in locales() else None


class JsonRequest(Request):
    """A request as programs send it."""

    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class Offered:
    """What the form shows in one language: value and name of types and products, and the words to agree to."""

    form: WebForm
    kinds: tuple[tuple[str, str], ...]
    products: tuple[tuple[int, str], ...]
    privacy: str


def _within(value: int, least: int, most: int, field: str) -> int:
    if not least <= value <= most:
        raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
    return value
