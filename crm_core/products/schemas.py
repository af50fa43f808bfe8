"""What is entered about products, and what is read about them."""
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from crm_core.inputs import Input


class ProductForm(Input):
    """A product. Price and cost in minor units of the company's currency."""

    required: ClassVar[tuple[str, ...]] = ("name",)
    limits: ClassVar[dict[str, int]] = {"sku": 100, "unit": 40, "category": 100}

    name: str
    sku: str | None = None
    category: str | None = None
    unit: str | None = None
    price: int | None = None
    cost: int | None = None


@dataclass(frozen=True)
class ProductRow:
    """A product. Money in minor units; `cost` is None for those who may not change products.

    `stock` is in units, as of `stock_at`; None: not known. Files and the API write it, nobody here.
    """

    id: int
    name: str
    sku: str | None
    category: str | None
    unit: str | None
    price: int | None
    cost: int | None
    stock: float | None
    stock_at: datetime | None
    active: bool
    open_deals: int
    version: int


@dataclass(frozen=True)
class ProductPage:
    """One page of the list and how many there are."""

    rows: tuple[ProductRow, ...]
    total: int


@dataclass(frozen=True)
class ProductChoice:
    """A product as deal lines offer it; price in minor units."""

    id: int
    name: str
    unit: str | None
    price: int | None
    active: bool
