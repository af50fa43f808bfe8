"""What there is to tell, for many people at once: one statement a section, however many they are.

Everybody is told what their rights show; of each kind the first few, with their number.
"""
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all

from crm_core.access.scope import of_reader
from crm_core.churn.danger import urgent
from crm_core.churn.reasons import told
from crm_core.churn.rules import WARNED, Thresholds
from crm_core.digest.schemas import Digest, Item, Reader
from crm_core.i18n import words
from crm_core.money import major_units
from crm_core.occasions import month_days, next_birthday
from crm_core.pipeline.filtering import is_late
from crm_core.tickets.rules import OPEN
from crm_core.work import Work
from db.functions import falls_on
from db.models import ChurnCase, Contact, Customer, CustomerValue, Deal, Mail, Stage, Task, Ticket, User

SHOWN = 8
BIRTHDAYS = 7  # days
TICKETS = timedelta(hours=24)
LATEST = 5  # hours after its hour a mail is still sent; then it would be of yesterday
LONGEST_DAY = timedelta(hours=26)


def readers(work: Work) -> list[Reader]:
    """Who wants the mail, has its hour now, and did not get it yet today."""
    company = work.settings
    got = select(func.max(Mail.created_at)).where(
        Mail.user_id == User.id, Mail.purpose == "digest", Mail.created_at > work.now - LONGEST_DAY)
    rows = work.session.execute(
        select(User.id, User.name, User.email, User.locale, User.time_zone, got.scalar_subquery())
        .where(User.active, User.digest == "daily", User.email.is_not(None), User.password_hash.is_not(None))
        .order_by(User.id)
    )
    found = []
    for key, name, email, locale, zone, last in rows:
        zone = zone or company.time_zone
        here = work.now.astimezone(ZoneInfo(zone))
        had = last is not None and last.astimezone(ZoneInfo(zone)).date() == here.date()
        if not had and company.digest_hour <= here.hour < company.digest_hour + LATEST:
            found.append(Reader(key, name, email, locale or company.locale, zone, here.date()))
    return found


def gather(work: Work, people: list[Reader]) -> list[Digest]:
    """The digests of those who are to be told something."""
    if not people:
        return []
    found = {person.id: Digest(person) for person in people}
    among = User.id.in_(found)
    _steps(work, found, among)
    _deals(work, found, among)
    _danger(work, found, among)
    _tickets(work, found, among)
    _birthdays(work, found, among)
    _contracts(work, found, among)
    return [digest for digest in found.values() if digest.sections]


def _steps(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """One's own next steps until the end of one's day; names only of customers and deals one may see."""
    customer, deal = of_reader(Customer, "customers:view"), of_reader(Deal, "deals:view")
    base = (
        select(User.id.label("reader"), Task.title, Task.due_at, Task.all_day, case((customer, Customer.name)).label("customer"),
               case((deal, Deal.name)).label("deal"), case((customer, Customer.id)).label("customer_id"),
               case((deal, Deal.id)).label("deal_id"))
        .select_from(User).join(Task, Task.owner_id == User.id)
        .outerjoin(Customer, Customer.id == Task.customer_id).outerjoin(Deal, Deal.id == Task.deal_id)
        .where(among, Task.done_at.is_(None), Task.due_at < _per_zone(work, found, _evening, Task.due_at.type))
    )
    for row in _first(work, base, Task.due_at, Task.id):
        reader = found[row.reader].reader
        path = f"/customer?id={row.customer_id}" if row.customer_id else f"/deal?id={row.deal_id}" if row.deal_id else "/"
        local = row.due_at.astimezone(ZoneInfo(reader.time_zone)).date()
        sub = " · ".join(filter(None, (row.customer, row.deal))) or None
        when = {"on": local} if row.all_day or local < reader.today else {"at": row.due_at}
        found[row.reader].section("steps").add(Item(row.title, sub, path, **when), row.total)


def _deals(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """Open deals longer in their stage than it allows, the largest first."""
    base = (
        select(User.id.label("reader"), Deal.id, Deal.name, Deal.value, Deal.stage_since, Stage.limit_days, Stage.name.label("stage"),
               Stage.names)
        .select_from(User).join(Deal, is_late(work)).join(Stage, Stage.id == Deal.stage_id)
        .where(among, of_reader(Deal, "deals:view"))
    )
    for row in _first(work, base, Deal.value.desc(), Deal.id):
        digest = found[row.reader]
        stage = (row.names or {}).get(digest.reader.locale) or row.stage
        digest.section("deals").add(
            Item(row.name, stage, f"/deal?id={row.id}", value=row.value, days=(work.now - row.stage_since).days, limit=row.limit_days),
            row.total)


def _danger(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """One's own customers about whose danger of leaving somebody should decide, the most at risk first."""
    base = (
        select(User.id.label("reader"), Customer.id, Customer.name, ChurnCase.at_risk, ChurnCase.reasons)
        .select_from(User).join(Customer, Customer.owner_id == User.id)
        .join(ChurnCase, and_(ChurnCase.customer_id == Customer.id, ChurnCase.state == WARNED))
        .outerjoin(CustomerValue, CustomerValue.customer_id == Customer.id)
        .where(among, of_reader(Customer, "churn:edit"), urgent(Thresholds.of(work.settings.churn)))
    )
    for row in _first(work, base, ChurnCase.at_risk.desc(), ChurnCase.id):
        digest = found[row.reader]
        say = words(digest.reader.locale)
        why = told(row.reasons, say, partial(_money, work.settings.currency, say.locale))
        digest.section("churn").add(Item(row.name, why or None, f"/customer?id={row.id}", value=row.at_risk), row.total)


def _tickets(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """One's own open tickets whose limit is over or comes within a day."""
    base = (
        select(User.id.label("reader"), Ticket.id, Ticket.subject, Ticket.due_at)
        .select_from(User).join(Ticket, Ticket.owner_id == User.id)
        .where(among, Ticket.state.in_(OPEN), Ticket.due_at <= work.now + TICKETS,
               of_reader(Ticket, "tickets:view"))
    )
    for row in _first(work, base, Ticket.due_at, Ticket.id):
        item = Item(f"#{row.id} {row.subject}", None, f"/ticket?id={row.id}", at=row.due_at)
        found[row.reader].section("tickets").add(item, row.total)


def _birthdays(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """Of one's own customers and their contacts, in the coming week."""
    days = {day for digest in found.values() for day in month_days(digest.reader.today, BIRTHDAYS)}
    mine = among, of_reader(Customer, "customers:view")
    own = (
        select(User.id.label("reader"), Customer.id, Customer.name, Customer.birthday.label("birthday"), Customer.name.label("person"))
        .select_from(User).join(Customer, Customer.owner_id == User.id).where(*mine, falls_on(Customer.birthday, days))
    )
    theirs = (
        select(User.id, Customer.id, Customer.name, Contact.birthday, Contact.name)
        .select_from(User).join(Customer, Customer.owner_id == User.id).join(Contact, Contact.customer_id == Customer.id)
        .where(*mine, Contact.deleted_at.is_(None), falls_on(Contact.birthday, days))
    )
    kept: dict[int, list[Item]] = {}
    for row in work.session.execute(union_all(own, theirs)):
        today = found[row.reader].reader.today
        day = next_birthday(row.birthday, today)
        if (day - today).days <= BIRTHDAYS:
            sub = row.name if row.person != row.name else None
            kept.setdefault(row.reader, []).append(Item(row.person, sub, f"/customer?id={row.id}", on=day))
    for reader, items in kept.items():
        for item in sorted(items, key=lambda one: (one.on, one.title))[:SHOWN]:
            found[reader].section("birthdays").add(item, len(items))


def _contracts(work: Work, found: dict[int, Digest], among: ColumnElement[bool]) -> None:
    """Contracts of one's own customers that end soon."""
    span, day = timedelta(days=work.settings.contract_days), Customer.contract_ends_on.type
    first = _per_zone(work, found, lambda reader: reader.today, day)
    last = _per_zone(work, found, lambda reader: reader.today + span, day)
    base = (
        select(User.id.label("reader"), Customer.id, Customer.name, Customer.contract_ends_on)
        .select_from(User).join(Customer, Customer.owner_id == User.id)
        .where(among, of_reader(Customer, "customers:view"), Customer.contract_ends_on.between(first, last))
    )
    for row in _first(work, base, Customer.contract_ends_on, Customer.id):
        item = Item(row.name, None, f"/customer?id={row.id}", on=row.contract_ends_on)
        found[row.reader].section("contracts").add(item, row.total)


def _money(currency: str, locale: str, minor: int) -> str:
    return format_currency(major_units(minor, currency), currency, locale=locale, format="¤#,##0", currency_digits=False)


def _first(work: Work, base: Select, *order) -> Iterable:
    """The first rows for each reader, with the number of all of them."""
    place = func.row_number().over(partition_by=User.id, order_by=order).label("place")
    total = func.count().over(partition_by=User.id).label("total")
    ranked = base.add_columns(place, total).subquery()
    return work.session.execute(select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.reader, ranked.c.place))


def _evening(reader: Reader) -> datetime:
    return datetime.combine(reader.today + timedelta(days=1), time(), ZoneInfo(reader.time_zone))


def _per_zone(work: Work, found: dict[int, Digest], value: Callable[[Reader], object], type_) -> ColumnElement:
    """A value that depends on the reader's clock, as SQL."""
    by_zone = {digest.reader.time_zone: literal(value(digest.reader), type_) for digest in found.values()}
    return case(by_zone, value=func.coalesce(User.time_zone, work.settings.time_zone))
