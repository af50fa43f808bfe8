"""What comes in and goes out when reports are handed in."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from crm_core.content.model import Content
from crm_core.i18n import N_, words
from crm_core.inputs import Input


class Submission(Input):
    """What the author says to the report."""

    proses: ClassVar[tuple[str, ...]] = ("comment",)
    limits: ClassVar[dict[str, int]] = {"comment": 4000}

    comment: str | None = None


class Withdrawal(Input):
    """Why a report is withdrawn."""

    required: ClassVar[tuple[str, ...]] = ("reason",)
    proses: ClassVar[tuple[str, ...]] = ("reason",)
    limits: ClassVar[dict[str, int]] = {"reason": 1000}

    reason: str | None = None


@dataclass(frozen=True)
class SubmittedRow:
    """A submitted report in the list. `title` is a message id."""

    id: int
    report: str
    title: str
    author: str
    team: str | None
    at: datetime
    starts_on: date | None
    ends_on: date | None
    comment: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class SubmittedPage:
    """A page of the list, newest first."""

    rows: tuple[SubmittedRow, ...]
    total: int


@dataclass(frozen=True)
class Submitted:
    """One report as it was handed in. `intact`: what is stored still has its fingerprint."""

    row: SubmittedRow
    content: Content
    filters: dict[str, str]
    sha256: str
    intact: bool
    mine: bool
    withdrawn_reason: str | None
    url: str

    def about(self, time_zone: str) -> tuple[tuple[str, str], ...]:
        """Who handed it in, when, and what was said to it: (label, text) in the language of the content."""
        say = words(self.content.locale).gettext
        at = self.row.at.astimezone(ZoneInfo(time_zone))
        found = [(say(N_("Submitted by")), self.row.author), (say(N_("Submitted")), f"{at:%Y-%m-%d %H:%M}"), (say(N_("Comment")), self.row.comment)]
        if self.row.withdrawn_at:
            found.append((say(N_("Withdrawn")), self.withdrawn_reason))
        return tuple((label, text) for label, text in found if text)


@dataclass(frozen=True)
class Subscription:
    """That the reader gets a report by mail, `every` week or month, next on that day."""

    report: str
    every: str
    next_on: date
    filters: dict[str, str]
    version: int
