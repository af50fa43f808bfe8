"""What a list of orders is filtered by, and what that is in SQL."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, union

from crm_core import clock
from crm_core.access import scope
from crm_core.pipeline import periods
from crm_core.work import Work
from db import search
from db.models import Customer, Order, OrderLine

ME, MY_TEAM, NOBODY = "me", "team", "nobody"


@dataclass(frozen=True)
class OrderFilter:
    """Conditions that all hold; several values of one field are alternatives.

    `owners` are ids of users, "me", "team" (mine) or "nobody"; `period` is read by `crm_core.pipeline.periods`.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    customers: tuple[int, ...] = ()
    products: tuple[int, ...] = ()
    period: str = ""
    first: date | None = None
    last: date | None = None
    ids: tuple[int, ...] | None = None

    def described(self) -> dict[str, object]:
        """The conditions that are set, for the audit trail."""
        found = {name: value for name, value in vars(self).items() if value and name != "ids"}
        return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in found.items()}


def matching(work: Work, wanted: OrderFilter, *rights: str) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on orders that may be seen, and that `rights` reach where given."""
    conditions = [scope.orders(work)]
    if rights:
        conditions.append(scope.orders(work, *rights))
    if wanted.ids is not None:
        conditions.append(Order.id.in_(wanted.ids))
    if wanted.text.strip():
        conditions.append(named(work, wanted.text))
    if wanted.owners:
        conditions.append(or_(*_owners(work, wanted.owners)))
    for column, values in ((Order.state, wanted.states), (Order.currency, wanted.currencies), (Order.customer_id, wanted.customers)):
        if values:
            conditions.append(column.in_(values))
    if wanted.products:
        conditions.append(Order.id.in_(select(OrderLine.order_id).where(OrderLine.product_id.in_(wanted.products))))
    return conditions + _days(work, wanted)


def named(work: Work, text: str) -> ColumnElement[bool]:
    """Orders found by their number, and those of customers found by `text`."""
    text = " ".join(text.split())[:100]
    found = [select(Order.id).where(numbered(text))]
    if search.words(text) and work.actor.may("customers:view"):
        customers = select(Customer.id).where(scope.customers(work), search.matches(work.session, "customer", text))
        found.append(select(Order.id).where(Order.customer_id.in_(customers)))
    return Order.id.in_(union(*found))


def numbered(text: str) -> ColumnElement[bool]:
    """Orders whose number begins like `text`, or is it without year and zeros."""
    number = Order.number.istartswith(text, autoescape=True)
    if text.isascii() and text.isdigit() and len(text) < 8:
        return or_(number, Order.number.endswith(f"-{int(text):05d}"))
    return number


def _owners(work: Work, owners: tuple[str, ...]) -> list[ColumnElement[bool]]:
    actor = work.actor
    ids = {int(one) for one in owners if one.isascii() and one.isdigit() and len(one) < 10}
    if ME in owners and actor.user_id is not None:
        ids.add(actor.user_id)
    found: list[ColumnElement[bool]] = [Order.owner_id.in_(sorted(ids)) if ids else false()]
    if MY_TEAM in owners and actor.team_id is not None:
        found.append(Order.team_id == actor.team_id)
    if NOBODY in owners:
        found.append(Order.owner_id.is_(None))
    return found


def _days(work: Work, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    first, last = periods.span(wanted.period, clock.today(work.actor.time_zone)) or (None, None)
    found = []
    for start in (first, wanted.first):
        found += [Order.ordered_on >= start] if start else []
    for end in (last, wanted.last):
        found += [Order.ordered_on <= end] if end else []
    return found
