"""What goes into the tickets' commands."""
from dataclasses import dataclass
from typing import Literal

from crm_core.inputs import Input
from crm_core.tickets.rules import Channel, Priority


@dataclass(frozen=True)
class NewFile:
    """A file that comes with a message."""

    name: str
    content: bytes


class TicketEdit(Input):
    """Changes to a ticket; only the fields that are set count."""

    required = ("subject", "kind", "priority", "channel")

    subject: str | None = None
    kind: str | None = None
    priority: Priority | None = None
    channel: Channel | None = None
    product_id: int | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    requester_name: str | None = None
    requester_email: str | None = None
    requester_phone: str | None = None
    locale: str | None = None


class TicketNew(TicketEdit):
    """A new ticket. `text` is its first message.

    Without a customer it is looked for by the requester's e-mail or phone. With `owner_id` that agent gets it, else the
    rules decide. `message_id` is that of the mail it came by.
    """

    required = ("subject", "text", "kind", "priority", "channel")
    proses = ("text",)
    limits = {"text": 50_000}

    subject: str
    text: str
    kind: str = "inquiry"
    priority: Priority = "normal"
    channel: Channel = "phone"
    owner_id: int | None = None
    external_id: str | None = None
    message_id: str | None = None


class Reply(Input):
    """A public answer. `then` is what becomes of the ticket: stay, wait (for the customer) or resolve.

    `seen` is the last message its writer has read, where that is to be checked.
    """

    required = ("text",)
    proses = ("text",)

    text: str
    then: Literal["stay", "wait", "resolve"] = "stay"
    seen: int | None = None


class Note(Input):
    """A word among colleagues; customers never see it."""

    required = ("text",)
    proses = ("text",)

    text: str


class Incoming(Input):
    """What somebody outside wrote on a ticket, by mail or told on the phone."""

    required = ("text",)
    proses = ("text",)
    limits = {"text": 50_000, "message_id": 500}

    text: str
    channel: Channel = "email"
    name: str | None = None
    email: str | None = None
    message_id: str | None = None


class Handover(Input):
    """To whom a ticket goes: an agent, or the queue of a team; neither is nobody's. Why, if there is something to say."""

    limits = {"reason": 500}

    owner_id: int | None = None
    team_id: int | None = None
    reason: str | None = None
