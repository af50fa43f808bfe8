"""What is written about orders, and what is read about them. Money in minor units."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.inputs import Input


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is stored. Price in the order's currency; `cost` of one in the company's, None takes the product's."""

    product_id: int | None = None
    text: str | None = None
    quantity: float = 1
    price: int = 0
    discount: float = 0
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as `write_orders` stores it: a new one, or with `id` all that one is from now on.

    None takes: the next number of the year, the customer's owner, the owner's team, the company's currency, the rate
    of the day. `lines` None leaves an order's lines alone.
    """

    ordered_on: date
    id: int | None = None
    number: str | None = None
    customer_id: int | None = None
    deal_id: int | None = None
    returns_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    state: str = "draft"
    delivered_on: date | None = None
    paid_on: date | None = None
    currency: str | None = None
    rate: float | None = None
    discount: int = 0
    tax: int = 0
    notes: str | None = None
    source: str = "form"
    external_id: str | None = None
    import_id: int | None = None
    created_at: datetime | None = None
    lines: Sequence[LineRow] = field(default=())


class LineForm(Input):
    """A line as it is typed. `price` in minor units of the order's currency; `discount` in percent."""

    limits: ClassVar[dict[str, int]] = {"text": 300}

    product_id: int | None = None
    text: str | None = None
    quantity: float = 1
    price: int = 0
    discount: float = 0

    def model_post_init(self, _context) -> None:
        if self.product_id is None and self.text is None:
            raise Invalid(N_("Choose a product or write what it is."), field="lines")
        if not self.quantity > 0:
            raise Invalid(N_("The quantity must be above zero."), field="lines")
        if self.price < 0:
            raise Invalid(N_("A price cannot be negative."), field="lines")


class OrderForm(Input):
    """An order as it is typed. No rate takes that of the day, no owner oneself; discount and tax in its currency.

    Without customer it is a sale `over_counter`, to nobody in particular: that must be said.
    """

    required: ClassVar[tuple[str, ...]] = ("ordered_on", "currency", "lines")
    proses: ClassVar[tuple[str, ...]] = ("notes",)
    limits: ClassVar[dict[str, int]] = {"number": 60}

    customer_id: int | None = None
    over_counter: bool = False
    ordered_on: date
    lines: tuple[LineForm, ...]
    currency: str
    rate: float | None = None
    discount: int = 0
    tax: int = 0
    number: str | None = None
    owner_id: int | None = None
    notes: str | None = None

    def model_post_init(self, _context) -> None:
        if (self.customer_id is None) is not self.over_counter:
            raise Invalid(N_("Choose the customer, or say that it is sold over the counter."), field="customer_id")


@dataclass(frozen=True)
class Standing:
    """Where an order stands, and since when."""

    state: str
    delivered_on: date | None
    paid_on: date | None


@dataclass(frozen=True)
class Moved:
    """What was done to an order: its version now, and where it stood before."""

    id: int
    version: int
    before: Standing
