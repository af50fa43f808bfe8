"""What goes into the activities' commands."""
from datetime import datetime
from typing import Literal, get_args

from crm_core.inputs import Input

Kind = Literal["call", "email", "fax", "sms", "social", "meeting", "visit", "note"]
KINDS: tuple[str, ...] = get_args(Kind)


class ActivityNew(Input):
    """Something that was done with a customer, on a deal, or both. `at` (aware) is now when left out."""

    required = ("text",)
    proses = ("text",)

    kind: Kind
    text: str
    at: datetime | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    deal_id: int | None = None
