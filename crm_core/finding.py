"""Finding anything from anywhere: customers, people and deals whose names, phones or e-mails begin as typed, orders by number, and tickets."""
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from crm_core import normalise
from crm_core.access import scope
from crm_core.orders.filtering import numbered
from crm_core.tickets.rules import OPEN
from crm_core.work import ANYBODY, Work, query
from db import search
from db.models import Contact, Customer, Deal, Order, Ticket, User

EACH = 6
MOST_NUMBERS = 500  # orders whose number begins as typed are looked at


@dataclass(frozen=True)
class Found:
    """A record that matches. `subject` is customer, contact, deal, order or ticket; `customer_id` is whom a contact belongs to."""

    subject: str
    id: int
    name: str
    beside: tuple[str, ...]
    customer_id: int | None = None
    phone: str | None = None
    value: int | None = None
    status: str | None = None
    currency: str | None = None


@query(ANYBODY)
def find_anything(work: Work, text: str) -> tuple[Found, ...]:
    """Up to six customers, contacts, deals, orders and tickets each, the closest names first."""
    text = " ".join(text.split())[:100]
    if not search.words(text):
        return ()
    found: list[Found] = []
    if work.actor.may("customers:view"):
        found += _customers(work, text) + _contacts(work, text)
    if work.actor.may("deals:view"):
        found += _deals(work, text)
    if work.actor.may("orders:view"):
        found += _orders(work, text)
    if work.actor.may("tickets:view"):
        found += _tickets(work, text)
    return tuple(found)


def _customers(work: Work, text: str) -> list[Found]:
    matching = scope.customers(work), search.matches(work.session, "customer", text)
    rows = work.session.execute(
        select(Customer.id, Customer.name, Customer.city, User.name, Customer.phone)
        .outerjoin(User, User.id == Customer.owner_id)
        .where(*matching)
        .order_by(_begins(Customer.name_key, text).desc(), Customer.name_key, Customer.id)
        .limit(EACH)
    )
    return [Found("customer", key, name, _said(city, owner), key, phone) for key, name, city, owner, phone in rows]


def _contacts(work: Work, text: str) -> list[Found]:
    """People are indexed with their customer; which of them is meant shows in their own name, phone or e-mail."""
    meant = [condition for word in text.split() for condition in _of_contact(word)]
    if not meant:
        return []
    rows = work.session.execute(
        select(Contact.id, Contact.name, Contact.title, Customer.name, Customer.id, Contact.mobile, Contact.phone)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(Contact.deleted_at.is_(None), scope.customers(work), search.matches(work.session, "customer", text), or_(*meant))
        .order_by(_begins(Contact.name_key, text).desc(), Contact.name_key, Contact.id)
        .limit(EACH)
    )
    return [
        Found("contact", key, name, _said(title, customer), customer_id, mobile or phone)
        for key, name, title, customer, customer_id, mobile, phone in rows
    ]


def _deals(work: Work, text: str) -> list[Found]:
    rows = work.session.execute(
        select(Deal.id, Deal.name, Customer.name, User.name, Deal.value, Deal.status)
        .outerjoin(Customer, Customer.id == Deal.customer_id)
        .outerjoin(User, User.id == Deal.owner_id)
        .where(scope.deals(work), search.matches(work.session, "deal", text))
        .order_by((Deal.status == "open").desc(), Deal.updated_at.desc(), Deal.id)
        .limit(EACH)
    )
    return [
        Found("deal", key, name, _said(customer, owner), value=value, status=status)
        for key, name, customer, owner, value, status in rows
    ]


def _tickets(work: Work, text: str) -> list[Found]:
    """By number, subject, requester and what else their list is searched by; the number first, then open ones, the newest."""
    number = text.lstrip("#")
    is_number = Ticket.id == (int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)
    rows = work.session.execute(
        select(Ticket.id, Ticket.subject, Customer.name, Ticket.requester_name, User.name, Ticket.state)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(User, User.id == Ticket.owner_id)
        .where(scope.tickets(work), or_(is_number, search.matches(work.session, "ticket", text.replace("#", " "))))
        .order_by(is_number.desc(), Ticket.state.in_(OPEN).desc(), Ticket.id.desc())
        .limit(EACH)
    )
    return [
        Found("ticket", key, subject, _said(f"#{key}", customer or requester, agent), status=state)
        for key, subject, customer, requester, agent, state in rows
    ]


def _orders(work: Work, text: str) -> list[Found]:
    """By their number only: those of a customer stand on its page."""
    rows = work.session.execute(
        select(Order.id, Order.number, Customer.name, Order.total, Order.state, Order.currency)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .where(scope.orders(work), Order.id.in_(select(Order.id).where(numbered(work, text)).limit(MOST_NUMBERS)))
        .order_by(Order.ordered_on.desc(), Order.id.desc())
        .limit(EACH)
    )
    return [
        Found("order", key, number, _said(customer), value=total, status=state, currency=currency)
        for key, number, customer, total, state, currency in rows
    ]


def _of_contact(word: str) -> list[ColumnElement[bool]]:
    key = normalise.name_key(word)
    digits = "".join(c for c in word if c.isdigit())
    found: list[ColumnElement[bool]] = []
    if key and not key.isdigit():
        found += [Contact.name_key.contains(key, autoescape=True), Contact.email.contains(word.lower(), autoescape=True)]
    if len(digits) >= 4:
        found += [Contact.mobile.contains(digits[-8:]), Contact.phone.contains(digits[-8:])]
    return found


def _begins(column, text: str) -> ColumnElement[bool]:
    return column.startswith(normalise.name_key(text), autoescape=True)


def _said(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
