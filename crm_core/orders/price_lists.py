"""Price lists as they are kept: for whom, when, and what each product costs in them."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from sqlalchemy import delete, func, insert, or_, select, update

from crm_core import settled
from crm_core.errors import N_, Invalid, NotFound
from crm_core.i18n import words
from crm_core.inputs import Input
from crm_core.money import minor_units
from crm_core.normalise import name_key
from crm_core.orders.rules import LARGEST
from crm_core.work import Work, command, query
from db.models import DictionaryEntry, PriceList, PriceListItem, Product, Segment

EDIT = "products:edit"
SHOWN = 500
LEAST, MOST = -90, 1000  # percent


class PriceListForm(Input):
    """A price list; no grade and no segment: it is for everybody. Both dates are included."""

    required: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    grade: str | None = None
    segment_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class PriceListRow:
    """A price list and how many products have a price in it. `segment` is the name of its segment."""

    id: int
    name: str
    grade: str | None
    segment_id: int | None
    segment: str | None
    starts_on: date | None
    ends_on: date | None
    active: bool
    version: int
    products: int


@dataclass(frozen=True)
class Priced:
    """A product with its own price and the one in the list, minor units; None where there is none."""

    id: int
    name: str
    sku: str | None
    category: str | None
    own: int | None
    price: int | None


@query(EDIT)
def price_lists(work: Work) -> tuple[PriceListRow, ...]:
    """All price lists in their order: the first that fits gives the price."""
    p = PriceList
    count = select(func.count()).where(PriceListItem.price_list_id == p.id).scalar_subquery()
    rows = work.session.execute(
        select(p, Segment.name, Segment.key, count).outerjoin(Segment, Segment.id == p.segment_id).order_by(p.position, p.id)
    )
    return tuple(
        PriceListRow(row.id, row.name, row.grade, row.segment_id, _segment_name(work, name, key), row.starts_on, row.ends_on, row.active,
                     row.version, products)
        for row, name, key, products in rows
    )


@query(EDIT)
def segments_for_prices(work: Work) -> tuple[tuple[int, str], ...]:
    """The shared segments that a price list can be for: id and name."""
    wanted = select(Segment.id, Segment.name, Segment.key).where(Segment.deleted_at.is_(None), Segment.shared).order_by(Segment.name)
    return tuple((key, _segment_name(work, name, ready)) for key, name, ready in work.session.execute(wanted))


@query(EDIT)
def prices_in(work: Work, list_id: int, search: str = "", only: bool = False) -> tuple[tuple[Priced, ...], int]:
    """The products by name with their price in this list, at most 500, and how many there are. `only` those with a price in it."""
    in_list = (PriceListItem.product_id == Product.id) & (PriceListItem.price_list_id == list_id)
    wanted = select(Product.id, Product.name, Product.sku, Product.category, Product.price, PriceListItem.price)
    wanted = wanted.outerjoin(PriceListItem, in_list).where(or_(Product.active, PriceListItem.price.is_not(None)))
    if search.strip():
        sku = func.lower(Product.sku).contains(search.strip().lower(), autoescape=True)
        wanted = wanted.where(or_(Product.name_key.contains(name_key(search), autoescape=True), sku))
    if only:
        wanted = wanted.where(PriceListItem.price.is_not(None))
    total = work.session.scalar(select(func.count()).select_from(wanted.subquery()))
    rows = work.session.execute(wanted.order_by(Product.name_key, Product.id).limit(SHOWN))
    return tuple(Priced(*row) for row in rows), total or 0


@command(EDIT)
def add_price_list(work: Work, form: PriceListForm) -> int:
    """A new price list without prices, the last in order; returns its id. Raises Invalid."""
    return settled.add(work, PriceList, _checked(work, form, None), "price_list.created")


@command(EDIT)
def change_price_list(work: Work, list_id: int, form: PriceListForm, version: int) -> None:
    """Changes for whom and when; orders keep the prices they have. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, PriceList, list_id, version)
    settled.change(work, row, _checked(work, form, list_id), "price_list.changed")


@command(EDIT)
def use_price_list(work: Work, list_id: int, active: bool) -> None:
    """Whether the list gives prices. Raises NotFound."""
    settled.change(work, settled.fetch(work, PriceList, list_id), {"active": active}, "price_list.changed")


@command(EDIT)
def move_price_list(work: Work, list_id: int, up: bool) -> None:
    """A place further up or down. Raises NotFound."""
    settled.move(work, PriceList, list_id, up, "price_list.moved")


@command(EDIT)
def delete_price_list(work: Work, list_id: int) -> None:
    """Deletes a list with its prices; orders keep theirs. Raises NotFound."""
    row = settled.fetch(work, PriceList, list_id)
    work.session.execute(delete(PriceListItem).where(PriceListItem.price_list_id == list_id))
    settled.remove(work, row, "price_list.deleted")


@command(EDIT)
def copy_price_list(work: Work, list_id: int, name: str, percent: float, whole: bool = False) -> int:
    """A copy whose prices differ by `percent` (-10: a tenth less), not yet in use; returns its id.

    Prices are rounded half up to minor units, or to whole units of money. Raises NotFound, Invalid.
    """
    source = settled.fetch(work, PriceList, list_id)
    if not LEAST <= percent <= MOST:
        raise Invalid(N_("Between {least} and {most}."), field="percent", least=LEAST, most=MOST)
    form = PriceListForm(name=name, grade=source.grade, segment_id=source.segment_id, starts_on=source.starts_on, ends_on=source.ends_on)
    key = settled.add(work, PriceList, _checked(work, form, None) | {"active": False}, "price_list.created")
    prices = work.session.execute(select(PriceListItem.product_id, PriceListItem.price).where(PriceListItem.price_list_id == list_id)).all()
    step = minor_units(1, work.settings.currency) if whole else 1
    _insert(work, key, {product: _changed(price, percent, step) for product, price in prices})
    return key


@command(EDIT)
def fill_price_list(work: Work, list_id: int, percent: float, version: int) -> int:
    """Gives every offered product that has a price of its own, and none in this list, that price changed by `percent`.

    Returns how many. Raises NotFound, Invalid, Conflict.
    """
    row = settled.fetch(work, PriceList, list_id, version)
    if not LEAST <= percent <= MOST:
        raise Invalid(N_("Between {least} and {most}."), field="percent", least=LEAST, most=MOST)
    there = select(PriceListItem.product_id).where(PriceListItem.price_list_id == list_id)
    missing = select(Product.id, Product.price).where(Product.active, Product.price.is_not(None), Product.id.not_in(there))
    prices = {product: _changed(price, percent, 1) for product, price in work.session.execute(missing)}
    _insert(work, list_id, prices)
    _note(work, row, len(prices))
    return len(prices)


@command(EDIT)
def put_prices(work: Work, list_id: int, prices: Mapping[int, int | None], version: int) -> None:
    """Sets prices by product, minor units; None takes a product out. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, PriceList, list_id, version)
    if any(price is not None and not 0 <= price <= LARGEST for price in prices.values()):
        raise Invalid(N_("This amount is not possible."), field="price")
    if set(work.session.scalars(select(Product.id).where(Product.id.in_(prices)))) != set(prices):
        raise NotFound()
    mine = PriceListItem.price_list_id == list_id
    work.session.execute(delete(PriceListItem).where(mine, PriceListItem.product_id.in_(prices)))
    _insert(work, list_id, {product: price for product, price in prices.items() if price is not None})
    _note(work, row, len(prices))


def _note(work: Work, row: PriceList, count: int) -> None:
    if count:
        work.session.execute(update(PriceList).where(PriceList.id == row.id).values(version=PriceList.version + 1))
        work.record("price_list.priced", "price_list", row.id, after={"products": count})


def _insert(work: Work, list_id: int, prices: Mapping[int, int]) -> None:
    rows: Sequence[dict[str, Any]] = [{"price_list_id": list_id, "product_id": product, "price": price} for product, price in prices.items()]
    if rows:
        work.session.execute(insert(PriceListItem), rows)


def _changed(price: int, percent: float, step: int) -> int:
    exact = Decimal(price) * (100 + Decimal(str(percent))) / 100
    return min(LARGEST, int((exact / step).quantize(Decimal(1), ROUND_HALF_UP)) * step)


def _checked(work: Work, form: PriceListForm, list_id: int | None) -> dict[str, Any]:
    if form.starts_on and form.ends_on and form.ends_on < form.starts_on:
        raise Invalid(N_("The end comes before the start."), field="ends_on")
    d = DictionaryEntry
    if form.grade and work.session.scalar(select(d.id).where(d.dictionary == "grade", d.code == form.grade)) is None:
        raise Invalid(N_("Choose one from the list."), field="grade")
    if form.segment_id is not None and form.segment_id not in dict(segments_for_prices(work)):
        kept = list_id and work.session.scalar(select(PriceList.segment_id).where(PriceList.id == list_id)) == form.segment_id
        if not kept:
            raise Invalid(N_("Choose one from the list."), field="segment_id")
    same = select(PriceList.id).where(func.lower(PriceList.name) == form.name.lower(), PriceList.id != (list_id or 0))
    if work.session.scalar(same.limit(1)) is not None:
        raise Invalid(N_("There is a price list with this name already."), field="name")
    return form.model_dump()


def _segment_name(work: Work, name: str | None, ready: str | None) -> str | None:
    """The program's own segments are called in the reader's language."""
    return words(work.actor.locale).gettext(name) if name and ready else name
