"""This week: birthdays of the people at my customers, contracts that end soon, festivals."""
from datetime import timedelta

from sqlalchemy import cast, literal, null, select, union_all

from crm_core.access import scope
from crm_core.home import days
from crm_core.home.schemas import Occasion
from crm_core.occasions import festivals_between, month_days, next_birthday
from crm_core.work import Work
from db.functions import falls_on
from db.models import Contact, Customer

BIRTHDAYS = 7  # days ahead
MOST = 200
BIRTHDAY, CONTRACT, FESTIVAL = "birthday", "contract", "festival"


def this_week(work: Work, limit: int) -> tuple[Occasion, ...]:
    """Of the reader's own customers, the next ones first; in one statement."""
    today = days.today(work)
    dates = month_days(today, BIRTHDAYS)
    mine = scope.customers(work), Customer.owner_id == work.actor.user_id
    own = select(literal(BIRTHDAY).label("kind"), Customer.id, Customer.name, cast(null(), Customer.name.type), Customer.birthday).where(
        *mine, falls_on(Customer.birthday, dates))
    theirs = (
        select(literal(BIRTHDAY), Customer.id, Customer.name, Contact.name, Contact.birthday)
        .join(Contact, Contact.customer_id == Customer.id)
        .where(*mine, Contact.deleted_at.is_(None), falls_on(Contact.birthday, dates))
    )
    until = today + timedelta(days=work.settings.contract_days)
    contracts = select(literal(CONTRACT), Customer.id, Customer.name, cast(null(), Customer.name.type), Customer.contract_ends_on).where(
        *mine, Customer.contract_ends_on.between(today, until))
    found = [
        Occasion(kind, key, name, person, next_birthday(day, today) if kind == BIRTHDAY else day)
        for kind, key, name, person, day in work.session.execute(union_all(own, theirs, contracts).limit(MOST))
    ]
    found += [Occasion(FESTIVAL, None, one.name, None, day) for one, day in festivals_between(today, today + timedelta(days=BIRTHDAYS))]
    return tuple(sorted(found, key=lambda one: (one.on, one.name))[:limit])
