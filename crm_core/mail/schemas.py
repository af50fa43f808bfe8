"""What goes into mail's commands and comes out of its queries."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from crm_core.inputs import Input

SECURITIES = ("tls", "starttls", "none")
STATES = ("waiting", "sending", "sent", "bounced", "unknown", "cancelled")
PURPOSES = ("ticket", "survey", "campaign", "digest", "greeting", "notice", "report", "test")


class AccountForm(Input):
    """How mail is sent or fetched. `password` None keeps the stored one, "" has none."""

    required: ClassVar[tuple[str, ...]] = ("host", "port", "security")

    host: str
    port: int
    security: str = "tls"
    username: str | None = None
    from_email: str | None = None
    from_name: str | None = None
    per_minute: int = 60
    folder: str = "INBOX"
    active: bool = True


@dataclass(frozen=True)
class Account:
    """An account as a page shows it: without its password."""

    kind: str
    host: str
    port: int
    security: str
    username: str | None
    has_password: bool
    from_email: str | None
    from_name: str | None
    per_minute: int
    folder: str
    active: bool
    checked_at: datetime | None
    problem: str | None
    rests_until: datetime | None
    version: int


@dataclass(frozen=True)
class Access:
    """An account as whoever connects needs it. `secret` is sealed."""

    kind: str
    host: str
    port: int
    security: str
    username: str | None
    secret: str | None = field(repr=False)
    from_email: str | None
    from_name: str | None
    folder: str
    version: int
    reply_to: str | None = None


@dataclass(frozen=True)
class File:
    """A file to send along; its bytes lie under `stored_as`."""

    name: str
    content_type: str
    stored_as: str


@dataclass(frozen=True)
class Outgoing:
    """A claimed mail, whole."""

    id: int
    lease: str
    purpose: str
    to_email: str
    to_name: str | None
    subject: str
    text: str
    html: str | None
    headers: dict[str, str]
    message_id: str
    in_reply_to: str | None
    files: tuple[File, ...]
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `state` is sent, waiting, bounced or unknown; `server` blames the account, not the mail."""

    mail: Outgoing
    state: str
    problem: str | None = None
    server: bool = False
    condemned: bool = False


@dataclass(frozen=True)
class Turn:
    """What the sender does next: send `mail`, or wait so many seconds; neither: nothing is to do."""

    access: Access | None = None
    mail: Outgoing | None = None
    wait: float | None = None


@dataclass(frozen=True)
class MailRow:
    """A mail in the list of the outbox."""

    id: int
    state: str
    purpose: str
    to_email: str
    to_name: str | None
    subject: str
    problem: str | None
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class MailPage:
    """A page of the outbox."""

    rows: tuple[MailRow, ...]
    total: int


@dataclass(frozen=True)
class Counts:
    """How many mails there are, by state; `sent` those of the last 24 hours."""

    waiting: int
    unknown: int
    bounced: int
    sent: int


@dataclass(frozen=True)
class Bounced:
    """An address to which mail does not come through."""

    email: str
    at: datetime
    said: str | None
