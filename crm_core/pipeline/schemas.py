"""What commands on deals take, and what queries about pipelines give."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.inputs import Input
from crm_core.pipeline.rules import LARGEST_VALUE

LIMITS = {"name": 300}


def _value(value: object, field: str = "value") -> int | None:
    if value is None:
        return None
    amount = int(value)
    if amount < 0:
        raise Invalid(N_("This cannot be negative."), field=field)
    if amount > LARGEST_VALUE:
        raise Invalid(N_("This amount is too large."), field=field)
    return amount


Value = Annotated[int, BeforeValidator(_value)]


class LineNew(Input):
    """One product in a deal. `price` is minor units for one, None takes the product's; `discount` is percent."""

    product_id: int
    quantity: float = 1
    price: int | None = None
    discount: float = 0

    def model_post_init(self, _context) -> None:
        if not 0 < self.quantity < 10**9:
            raise Invalid(N_("The quantity must be above zero."), field="lines")
        if not 0 <= self.discount <= 100:
            raise Invalid(N_("A discount is between 0 and 100 percent."), field="lines")
        if self.price is not None:
            _value(self.price, "lines")


class DealNew(Input):
    """A deal to create. Money is minor units; no pipeline means the first, no stage its first, no owner oneself."""

    required = ("name",)
    proses = ("notes",)
    limits = LIMITS

    name: str
    customer_id: int | None = None
    pipeline_id: int | None = None
    stage_id: int | None = None
    value: Value = 0
    owner_id: int | None = None
    source: str | None = None
    opened_on: date | None = None
    expected_close: date | None = None
    notes: str | None = None
    contact_ids: tuple[int, ...] = ()
    lines: tuple[LineNew, ...] = ()


class DealEdit(Input):
    """What to change of a deal; only the fields given are touched.

    `contact_ids` and `lines` replace what was there.
    """

    required = ("name",)
    proses = ("notes",)
    limits = LIMITS

    name: str | None = None
    customer_id: int | None = None
    value: Value | None = None
    source: str | None = None
    opened_on: date | None = None
    expected_close: date | None = None
    competitor: str | None = None
    notes: str | None = None
    contact_ids: tuple[int, ...] | None = None
    lines: tuple[LineNew, ...] | None = None


class DealClose(Input):
    """How a deal ended. `reason` is a code of won_reason or lost_reason; no value keeps the deal's."""

    required = ("closed_on", "reason")
    proses = ("note",)

    closed_on: date
    reason: str
    value: Value | None = None
    competitor: str | None = None
    note: str | None = None


Status = Literal["open", "won", "lost"]


class DealImport(Input):
    """A deal as a file knows it, possibly long closed.

    An open deal without a stage stands in the pipeline's first. Of a closed deal the last open stage is
    often unknown: without `stage_id` no visit to a stage is invented, only its close is in the history.
    """

    required = ("name",)
    proses = ("notes", "close_note")
    limits = LIMITS

    name: str
    customer_id: int | None = None
    pipeline_id: int | None = None
    stage_id: int | None = None
    stage_since: datetime | None = None
    status: Status = "open"
    value: Value = 0
    first_value: int | None = None
    owner_id: int | None = None
    source: str | None = None
    opened_on: date | None = None
    expected_close: date | None = None
    closed_on: date | None = None
    close_reason: str | None = None
    competitor: str | None = None
    close_note: str | None = None
    notes: str | None = None
    external_id: str | None = None
    import_id: int | None = None
    created_at: datetime | None = None
    contact_ids: tuple[int, ...] = ()
    lines: tuple[LineNew, ...] = ()


class DealUpdate(Input):
    """New values for an existing deal in bulk: `values` holds only the columns to change."""

    id: int
    values: dict[str, object]


@dataclass(frozen=True)
class StageView:
    """A stage in the reader's language. `probability` is percent, `limit_days` None when there is no limit."""

    id: int
    name: str
    position: int
    probability: int
    limit_days: int | None
    required: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class PipelineView:
    """A pipeline with its stages in order, inactive ones too (old deals are in them)."""

    id: int
    name: str
    active: bool
    stages: tuple[StageView, ...]

    @property
    def open_stages(self) -> tuple[StageView, ...]:
        """The stages a deal can be put in."""
        return tuple(stage for stage in self.stages if stage.active)

    def stage(self, stage_id: int) -> StageView | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)
