"""What goes into the campaigns' commands and what comes out of their queries. Money is minor units."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from crm_core.inputs import Input

Channel = Literal["email", "phone", "event", "social"]
Goal = Literal["deals_won", "deals_opened", "won_value", "tickets", "replies", "attended"]
StepKind = Literal["email", "phone", "event", "social", "other"]
Outcome = Literal["yes", "no", "later", "no_answer", "wrong_number"]
CHANNELS: tuple[str, ...] = get_args(Channel)
GOALS: tuple[str, ...] = get_args(Goal)
STATES = ("draft", "scheduled", "running", "paused", "finished", "cancelled")
OUTCOMES: tuple[str, ...] = get_args(Outcome)
PROSES = ("script", "notes")


class CampaignEdit(Input):
    """Changes to a campaign; only the fields that are set count.

    `goal_target` is a count, for `won_value` whole units of the currency. The audience is `segment_id`, or
    `rule` (a tree of crm_core/segments/rules.py) when the campaign has one of its own.
    """

    required = ("name", "channel", "goal")
    proses = PROSES

    name: str | None = None
    channel: Channel | None = None
    goal: Goal | None = None
    goal_target: int | None = None
    segment_id: int | None = None
    rule: dict | None = None
    holdout_percent: int | None = None
    owner_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    window_days: int | None = None
    budget: int | None = None
    script: str | None = None
    notes: str | None = None


class CampaignNew(CampaignEdit):
    """A new campaign. Without `owner_id` it belongs to whoever makes it."""

    name: str
    channel: Channel = "email"
    goal: Goal = "deals_won"
    holdout_percent: int = 0
    window_days: int = 30
    budget: int = 0


class StepEdit(Input):
    """Changes to a step. `only` silent: members who did not click or reply so far; `split`: what A and B differ in."""

    required = ("name",)

    name: str | None = None
    kind: StepKind | None = None
    at: datetime | None = None
    only: Literal["silent"] | None = None
    split: Literal["subject", "body"] | None = None


class StepNew(StepEdit):
    name: str
    kind: StepKind = "email"


class Version(Input):
    """A message in one language. Without `text` the plain part is made from `html`."""

    proses = ("html", "text")
    limits = {"subject": 200, "html": 200_000, "text": 100_000}

    subject: str | None = None
    html: str | None = None
    text: str | None = None


class CostEdit(Input):
    """A budget line, and what was spent on it."""

    required = ("name",)

    name: str | None = None
    planned: int | None = None
    spent: int | None = None
    spent_on: date | None = None


class CostNew(CostEdit):
    name: str
    planned: int = 0
    spent: int = 0


class TemplateForm(Input):
    """A mail to begin with: `versions` by locale."""

    required = ("name",)

    name: str
    purpose: Literal["campaign", "greeting"] = "campaign"
    versions: dict[str, Version] = {}


class CallResult(Input):
    """How a call ended. `later` needs `again_at` (aware), which becomes the caller's next step."""

    proses = ("note",)
    limits = {"note": 2000}

    outcome: Outcome
    note: str | None = None
    again_at: datetime | None = None


class MemberFilter(Input):
    """Which members a list shows; everything unset shows all."""

    search: str | None = None
    state: str | None = None
    skipped: str | None = None
    outcome: str | None = None
    held_out: bool | None = None
    variant: str | None = None
    answer: Literal["opened", "clicked", "replied", "converted", "silent", "bounced", "unsubscribed"] | None = None


@dataclass(frozen=True)
class CampaignRow:
    """A campaign as lists show it. `members` without held-out and skipped ones."""

    id: int
    name: str
    channel: str
    state: str
    goal: str
    goal_target: int | None
    owner_id: int | None
    owner: str | None
    starts_on: date | None
    ends_on: date | None
    budget: int
    spent: int
    members: int
    reached: int
    responded: int
    converted: int
    updated_at: datetime


@dataclass(frozen=True)
class StepView:
    """A step. `variants`: "a", "b" → locale → {subject, html, text}; counts are of its mails."""

    id: int
    position: int
    name: str
    kind: str
    at: datetime | None
    state: str
    only: str | None
    split: str | None
    variants: Mapping[str, Mapping[str, Mapping[str, str]]]
    done_at: datetime | None
    posted: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True)
class CostView:
    """A budget line with what was spent on it."""

    id: int
    name: str
    planned: int
    spent: int
    spent_on: date | None


@dataclass(frozen=True)
class MemberCounts:
    """How many members there are, and what became of them. `active` are neither held out nor skipped."""

    all: int = 0
    active: int = 0
    held_out: int = 0
    skipped: int = 0
    reached: int = 0
    opened: int = 0
    clicked: int = 0
    replied: int = 0
    bounced: int = 0
    unsubscribed: int = 0
    registered: int = 0
    attended: int = 0
    converted: int = 0
    by_skip: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Allowed:
    """What the reader may do with a campaign as it is now."""

    edit: bool
    send: bool
    draw: bool
    schedule: bool
    start: bool
    pause: bool
    resume: bool
    cancel: bool
    finish: bool
    delete: bool


@dataclass(frozen=True)
class CampaignPage:
    """A campaign with all that its page needs."""

    id: int
    name: str
    channel: str
    state: str
    goal: str
    goal_target: int | None
    segment_id: int | None
    segment: str | None
    rule: dict | None
    holdout_percent: int
    owner_id: int | None
    owner: str | None
    team_id: int | None
    starts_on: date | None
    ends_on: date | None
    window_days: int
    budget: int
    spent: int
    script: str | None
    notes: str | None
    drawn_at: datetime | None
    started_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
    steps: tuple[StepView, ...]
    costs: tuple[CostView, ...]
    counts: MemberCounts
    allowed: Allowed


@dataclass(frozen=True)
class MemberRow:
    """A member as lists show it."""

    id: int
    customer_id: int | None
    contact_id: int | None
    name: str | None
    customer: str | None
    email: str | None
    phone: str | None
    locale: str | None
    held_out: bool
    variant: str | None
    state: str
    skipped: str | None
    outcome: str | None
    note: str | None
    caller: str | None
    calls: int
    call_after: datetime | None
    reached_at: datetime | None
    opened_at: datetime | None
    clicked_at: datetime | None
    replied_at: datetime | None
    bounced_at: datetime | None
    unsubscribed_at: datetime | None
    registered_at: datetime | None
    attended_at: datetime | None
    feedback: int | None
    converted_at: datetime | None
    converted_value: int
    version: int


@dataclass(frozen=True)
class TemplateView:
    """A template. `versions`: locale → {subject, html, text}."""

    id: int
    name: str
    purpose: str
    versions: Mapping[str, Mapping[str, str]]
    owner: str | None
    updated_at: datetime
    version: int


@dataclass(frozen=True)
class Drawn:
    """What drawing the members gave."""

    members: int
    held_out: int
    skipped: int
