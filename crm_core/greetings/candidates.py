"""Who has an occasion and was not greeted for it yet: a birthday of a person or a contact, a festival of a country."""
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from crm_core.customers.language import locale_of
from crm_core.greetings import rules
from crm_core.greetings.rules import BIRTHDAY, FESTIVAL, REMIND, SEND
from crm_core.occasions import Festival, month_days
from crm_core.work import Work
from db.functions import falls_on
from db.models import Contact, Customer, Greeting, MailAddress, User

SOME = 500  # in one transaction


def birthdays(work: Work, first: date, days: int, wanted: str) -> Select:
    """People whose birthday is kept from `first` until so many days later, to be greeted as `wanted`.

    Columns: customer_id, contact_id, customer, person, birthday, owner_id, owner, owner_email, locale, email.
    """
    dates = month_days(first, days)
    own = _columns(work, null(), Customer.name, Customer.birthday, Customer.email).where(
        Customer.kind == "person", falls_on(Customer.birthday, dates), _ungreeted(BIRTHDAY, first, days, None))
    theirs = (
        _columns(work, Contact.id, Contact.name, Contact.birthday, Contact.email)
        .join(Contact, Contact.customer_id == Customer.id)
        .where(Contact.deleted_at.is_(None), falls_on(Contact.birthday, dates), _ungreeted(BIRTHDAY, first, days, Contact.id))
    )
    return _some(work, [own, theirs], BIRTHDAY, wanted)


def festival(work: Work, one: Festival, day: date, wanted: str) -> Select:
    """Customers of the festival's countries; of a company it is the main contact who is greeted. Columns as above."""
    main = aliased(Contact)
    first_main = (
        select(main.id).where(main.customer_id == Customer.id, main.deleted_at.is_(None), main.is_primary)
        .order_by(main.id).limit(1).correlate(Customer).scalar_subquery()
    )
    found = (
        _columns(work, Contact.id, func.coalesce(Contact.name, Customer.name), null(), func.coalesce(Contact.email, Customer.email))
        .outerjoin(Contact, Contact.id == first_main)
        .where(~_greeted(one.key, day, day).exists())
    )
    if one.countries:
        found = found.where(func.coalesce(func.upper(Customer.country), work.settings.country).in_(one.countries))
    return _some(work, [found], FESTIVAL, wanted)


def _columns(work: Work, contact, person, birthday, email) -> Select:
    return (
        select(
            Customer.id.label("customer_id"), contact.label("contact_id"), Customer.name.label("customer"), person.label("person"),
            birthday.label("birthday"), Customer.owner_id.label("owner_id"), User.name.label("owner"), User.email.label("owner_email"),
            locale_of(work.settings).label("locale"), func.lower(email).label("email"), Customer.grade.label("grade"),
            User.active.label("owner_active"),
        )
        .select_from(Customer).outerjoin(User, User.id == Customer.owner_id)
        .where(Customer.deleted_at.is_(None))
    )


def _some(work: Work, parts: list[Select], kind: str, wanted: str) -> Select:
    """Some of them, with a grade that is greeted so and with what that needs: an owner, or an address that agreed."""
    found = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery()
    statement = select(found).where(_of_grade(found.c.grade, work.settings.greetings, kind, wanted))
    if wanted == REMIND:
        statement = statement.where(found.c.owner_active)
    elif wanted == SEND:
        agreed = and_(MailAddress.email == found.c.email, MailAddress.marketing, MailAddress.bounced_at.is_(None))
        statement = statement.join(MailAddress, agreed)
    return statement.order_by(found.c.customer_id, found.c.contact_id).limit(SOME)


def _of_grade(grade, setting: dict, kind: str, wanted: str) -> ColumnElement[bool]:
    named, others_too, elsewhere = rules.grades(setting, kind, wanted)
    if not others_too:
        return grade.in_(named)
    return or_(grade.is_(None), grade.not_in(elsewhere)) if elsewhere else literal(True)


def _ungreeted(occasion: str, first: date, days: int, contact) -> ColumnElement[bool]:
    """Not greeted for this birthday; it may lie on either side of the year's end."""
    greeted = _greeted(occasion, first, first + timedelta(days=days))
    return ~greeted.where(Greeting.contact_id.is_(None) if contact is None else Greeting.contact_id == contact).exists()


def _greeted(occasion: str, first: date, last: date) -> Select:
    return select(Greeting.id).where(
        Greeting.occasion == occasion, Greeting.customer_id == Customer.id, Greeting.day.between(first, last)).correlate(Customer, Contact)
