"""What an activity, a next step or a file belongs to: a customer, a deal or both."""
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from crm_core.access import scope
from crm_core.errors import N_, Invalid, NotFound
from crm_core.work import Work
from db.models import Contact, Customer, Deal

LOG = "activities:log"


@dataclass(frozen=True)
class Subject:
    """`customer_id` counts when no deal is named."""

    customer_id: int | None = None
    deal_id: int | None = None
    contact_id: int | None = None


def reached(work: Work, wanted: Iterable[Subject], *rights: str) -> list[Subject]:
    """The subjects, where a deal is named with the customer of that deal.

    Raises NotFound when one is not seen or not within `rights`, Invalid when a contact is not the customer's.
    """
    wanted = list(wanted)
    customers_of = _deals(work, {s.deal_id for s in wanted if s.deal_id}, rights)
    filled = [
        Subject(customers_of[s.deal_id] if s.deal_id else s.customer_id, s.deal_id, s.contact_id) for s in wanted
    ]
    named = {s.customer_id for s in wanted if s.customer_id and not s.deal_id}
    if _customers(work, named, rights) != named:
        raise NotFound()
    _check_contacts(work, filled)
    return filled


def _deals(work: Work, ids: set[int], rights: tuple[str, ...]) -> dict[int, int | None]:
    if not ids:
        return {}
    reach = and_(scope.deals(work), scope.deals(work, *rights))
    found = work.session.execute(select(Deal.id, Deal.customer_id).where(Deal.id.in_(ids), reach))
    customers = {key: customer for key, customer in found}
    if customers.keys() != ids:
        raise NotFound()
    return customers


def _customers(work: Work, ids: set[int], rights: tuple[str, ...]) -> set[int]:
    if not ids:
        return set()
    reach = and_(scope.customers(work), scope.customers(work, *rights))
    return set(work.session.scalars(select(Customer.id).where(Customer.id.in_(ids), reach)))


def _check_contacts(work: Work, subjects: list[Subject]) -> None:
    pairs = {(s.contact_id, s.customer_id) for s in subjects if s.contact_id}
    if not pairs:
        return
    theirs = or_(*(and_(Contact.id == contact, Contact.customer_id == customer) for contact, customer in pairs))
    found = work.session.scalars(select(Contact.id).where(theirs, Contact.deleted_at.is_(None))).all()
    if len(found) != len(pairs):
        raise Invalid(N_("This contact belongs to another customer."), field="contact_id")
