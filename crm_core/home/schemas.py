"""What the home page shows. Money in minor units."""
from dataclasses import dataclass
from datetime import date, datetime

from crm_core.goals.schemas import OwnGoal
from crm_core.happenings import Happened


@dataclass(frozen=True)
class Figures:
    """The numbers at the top, of the deals and people that the reader's rights reach.

    `won_before` is last month up to the same day, `contacted_before` the seven days before.
    """

    won: int
    won_before: int
    open_value: int
    open_count: int
    opened_week: int
    contacted: int
    contacted_before: int
    late_count: int
    steps: int
    steps_today: int
    steps_overdue: int
    goals: int


@dataclass(frozen=True)
class Step:
    """One of my next steps. Names are None where the reader may not see the record."""

    id: int
    title: str
    kind: str
    due_at: datetime
    all_day: bool
    customer_id: int | None
    customer: str | None
    deal_id: int | None
    deal: str | None


@dataclass(frozen=True)
class LateDeal:
    """An open deal that is longer in its stage than the stage allows."""

    id: int
    name: str
    customer: str | None
    stage: str
    value: int
    stage_since: datetime
    limit_days: int


@dataclass(frozen=True)
class Quiet:
    """A customer that is silent for more than twice its usual interval (days between activities)."""

    id: int
    name: str
    grade: str | None
    silent_days: int
    usual_days: float


@dataclass(frozen=True)
class Newcomer:
    """A customer that was added lately."""

    id: int
    name: str
    city: str | None
    created_at: datetime


@dataclass(frozen=True)
class Standing:
    """How a person, or for executives a team, stands this month."""

    name: str
    open_value: int
    won: int
    overdue: int
    contacted: int


@dataclass(frozen=True)
class Changed:
    """What others did with a customer of mine."""

    happened: Happened
    customer_id: int
    customer: str


@dataclass(frozen=True)
class Occasion:
    """A birthday, the end of a contract or a festival (whose `name` is a message id, without a customer).

    `person` is the contact whose birthday it is, None for a customer who is a person.
    """

    kind: str
    customer_id: int | None
    name: str
    person: str | None
    on: date


@dataclass(frozen=True)
class Setup:
    """What an administrator has done already."""

    users: int
    waiting: int
    customers: int
    products: int


@dataclass(frozen=True)
class MyDay:
    """The home page. A part that the reader's rights do not open is None."""

    figures: Figures
    steps: tuple[Step, ...] | None
    late: tuple[LateDeal, ...] | None
    quiet: tuple[Quiet, ...] | None
    changed: tuple[Changed, ...] | None
    week: tuple[Occasion, ...] | None
    standings: tuple[Standing, ...] | None
    newcomers: tuple[Newcomer, ...] | None
    setup: Setup | None
    month: date
    goals: tuple[OwnGoal, ...] | None = None
