"""What is written about orders, and what is read about them. Money in minor units."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


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
