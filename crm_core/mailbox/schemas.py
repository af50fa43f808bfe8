"""A mail that came in, and what the pages show of it."""
from dataclasses import dataclass
from datetime import datetime

STATES = ("waiting", "handled", "ignored", "failed")
OUTCOMES = ("ticket", "reply", "campaign_reply", "bounce", "automatic", "own", "flood")


@dataclass(frozen=True)
class Enclosed:
    """A file in a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Report:
    """What a mail server reports about a mail of ours. `final`: it gave up."""

    message_ids: tuple[str, ...]
    recipient: str | None
    final: bool
    said: str


@dataclass(frozen=True)
class Arrived:
    """A mail as it was understood. `text` is whole, `shown` without what it quotes."""

    message_id: str
    from_email: str | None
    from_name: str | None
    subject: str
    text: str
    shown: str
    references: tuple[str, ...]
    automatic: bool
    report: Report | None
    files: tuple[Enclosed, ...]
    cut: bool = False


@dataclass(frozen=True)
class IncomingRow:
    """A mail in the list of what came in."""

    id: int
    state: str
    outcome: str | None
    from_email: str | None
    from_name: str | None
    subject: str | None
    ticket_id: int | None
    at: datetime


@dataclass(frozen=True)
class Original:
    """A mail as it came."""

    row: IncomingRow
    text: str
    raw: bytes
