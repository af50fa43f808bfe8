"""What goes into the surveys' commands and what comes out of their queries."""
from dataclasses import dataclass
from datetime import date, datetime

from crm_core.errors import N_, Invalid
from crm_core.inputs import Input

LEAST, MOST = 1, 5


class SurveyAnswer(Input):
    """How satisfied somebody was, 1 (not at all) to 5 (very), and why. Raises Invalid."""

    proses = ("comment",)
    limits = {"comment": 2000}

    score: int
    comment: str | None = None

    def model_post_init(self, _context: object) -> None:
        if not LEAST <= self.score <= MOST:
            raise Invalid(N_("Please choose one of the five."), field="score")


@dataclass(frozen=True)
class SurveyView:
    """A survey as its page shows it. `state`: open, answered or expired."""

    id: int
    ticket_id: int
    subject: str
    locale: str
    state: str
    score: int | None


@dataclass(frozen=True)
class FeedbackFilter:
    """Which surveys: by the day they were sent, what came of them, score and agent. Empty means all."""

    sent_from: date | None = None
    sent_to: date | None = None
    states: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    agents: tuple[int, ...] = ()


@dataclass(frozen=True)
class FeedbackRow:
    """One survey in the list."""

    id: int
    ticket_id: int
    subject: str
    customer_id: int | None
    customer: str | None
    agent: str | None
    sent_at: datetime
    answered_at: datetime | None
    reminded: bool
    expired: bool
    score: int | None
    comment: str | None


@dataclass(frozen=True)
class FeedbackSummary:
    """How many were asked and answered; `scores` counts the answers 1 to 5."""

    asked: int
    answered: int
    waiting: int
    average: float | None
    scores: tuple[int, int, int, int, int]
