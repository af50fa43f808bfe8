"""What a product costs a customer: by the first price list that fits, else by the product itself."""
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, or_, select

from crm_core.access import scope
from crm_core.access.actor import SYSTEM
from crm_core.errors import CrmError, NotFound
from crm_core.work import Work, query
from db.models import Customer, PriceList, PriceListItem, Product, Segment


class Price(NamedTuple):
    """For one, minor units of the company's currency, None: not known; and the price list it comes from, None: the product's own."""

    amount: int | None
    list_name: str | None


_segments: list[Callable[[Work, int], ColumnElement[bool]]] = []


def know_segments(condition: Callable[[Work, int], ColumnElement[bool]]) -> None:
    """Segments stand above orders: this is how the customers of one become a condition here."""
    _segments[:] = [condition]


@query("orders:view", "orders:edit", "deals:edit", "products:edit")
def price_for(work: Work, customer_id: int | None, product_ids: Iterable[int], day: date) -> dict[int, Price]:
    """What each of these products costs this customer on `day`; products that do not exist are left out.

    Of the active lists within their dates that fit the customer's grade and segment, the first that has the product
    gives its price. Without a customer only lists for everybody fit. Raises NotFound when the customer may not be seen.
    """
    wanted = list(dict.fromkeys(product_ids))
    own = select(Product.id, Product.price).where(Product.id.in_(wanted))
    found = {key: Price(price, None) for key, price in work.session.execute(own)}
    grade = _grade(work, customer_id)
    rows = work.session.execute(
        select(PriceListItem.product_id, PriceListItem.price, PriceList.id, PriceList.name, PriceList.segment_id)
        .join(PriceList, PriceList.id == PriceListItem.price_list_id)
        .where(PriceListItem.product_id.in_(wanted), valid_on(day), or_(PriceList.grade.is_(None), PriceList.grade == grade))
        .order_by(PriceList.position, PriceList.id)
    ).all()
    mine = _segments_of(work, customer_id, {row.segment_id for row in rows} - {None})
    for row in reversed(rows):
        if row.segment_id is None or row.segment_id in mine:
            found[row.product_id] = Price(row.price, row.name)
    return found


def valid_on(day: date) -> ColumnElement[bool]:
    """Price lists that are active and within their dates on `day`, both included."""
    begun = or_(PriceList.starts_on.is_(None), PriceList.starts_on <= day)
    return PriceList.active & begun & or_(PriceList.ends_on.is_(None), PriceList.ends_on >= day)


def _grade(work: Work, customer_id: int | None) -> str | None:
    if customer_id is None:
        return None
    row = work.session.execute(select(Customer.grade).where(Customer.id == customer_id, scope.customers(work))).first()
    if row is None:
        raise NotFound()
    return row.grade


def _segments_of(work: Work, customer_id: int | None, segment_ids: set[int]) -> set[int]:
    """Which of these segments the customer is in, whoever asks: a price does not depend on who looks."""
    if customer_id is None or not segment_ids:
        return set()
    system = replace(work, actor=replace(SYSTEM, time_zone=work.settings.time_zone, company=work.settings))
    known = work.session.scalars(select(Segment).where(Segment.id.in_(segment_ids))).all()  # read together, found by `get`
    ids = [segment.id for segment in known]
    conditions = [_condition(system, key).label(f"s{key}") for key in ids]
    row = work.session.execute(select(*conditions).select_from(Customer).where(Customer.id == customer_id)).one()
    return {key for key, fits in zip(ids, row, strict=True) if fits}


def _condition(work: Work, segment_id: int) -> ColumnElement[bool]:
    """A segment that is gone has no customers."""
    try:
        return _segments[0](work, segment_id)
    except CrmError:
        return false()
