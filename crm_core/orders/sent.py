"""Orders as other programs send them: the same number again is the same order, changed to what was sent."""
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import func, select

from crm_core.access import scope
from crm_core.customers.commands import create_customers
from crm_core.customers.schemas import CustomerNew
from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.i18n import N_
from crm_core.inputs import Input
from crm_core.money import minor_units
from crm_core.orders import rules
from crm_core.orders.access import changeable, check_reach
from crm_core.orders.commands import EDIT, with_returns
from crm_core.orders.moving import move_order
from crm_core.orders.reading import OrderView, order
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.work import Work, command, query
from db.models import Customer, Order, Product

MOST_LINES = 500
LARGEST = 10**13
OPEN = (rules.DRAFT, rules.CONFIRMED, rules.DELIVERED, rules.PAID, rules.CANCELLED)
TAKEN = N_("There is an order with this number already.")


class SentLine(Input):
    """A line: `sku` of a product that is here, or what it is in words. Price of one in the order's currency."""

    limits: ClassVar[dict[str, int]] = {"sku": 100, "text": 300}

    sku: str | None = None
    text: str | None = None
    quantity: float = 1
    price: Decimal = Decimal(0)
    discount: float = 0


class SentCustomer(Input):
    """Whose order it is: found by `external_id`, else by `email`; added where neither is known and a name is given."""

    limits: ClassVar[dict[str, int]] = {"external_id": 100}

    external_id: str | None = None
    email: str | None = None
    name: str | None = None


class SentOrder(Input):
    """An order. Without a customer it is a sale over the counter; quantities below zero are goods that came back."""

    required: ClassVar[tuple[str, ...]] = ("number", "ordered_on", "lines")
    proses: ClassVar[tuple[str, ...]] = ("notes",)
    limits: ClassVar[dict[str, int]] = {"number": 100, "notes": 5_000}

    number: str
    ordered_on: date
    lines: tuple[SentLine, ...]
    customer: SentCustomer | None = None
    state: str | None = None
    currency: str | None = None
    rate: float | None = None
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    notes: str | None = None


@dataclass(frozen=True)
class Taken:
    """The order's number, and whether it is new."""

    number: str
    new: bool


@command(EDIT)
def take_order(work: Work, sent: SentOrder) -> Taken:
    """Stores an order, or makes the one of this number what was sent. Raises Invalid, NotFound, Conflict."""
    stored = _stored(work, sent.number)
    row = _row(work, sent, stored)
    if stored is None:
        check_reach(work, [row])
    write_orders(work, [row])
    return Taken(row.number, stored is None)


@command(EDIT)
def move_sent(work: Work, number: str, to: str, on: date | None = None) -> None:
    """Puts the order of this number into a state; one that is there already stays. Raises NotFound, Conflict, Invalid."""
    found = work.session.scalars(changeable(work).where(Order.number == number, Order.deleted_at.is_(None))).first()
    if found is None:
        raise NotFound()
    if to not in rules.STATES:
        raise Invalid(N_("Choose one of: {values}."), field="state", values=", ".join(OPEN))
    if found.state != to:
        move_order(work, found.id, to, found.version, on)


@query("orders:view")
def order_of_number(work: Work, number: str) -> OrderView:
    """The order of a number. Raises NotFound."""
    key = work.session.scalar(select(Order.id).where(Order.number == number, scope.orders(work)))
    if key is None:
        raise NotFound()
    return order(work, key)


def _stored(work: Work, number: str) -> OrderRow | None:
    """The order of this number as it is. Raises Conflict for one that is out of reach or closed to changes."""
    key = work.session.scalar(select(Order.id).where(Order.number == number, Order.deleted_at.is_(None)))
    if key is None:
        return None
    if work.session.scalar(changeable(work).with_only_columns(Order.id).where(Order.id == key)) is None:
        raise Conflict(TAKEN)
    row = read_rows(work, [key])[key]
    if with_returns(work, [key]):
        raise Conflict(N_("Goods of this order came back. Cancel the return first."))
    return row


def _row(work: Work, sent: SentOrder, before: OrderRow | None) -> OrderRow:
    currency = sent.currency or work.settings.currency
    rules.check_rate(1, currency)
    if sent.ordered_on > work.now.date() + timedelta(days=1):
        raise Invalid(N_("This day is still to come."), field="ordered_on")
    if len(sent.lines) > MOST_LINES:
        raise Invalid(N_("An order has at most {limit} lines."), field="lines", limit=MOST_LINES)
    costs = {line.product_id: line.cost for line in before.lines} if before else {}
    lines = [replace(line, cost=costs.get(line.product_id)) for line in _lines(work, sent, currency)]
    customer_id = _customer(work, sent.customer) if sent.customer else before.customer_id if before else None
    total = sum(rules.line_amount(line.quantity, line.price, line.discount) for line in lines)
    values = {
        "ordered_on": sent.ordered_on, "currency": currency, "rate": sent.rate, "discount": _minor(sent.discount, currency, "discount"),
        "tax": _minor(sent.tax, currency, "tax"), "notes": sent.notes, "customer_id": customer_id, "state": _state(sent, before, total), "lines": tuple(lines),
    }
    if before is None:
        return OrderRow(number=sent.number, source="api", external_id=sent.number, owner_id=_owner(work, customer_id), **values)
    if sent.rate is None and (currency, sent.ordered_on) == (before.currency, before.ordered_on):
        values["rate"] = before.rate
    return replace(before, **values)


def _state(sent: SentOrder, before: OrderRow | None, total: int) -> str:
    if sent.state is not None and sent.state not in OPEN:
        raise Invalid(N_("Choose one of: {values}."), field="state", values=", ".join(OPEN))
    if total < 0 or (sent.lines and all(line.quantity < 0 for line in sent.lines)):
        return rules.CANCELLED if sent.state == rules.CANCELLED else rules.RETURNED
    return sent.state or (before.state if before and before.state != rules.RETURNED else rules.CONFIRMED)


def _lines(work: Work, sent: SentOrder, currency: str) -> list[LineRow]:
    codes = {line.sku.casefold() for line in sent.lines if line.sku}
    known: dict[str, list[int]] = {}
    for key, sku in work.session.execute(select(Product.id, Product.sku).where(func.lower(Product.sku).in_(codes))) if codes else ():
        known.setdefault(sku.casefold(), []).append(key)
    found = []
    for line in sent.lines:
        ids = known.get(line.sku.casefold(), []) if line.sku else [None]
        if len(ids) != 1:
            raise Invalid(N_("There is no product “{value}”."), field="lines", value=line.sku)
        if line.sku is None and line.text is None:
            raise Invalid(N_("Choose a product or write what it is."), field="lines")
        found.append(LineRow(product_id=ids[0], text=line.text, quantity=line.quantity, price=_minor(line.price, currency, "lines"), discount=line.discount))
    return found


def _customer(work: Work, sent: SentCustomer) -> int:
    """Raises Invalid when nobody, or more than one, is meant."""
    ways = [Customer.external_id == sent.external_id] if sent.external_id else []
    ways += [Customer.email == sent.email.lower()] if sent.email else []
    for way in ways:
        found = work.session.scalars(select(Customer.id).where(way, scope.customers(work)).limit(2)).all()
        if len(found) > 1:
            raise Invalid(N_("Several customers fit."), field="customer")
        if found:
            return found[0]
    if not sent.name or not work.actor.may("customers:edit"):
        raise Invalid(N_("There is no such customer."), field="customer")
    new = CustomerNew(name=sent.name, external_id=sent.external_id, email=sent.email, owner_id=work.actor.user_id)
    return create_customers(work, [new])[0]


def _owner(work: Work, customer_id: int | None) -> int | None:
    """The customer's owner, else the user of the token."""
    owner = select(Customer.owner_id).where(Customer.id == customer_id)
    return work.session.scalar(owner) or work.actor.user_id


def _minor(value: Decimal, currency: str, field: str) -> int:
    if not (value.is_finite() and abs(value) < LARGEST):
        raise Invalid(N_("“{value}” is not a possible amount."), field=field, value=str(value)[:40])
    return minor_units(value, currency)
