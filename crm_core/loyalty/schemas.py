"""What is entered about points, and what is read about them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from crm_core.inputs import Input


class CorrectionForm(Input):
    """Points to add, or with a minus to take, and why."""

    required: ClassVar[tuple[str, ...]] = ("points", "reason")

    points: int
    reason: str


@dataclass(frozen=True)
class TierRow:
    """A level. `revenue_from` of the last 12 months in minor units; `factor` times the points of an order."""

    id: int
    name: str
    names: Mapping[str, str]
    revenue_from: int
    factor: float
    tone: str | None
    version: int
    label: str


@dataclass(frozen=True)
class RewardRow:
    """What points can be spent on; `given` is how often that happened."""

    id: int
    name: str
    names: Mapping[str, str]
    points: int
    position: int
    active: bool
    version: int
    label: str
    given: int


@dataclass(frozen=True)
class EntryRow:
    """A row of the ledger. `what` names the order, reward or event. `back`: it takes another row back; `undone`: it was taken back."""

    id: int
    at: datetime
    kind: str
    points: int
    expires_on: date | None
    what: str | None
    order_id: int | None
    reason: str | None
    who: str | None
    can_undo: bool
    back: bool
    undone: bool


@dataclass(frozen=True)
class Standing:
    """Where a customer stands. Money in minor units; `missing` is the revenue up to the next tier."""

    customer_id: int
    balance: int
    revenue: int
    tier: TierRow | None
    next_tier: TierRow | None
    expiring: int
    expiring_by: date
    may_edit: bool

    @property
    def missing(self) -> int | None:
        return self.next_tier.revenue_from - self.revenue if self.next_tier else None
