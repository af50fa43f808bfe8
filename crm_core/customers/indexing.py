"""What of a customer can be searched: names, phones and e-mails of it and of its contacts."""
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from crm_core.work import Work
from db import search
from db.models import Contact, Customer

CHUNK = 500


def reindex(work: Work, customer_ids: Iterable[int]) -> None:
    """Replaces the searchable text of these customers."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        search.store(work.session, "customer", _documents(work, ids[start : start + CHUNK]))


def _documents(work: Work, ids: list[int]) -> dict[int, str]:
    contacts = defaultdict(list)
    rows = work.session.execute(
        select(Contact.customer_id, Contact.name, Contact.email, Contact.phone, Contact.mobile).where(
            Contact.customer_id.in_(ids), Contact.deleted_at.is_(None)
        )
    )
    for customer_id, *found in rows:
        contacts[customer_id].append(found)
    customers = work.session.execute(
        select(Customer.id, Customer.name, Customer.email, Customer.phone).where(Customer.id.in_(ids))
    )
    return {
        key: search.document(
            name,
            email,
            *(text for contact in contacts[key] for text in contact[:2]),
            phones=(phone, *(number for contact in contacts[key] for number in contact[2:])),
        )
        for key, name, email, phone in customers
    }
