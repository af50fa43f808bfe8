"""What goes into consent's commands and comes out of its queries."""
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from crm_core.inputs import Input

MARKETING = "marketing"
SOURCES = ("form", "import", "page", "mail", "phone", "colleague")
BY_HAND = ("phone", "mail", "form", "colleague")


@dataclass(frozen=True)
class Word:
    """Somebody's word on getting marketing mail. `source` is one of SOURCES, `text` the words that were agreed to."""

    email: str
    given: bool
    source: str
    text: str | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    campaign_id: int | None = None
    address: str | None = None


class ConsentForm(Input):
    """A word that a colleague writes down."""

    required: ClassVar[tuple[str, ...]] = ("email", "agreed", "source")
    proses: ClassVar[tuple[str, ...]] = ("text",)
    limits: ClassVar[dict[str, int]] = {"text": 1000}

    email: str
    agreed: bool
    source: str
    text: str | None = None


@dataclass(frozen=True)
class Addressee:
    """An address of a customer: whose it is, and the last word. `marketing` None: never asked."""

    email: str
    name: str | None
    marketing: bool | None
    since: datetime | None
    bounced: bool


@dataclass(frozen=True)
class Entry:
    """A line of the log."""

    email: str
    given: bool
    source: str
    text: str | None
    who: str | None
    at: datetime


@dataclass(frozen=True)
class ConsentCard:
    """What a customer's page shows."""

    addressees: tuple[Addressee, ...]
    log: tuple[Entry, ...]
    may_write: bool
