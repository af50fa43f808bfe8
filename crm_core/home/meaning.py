"""Which customer a typed line means."""
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, String, cast, func, literal, null, select, union_all

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.work import Work, query
from db.models import Contact, Customer

LEAST, MOST = 2, 5


@dataclass(frozen=True)
class Meant:
    """A customer that the line names, perhaps through a contact."""

    customer_id: int
    customer: str
    contact_id: int | None
    contact: str | None


@query("activities:log")
def who_is_meant(work: Work, line: str) -> tuple[Meant, ...]:
    """Customers whose name, or whose contact's name, stands in `line`; the longest names only, five at most.

    The reader's own come before others that may be worked on.
    """
    own = Customer.owner_id == work.actor.user_id
    found = _named(work, line, own)
    return found if found or work.scope("activities:log") is Scope.OWN else _named(work, line, ~own | Customer.owner_id.is_(None))


def _named(work: Work, line: str, whose: ColumnElement[bool]) -> tuple[Meant, ...]:
    text = literal(line.casefold(), String)
    reached = whose, scope.customers(work), scope.customers(work, "activities:log")
    named = select(
        Customer.id, Customer.name, cast(null(), Integer).label("contact_id"), cast(null(), String).label("contact"),
        Customer.name.label("found"),
    ).where(*reached, *_stands_in(work, Customer.name, text))
    people = (
        select(Customer.id, Customer.name, Contact.id, Contact.name, Contact.name)
        .join(Contact, Contact.customer_id == Customer.id)
        .where(*reached, Contact.deleted_at.is_(None), *_stands_in(work, Contact.name, text))
    )
    found = union_all(named, people).subquery()
    rows = work.session.execute(
        select(found).order_by(func.length(found.c.found).desc(), found.c.id).limit(MOST * 4)
    ).all()
    longest = len(rows[0].found) if rows else 0
    meant = {row[0]: Meant(*row[:4]) for row in reversed(rows) if len(row.found) == longest}
    return tuple(reversed(meant.values()))[:MOST]


def _stands_in(work: Work, name, text) -> tuple:
    position = func.instr if work.session.get_bind().dialect.name == "sqlite" else func.strpos
    return func.length(name) >= LEAST, position(text, func.lower(name)) > 0
