"""What a list of orders is filtered by, and what that is in SQL."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, union

from crm_core import clock
from crm_core.access import scope
from crm_core.orders.numbers import SERIES
from crm_core.pipeline import periods
from crm_core.work import Work
from db import search
from db.models import Customer, Order, OrderLine

ME, MY_TEAM, NOBODY = "me", "team", "nobody"
LAST = "\U0010ffff"  # no text is behind it


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
    """The conditions of `wanted` on orders that may be seen, and that `rights` reach where given.

    A list has what one or one's team sold; asked for a customer, what anybody sold to it while it is one's own.
    """
    within = scope.orders if wanted.customers or wanted.ids is not None else scope.sold
    conditions = [within(work)]
    if rights:
        conditions.append(within(work, *rights))
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
    found = [select(Order.id).where(numbered(work, text))]
    if search.words(text) and work.actor.may("customers:view"):
        customers = select(Customer.id).where(scope.customers(work), search.matches(work.session, "customer", text))
        found.append(select(Order.id).where(Order.customer_id.in_(customers)))
    return Order.id.in_(union(*found))


def numbered(work: Work, text: str) -> ColumnElement[bool]:
    """Orders whose number begins with `text`, or is it without year and zeros (of the last three years)."""
    if not any(letter.isdigit() for letter in text):
        return false()
    sqlite = work.session.get_bind().dialect.name == "sqlite"
    found = [_begins(start, sqlite) for start in sorted({text, text.upper()})]
    if text.isascii() and text.isdigit() and len(text) < 8:
        this_year = clock.today(work.actor.time_zone).year
        years = range(this_year - 2, this_year + 1)
        found.append(Order.number.in_([f"{series}-{year}-{int(text):05d}" for series in SERIES for year in years]))
    return and_(Order.deleted_at.is_(None), or_(*found))


def _begins(start: str, sqlite: bool) -> ColumnElement[bool]:
    """As a span of texts, for which both take an index (not so for LIKE); on Postgres letter by letter, whatever the language."""
    low, high = (">=", "<") if sqlite else ("~>=~", "~<~")
    span = Order.number.op(low, is_comparison=True)(start), Order.number.op(high, is_comparison=True)(start + LAST)
    return and_(*span, Order.number.startswith(start, autoescape=True))


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
