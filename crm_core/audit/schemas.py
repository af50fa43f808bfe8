"""What is asked of the audit trail, and its answer."""
from dataclasses import dataclass
from datetime import datetime

from crm_core.happenings import Happened

AREAS: dict[str, tuple[str, ...]] = {
    "customers": ("customer.", "contact.", "activity.", "task.", "file."),
    "deals": ("deal.",),
    "products": ("product.",),
    "people": ("user.", "team.", "role.", "api_token."),
    "setup": ("pipeline.", "stage.", "dictionary.", "setting.", "company.", "job.", "rate."),
    "imports": ("import.", "batch."),
    "exports": ("export.",),
    "views": ("view.",),
    "mail": ("mail.", "consent."),
}


@dataclass(frozen=True)
class AuditFilter:
    """Which events. Moments are UTC; `user_id` 0 means the program itself; `area` is a key of AREAS.

    `older_than` and `newer_than` are event ids, the edges of the page that was seen.
    """

    user_id: int | None = None
    area: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject_type: str | None = None
    subject_id: int | None = None
    batch: str | None = None
    older_than: int | None = None
    newer_than: int | None = None


@dataclass(frozen=True)
class AuditRow:
    """An event; `times` counts those of the same kind in its batch when they are told as one.

    `veiled`: it is about a record that the reader may not see, so names and values are left out.
    """

    event: Happened
    times: int
    veiled: bool


@dataclass(frozen=True)
class AuditPage:
    """One page, newest first. The edges are event ids; None where there is nothing beyond."""

    rows: tuple[AuditRow, ...]
    older: int | None
    newer: int | None
