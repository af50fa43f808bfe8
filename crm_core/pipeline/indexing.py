"""What of a deal can be searched: its name and its customer's."""
from collections.abc import Iterable

from sqlalchemy import Select, select

from crm_core.work import Work
from db import search
from db.models import Customer, Deal

CHUNK = 500


def reindex(work: Work, deal_ids: Iterable[int]) -> None:
    """Replaces the searchable text of these deals."""
    ids = sorted(deal_ids)
    for start in range(0, len(ids), CHUNK):
        _store(work, _named().where(Deal.id.in_(ids[start : start + CHUNK])))


def reindex_customers(work: Work, customer_ids: Iterable[int]) -> None:
    """Replaces the searchable text of all deals of these customers."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        _store(work, _named().where(Deal.customer_id.in_(ids[start : start + CHUNK])))


def _named() -> Select:
    return select(Deal.id, Deal.name, Customer.name).outerjoin(Customer, Customer.id == Deal.customer_id)


def _store(work: Work, deals: Select) -> None:
    rows = work.session.execute(deals)
    search.store(work.session, "deal", {key: search.document(name, customer) for key, name, customer in rows})
