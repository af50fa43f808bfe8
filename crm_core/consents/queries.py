"""Reading consent."""
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, null, or_, select, true, union_all

from crm_core.access import scope
from crm_core.consents.schemas import Addressee, ConsentCard, Entry
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.models import Consent, Contact, Customer, MailAddress, User

SHOWN, CHUNK = 20, 5000


class Address(NamedTuple):
    """An address of a customer, and whose it is."""

    email: str
    contact_id: int | None
    name: str | None


def last_words(work: Work, emails: Collection[str]) -> dict[str, bool | None]:
    """The last word of each of many addresses: True agreed, False refused, None never asked."""
    wanted = [email.lower() for email in emails]
    found: dict[str, bool | None] = dict.fromkeys(wanted)
    for start in range(0, len(wanted), CHUNK):
        rows = select(MailAddress.email, MailAddress.marketing).where(MailAddress.email.in_(wanted[start : start + CHUNK]))
        found.update(work.session.execute(rows).all())
    return found


def may_write(work: Work) -> ColumnElement[bool]:
    """Customers of whom this person may write consent down: those one may edit; all one sees, for who plans campaigns."""
    return true() if work.actor.may("campaigns:edit") else scope.customers(work, "customers:edit")


def addresses(work: Work, customer_id: int) -> list[Address]:
    """The addresses of a customer and its contacts; the caller has checked that it may be seen."""
    own = select(func.lower(Customer.email), null(), literal(None)).where(Customer.id == customer_id, Customer.email.is_not(None))
    people = select(func.lower(Contact.email), Contact.id, Contact.name).where(
        Contact.customer_id == customer_id, Contact.deleted_at.is_(None), Contact.email.is_not(None))
    found: dict[str, Address] = {}
    for row in work.session.execute(union_all(own, people)):
        if row[0] not in found or found[row[0]].contact_id is None:
            found[row[0]] = Address(*row)
    return list(found.values())


@query("customers:view")
def consent_card(work: Work, customer_id: int) -> ConsentCard:
    """Who of a customer agreed to what, when. Raises NotFound."""
    may = work.session.execute(select(may_write(work)).select_from(Customer).where(Customer.id == customer_id, scope.customers(work))).first()
    if may is None:
        raise NotFound()
    whose = addresses(work, customer_id)
    emails = [one.email for one in whose]
    rows = select(MailAddress).where(MailAddress.email.in_(emails))
    known = {row.email: row for row in work.session.scalars(rows)}
    log = (
        select(Consent.email, Consent.given, Consent.source, Consent.text, User.name, Consent.at)
        .outerjoin(User, User.id == Consent.user_id)
        .where(or_(Consent.email.in_(emails), Consent.customer_id == customer_id)).order_by(Consent.id.desc()).limit(SHOWN)
    )
    return ConsentCard(
        tuple(_addressee(one, known.get(one.email)) for one in whose),
        tuple(Entry(*row) for row in work.session.execute(log)),
        bool(may[0]) and work.actor.may("customers:edit", "campaigns:edit"),
    )


def _addressee(one: Address, row: MailAddress | None) -> Addressee:
    if row is None:
        return Addressee(one.email, one.name, None, None, False)
    return Addressee(one.email, one.name, row.marketing, row.marketing_at, row.bounced_at is not None)
