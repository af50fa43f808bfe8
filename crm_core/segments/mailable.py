"""Who may be mailed: an address that agreed to marketing and from which no mail came back."""
from sqlalchemy import ColumnElement, or_, select

from db.models import Contact, Customer, MailAddress


def allowed() -> ColumnElement[bool]:
    """The customer or one of its contacts has an address that agreed and works."""
    return _has(MailAddress.marketing.is_(True), MailAddress.bounced_at.is_(None))


def unsubscribed() -> ColumnElement[bool]:
    """An address said no."""
    return _has(MailAddress.marketing.is_(False))


def bounced() -> ColumnElement[bool]:
    """Mail to an address came back."""
    return _has(MailAddress.bounced_at.is_not(None))


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    own = select(MailAddress.email).where(MailAddress.email == Customer.email, *conditions)
    theirs = select(Contact.id).where(
        Contact.customer_id == Customer.id, Contact.deleted_at.is_(None), MailAddress.email == Contact.email, *conditions
    )
    return or_(own.correlate(Customer).exists(), theirs.correlate(Customer).exists())
