"""Who asks: a contact or a customer that is known by e-mail or phone."""
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from crm_core import normalise
from crm_core.access import scope
from crm_core.errors import N_, Invalid, NotFound
from crm_core.tickets.writing import customer_facts
from crm_core.work import Work
from db.models import Contact, Customer


@dataclass(frozen=True)
class Requester:
    """Who asks and how to answer. `customer` is the row, where one is known."""

    customer: Customer | None = None
    contact_id: int | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None


def identify(work: Work, given: dict[str, Any]) -> Requester:
    """Who asks, from a customer or contact that was chosen, or else from an e-mail address or phone number.

    What was typed counts before what is stored of them. Raises NotFound, Invalid.
    """
    email, phone = written_email(given.get("requester_email")), written_phone(work, given.get("requester_phone"))
    contact_id, customer_id = given.get("contact_id"), given.get("customer_id")
    if customer_id is None and contact_id is None:
        contact_id, customer_id = _known(work, email, phone)
        customer = work.session.get(Customer, customer_id) if customer_id else None
    else:
        customer_id = customer_id or _customer_of(work, contact_id)
        customer = customer_facts(work, customer_id)
    contact = _contact(work, contact_id, customer_id)
    who = [one for one in (contact, customer) if one is not None]
    return Requester(
        customer, contact_id, given.get("requester_name") or _first(who, "name"), email or _first(who, "email"),
        phone or _first(who, "mobile") or _first(who, "phone"),
        given.get("locale") or (customer.locale if customer else None) or work.settings.locale,
    )


def written_email(text: str | None) -> str | None:
    """An address as it is stored. Raises Invalid."""
    try:
        return normalise.email(text) if text else None
    except Invalid as error:
        raise Invalid(error.message, field="requester_email") from None


def written_phone(work: Work, text: str | None) -> str | None:
    """A number as it is stored, or as it was typed where it is none: somebody asks for help, nothing is refused for that."""
    try:
        return normalise.phone(text, work.settings.country, False) if text else None
    except Invalid:
        return text


def _known(work: Work, email: str | None, phone: str | None) -> tuple[int | None, int | None]:
    """The contact and customer with this address, else with this number; nobody when several customers have it, or none to be seen."""
    for value, of_contact, of_customer in (
        (email, [Contact.email], [Customer.email]), (phone, [Contact.mobile, Contact.phone], [Customer.phone]),
    ):
        if not value:
            continue
        contacts = work.session.execute(
            select(Contact.id, Contact.customer_id)
            .join(Customer, Customer.id == Contact.customer_id)
            .where(or_(*(column == value for column in of_contact)), Contact.deleted_at.is_(None), scope.customers(work))
            .order_by(Contact.is_primary.desc(), Contact.id)
        ).all()
        customers = work.session.scalars(
            select(Customer.id).where(or_(*(column == value for column in of_customer)), scope.customers(work))
        ).all()
        found = {customer for _contact, customer in contacts} or set(customers)
        if len(found) == 1:
            return (contacts[0].id if contacts else None), found.pop()
    return None, None


def _customer_of(work: Work, contact_id: int) -> int:
    found = work.session.scalar(select(Contact.customer_id).where(Contact.id == contact_id, Contact.deleted_at.is_(None)))
    if found is None:
        raise NotFound()
    return found


def _contact(work: Work, contact_id: int | None, customer_id: int | None) -> Contact | None:
    if contact_id is None:
        return None
    found = work.session.scalars(select(Contact).where(Contact.id == contact_id, Contact.deleted_at.is_(None))).one_or_none()
    if found is None or found.customer_id != customer_id:
        raise Invalid(N_("This contact belongs to another customer."), field="contact_id")
    return found


def _first(rows: list[Any], field: str) -> str | None:
    return next((getattr(row, field, None) for row in rows if getattr(row, field, None)), None)
