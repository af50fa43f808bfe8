"""What goes into the commands of churn, and what the queries hand out. Money in minor units."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crm_core.inputs import Input


class DeferForm(Input):
    """暂缓流失: what is done about it, by whom (else by who decides), and when somebody looks again."""

    required: ClassVar[tuple[str, ...]] = ("measure",)
    proses: ClassVar[tuple[str, ...]] = ("note",)
    limits: ClassVar[dict[str, int]] = {"note": 2000}

    measure: str
    person_id: int | None = None
    review_on: date
    note: str | None = None


class ConfirmForm(Input):
    """确定流失: why the customer left."""

    required: ClassVar[tuple[str, ...]] = ("reason",)
    proses: ClassVar[tuple[str, ...]] = ("note",)
    limits: ClassVar[dict[str, int]] = {"note": 2000}

    reason: str
    note: str | None = None


class ReviewForm(Input):
    """Another day to look again, perhaps another person."""

    review_on: date
    person_id: int | None = None


@dataclass(frozen=True)
class CaseRow:
    """A case of churn in a list. `silent_ratio`: days of silence by usual days between orders, None where unknown.

    `editable`: the reader may decide about it; `urgent`: somebody should.
    """

    id: int
    version: int
    customer_id: int
    customer: str
    grade: str | None
    phone: str | None
    owner_id: int | None
    owner: str | None
    state: str
    warned_on: date
    risk: float
    risk_by: str
    silent_ratio: float | None
    at_risk: int
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]
    measure: str | None
    person_id: int | None
    person: str | None
    review_on: date | None
    reason: str | None
    note: str | None
    confirmed_on: date | None
    ended_on: date | None
    editable: bool
    urgent: bool
