"""What commands on deals take, and what queries about pipelines give."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.pipeline.rules import LARGEST_VALUE


def _name(value: object) -> str:
    text = " ".join(str(value or "").split())
    if not text:
        raise Invalid(N_("Give the deal a name."), field="name")
    return _short(text, 300, "name")


def _short(text: str, length: int, field: str) -> str:
    if len(text) > length:
        raise Invalid(N_("This is too long: at most {length} characters."), field=field, length=length)
    return text


def _value(value: object, field: str = "value") -> int:
    amount = int(value or 0)
    if amount < 0:
        raise Invalid(N_("This cannot be negative."), field=field)
    if amount > LARGEST_VALUE:
        raise Invalid(N_("This amount is too large."), field=field)
    return amount


def _text(field: str, length: int) -> BeforeValidator:
    return BeforeValidator(lambda value: _short(str(value).strip(), length, field) or None if value else None)


Name = Annotated[str, BeforeValidator(_name)]
Value = Annotated[int, BeforeValidator(_value)]
Notes = Annotated[str | None, _text("notes", 20_000)]
Note = Annotated[str | None, _text("close_note", 5_000)]
Competitor = Annotated[str | None, _text("competitor", 300)]


class Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineNew(Schema):
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


class DealNew(Schema):
    """A deal to create. Money is minor units; no pipeline means the first, no stage its first, no owner oneself."""

    name: Name
    customer_id: int | None = None
    pipeline_id: int | None = None
    stage_id: int | None = None
    value: Value = 0
    owner_id: int | None = None
    source: str | None = None
    opened_on: date | None = None
    expected_close: date | None = None
    notes: Notes = None
    contact_ids: tuple[int, ...] = ()
    lines: tuple[LineNew, ...] = ()


class DealEdit(Schema):
    """What to change of a deal; only the fields given are touched.

    `contact_ids` and `lines` replace what was there.
    """

    name: Name | None = None
    customer_id: int | None = None
    value: Value | None = None
    source: str | None = None
    opened_on: date | None = None
    expected_close: date | None = None
    competitor: Competitor = None
    notes: Notes = None
    contact_ids: tuple[int, ...] | None = None
    lines: tuple[LineNew, ...] | None = None


class DealClose(Schema):
    """How a deal ended. `reason` is a code of won_reason or lost_reason; no value keeps the deal's."""

    closed_on: date
    reason: str
    value: Value | None = None
    competitor: Competitor = None
    note: Note = None


Status = Literal["open", "won", "lost"]


class DealImport(Schema):
    """A deal as a file knows it, possibly long closed.

    An open deal without a stage stands in the pipeline's first. Of a closed deal the last open stage is
    often unknown: without `stage_id` no visit to a stage is invented, only its close is in the history.
    """

    name: Name
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
    competitor: Competitor = None
    close_note: Note = None
    notes: Notes = None
    external_id: str | None = None
    import_id: int | None = None
    created_at: datetime | None = None
    contact_ids: tuple[int, ...] = ()
    lines: tuple[LineNew, ...] = ()


class DealUpdate(Schema):
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
