"""The first run: a company and its administrator."""
from babel import Locale
from babel.numbers import list_currencies
from sqlalchemy import select

from crm_core import i18n, regions, settings
from crm_core.access.passwords import hash_password, require_good
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import Input
from crm_core.normalise import email as written_email
from crm_core.normalise import name_key
from crm_core.people import bootstrap
from crm_core.work import Work, command
from db.models import Role, User


class Administrator(Input):
    """The person who sets the company up."""

    required = ("name", "email", "password")
    limits = {"name": 100}

    name: str
    email: str
    password: str


class Company(Input):
    """The company. Currency and country are ISO codes, the time zone an IANA name."""

    required = ("company",)
    limits = {"company": 100}

    company: str
    locale: str
    time_zone: str
    currency: str
    country: str


def check_administrator(name: str, email: str, password: str) -> Administrator:
    """The person in good order. Raises Invalid naming the field: name, email or password."""
    person = Administrator(name=name, email=email, password=password)
    address = written_email(person.email)
    require_good(password, (person.name, address))
    return person.model_copy(update={"email": address, "password": password})


def check_company(company: str, locale: str, time_zone: str, currency: str, country: str) -> Company:
    """The company in good order. Raises Invalid naming the field."""
    given = Company(company=company, locale=locale, time_zone=time_zone, currency=currency, country=country)
    if given.locale not in i18n.locales():
        raise Invalid(N_("We do not speak this language yet."), field="locale")
    if not regions.is_time_zone(given.time_zone):
        raise Invalid(N_("We do not know this time zone."), field="time_zone")
    if given.currency not in list_currencies():
        raise Invalid(N_("We do not know this currency."), field="currency")
    if given.country not in Locale.parse("en").territories:
        raise Invalid(N_("We do not know this country."), field="country")
    return given


@command("settings:manage")
def set_up(work: Work, *, company: str, locale: str, time_zone: str, currency: str, country: str,
           admin_name: str, admin_email: str, admin_password: str) -> int:
    """Makes the company with its first administrator and returns the administrator's id.

    Raises Conflict when there is a company already, Invalid for what cannot be right.
    """
    # Everything slow comes before the transaction's first statement.
    person = check_administrator(admin_name, admin_email, admin_password)
    given = check_company(company, locale, time_zone, currency, country)
    marker = hash_password(person.password)
    if work.session.scalar(select(User.id).limit(1)) is not None:
        raise Conflict(N_("This company is set up already."))
    settings.store(work.session, **given.model_dump())
    if not bootstrap.is_filled(work):
        bootstrap.fill(work)
    role = work.session.scalars(select(Role).where(Role.key == "administrator")).one()
    admin = User(
        email=person.email, name=person.name, name_key=name_key(person.name), role_id=role.id, password_hash=marker,
        locale=given.locale, created_at=work.now,
    )
    work.session.add(admin)
    work.session.flush()
    work.record("company.set_up", "app_user", admin.id, after={"company": given.company})
    return admin.id
