"""Putting mail into the outbox, in the transaction of what caused it."""
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crm_core.inputs import line
from crm_core.mail import bell
from crm_core.normalise import email as written_email
from crm_core.work import Work
from db.bulk import insert_rows
from db.models import Mail

BULK = ("campaign", "greeting", "digest", "report")  # what waits while an answer to somebody is on its way


@dataclass(frozen=True)
class Letter:
    """A mail to be sent. `purpose` is ticket, survey, campaign, digest, greeting, notice, report or test.

    `attachments` are ids of attachments; `not_before` is now when left out.
    """

    to_email: str
    subject: str
    text: str
    purpose: str
    html: str | None = None
    to_name: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    in_reply_to: str | None = None
    attachments: tuple[int, ...] = ()
    user_id: int | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    ticket_id: int | None = None
    send_id: int | None = None
    not_before: datetime | None = None


def post(work: Work, letter: Letter) -> int:
    """Puts a letter into the outbox and returns its id. Raises Invalid for an address that cannot be."""
    return post_all(work, [letter])[0]


def post_all(work: Work, letters: Sequence[Letter]) -> list[int]:
    """Puts many letters into the outbox; returns their ids in order."""
    work.afterwards.append(bell.ring)
    return insert_rows(work.session, Mail, [_row(work, letter) for letter in letters])


def message_id(work: Work) -> str:
    """A Message-ID that nobody has and nobody guesses."""
    return f"<{secrets.token_hex(16)}@{urlsplit(work.settings.public_url).hostname or 'hutong.local'}>"


def _row(work: Work, letter: Letter) -> dict:
    return {
        "state": "waiting", "purpose": letter.purpose, "to_email": written_email(letter.to_email),
        "to_name": line(letter.to_name or "") or None, "subject": line(letter.subject), "text": letter.text, "html": letter.html,
        "headers": letter.headers, "message_id": message_id(work), "in_reply_to": letter.in_reply_to,
        "attachments": list(letter.attachments), "user_id": letter.user_id, "customer_id": letter.customer_id,
        "contact_id": letter.contact_id, "ticket_id": letter.ticket_id, "send_id": letter.send_id,
        "created_by": work.actor.user_id, "created_at": work.now,
        "rank": 1 if letter.purpose in BULK else 0, "next_at": letter.not_before or work.now, "attempts": 0,
    }
