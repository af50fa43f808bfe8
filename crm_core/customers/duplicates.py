"""Is this customer known already, whoever looks after it?"""
from sqlalchemy import Select, literal, select, union_all

from crm_core import normalise
from crm_core.access import scope
from crm_core.customers import rules
from crm_core.customers.schemas import Duplicate
from crm_core.errors import Invalid
from crm_core.work import Work, query
from db.models import Contact, Customer, Team, User

MOST = 5


@query("customers:edit")
def find_duplicates(
    work: Work, name: str | None = None, phone: str | None = None, email: str | None = None, *,
    kind: str = "company", country: str | None = None, exclude_id: int | None = None,
) -> tuple[Duplicate, ...]:
    """Customers with this normalised name, phone or e-mail (also of a contact), among all that there are.

    Of customers the reader may not see, only owner and team are told.
    """
    looks = [
        *_by_name(rules.name_key(kind, name) if name else ""),
        *_by_phone(_normal(normalise.phone, phone, country or work.settings.country, False)),
        *_by_email(_normal(normalise.email, email)),
    ]
    if not looks:
        return ()
    found = union_all(*looks).subquery()
    rows = work.session.execute(
        select(Customer.id, Customer.name, found.c.reason, User.name, Team.name, scope.customers(work))
        .join(found, found.c.id == Customer.id)
        .outerjoin(User, User.id == Customer.owner_id)
        .outerjoin(Team, Team.id == Customer.team_id)
        .where(Customer.deleted_at.is_(None), Customer.id != (exclude_id or 0))
        .order_by(found.c.weight, Customer.id)
        .limit(MOST * 4)
    )
    known: dict[int, Duplicate] = {}
    for key, title, reason, owner, team, seen in rows:
        known.setdefault(key, Duplicate(reason, key if seen else None, title if seen else None, owner, team))
    return tuple(known.values())[:MOST]


def _normal(normal, text: str | None, *more) -> str | None:
    try:
        return normal(text, *more) if text else None
    except Invalid:
        return None


def _look(reason: str, weight: int, statement: Select) -> Select:
    found = statement.limit(MOST * 2).subquery()
    return select(found.c[0].label("id"), literal(reason).label("reason"), literal(weight).label("weight"))


def _by_name(key: str) -> list[Select]:
    return [_look("name", 3, _living(select(Customer.id).where(Customer.name_key == key), Customer.id))] if key else []


def _by_phone(phone: str | None) -> list[Select]:
    if phone is None:
        return []
    tables = ((Customer.id, Customer.phone), (Contact.customer_id, Contact.phone), (Contact.customer_id, Contact.mobile))
    return [_look("phone", 1, _living(select(key).where(field == phone), key)) for key, field in tables]


def _by_email(email: str | None) -> list[Select]:
    if email is None:
        return []
    tables = ((Customer.id, Customer.email), (Contact.customer_id, Contact.email))
    return [_look("email", 2, _living(select(key).where(field == email), key)) for key, field in tables]


def _living(statement: Select, key) -> Select:
    table = Contact if key is Contact.customer_id else Customer
    return statement.where(table.deleted_at.is_(None))  # as the indexes have it
