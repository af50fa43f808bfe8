"""How much of each product is there, as another program tells it."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import bindparam, func, select, update

from crm_core.errors import N_, Invalid
from crm_core.inputs import Input
from crm_core.work import Work, command
from db.models import Product

MOST = 5_000
LARGEST = 1e12
CHUNK = 500


class StockItem(Input):
    """So much of a product is there, in its unit."""

    required: ClassVar[tuple[str, ...]] = ("sku", "quantity")
    limits: ClassVar[dict[str, int]] = {"sku": 100}

    sku: str
    quantity: float


@dataclass(frozen=True)
class Told:
    """How many products were told their stock, and codes that no product has."""

    known: int
    unknown: tuple[str, ...]


@command("products:edit")
def tell_stock(work: Work, items: Sequence[StockItem]) -> Told:
    """Keeps the stock of all products that have these codes, whatever their case. Raises Invalid."""
    if len(items) > MOST:
        raise Invalid(N_("At most {limit} products at once."), field="items", limit=MOST)
    wanted = {item.sku.casefold(): item for item in items}
    for item in items:
        if not abs(item.quantity) <= LARGEST:
            raise Invalid(N_("“{value}” is not a possible number here."), field="quantity", value=item.quantity)
    codes, rows, known = list(wanted), [], set()
    for start in range(0, len(codes), CHUNK):
        mine = select(Product.id, Product.sku).where(func.lower(Product.sku).in_(codes[start : start + CHUNK]))
        for key, sku in work.session.execute(mine):
            known.add(sku.casefold())
            rows.append({"product": key, "stock": wanted[sku.casefold()].quantity, "stock_at": work.now})
    if rows:
        table = Product.__table__
        work.session.connection().execute(update(table).where(table.c.id == bindparam("product")), rows)
        work.record("product.stock_told", "product", None, after={"products": len(rows)})
    return Told(len(known), tuple(item.sku for code, item in wanted.items() if code not in known))
