"""The daily mail: who gets it, when, what is in it, and that it takes few statements."""
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from crm_core import clock, settings
from crm_core.access import scope
from crm_core.access.actor import SYSTEM
from crm_core.access.scope import of_reader
from crm_core.customers.commands import assign_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.digest.commands import write_digests
from crm_core.run import act
from crm_core.tasks.commands import add_task
from crm_core.tasks.schemas import TaskNew
from crm_core.work import Work
from db.models import Customer, Deal, Mail, Stage, Task, Ticket, User
from tests.cast import Cast
from tests.customers.making import make
from tests.customers.test_customer_page import deal

MORNING = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)  # Monday 07:30 in Shanghai
PEOPLE = ("wei", "min", "omar", "gu", "walter", "yan", "mia", "eva", "ada")


@pytest.fixture(autouse=True)
def morning(db):
    clock.set_now(MORNING - timedelta(hours=10))
    yield


@pytest.fixture
def wanted(db):
    """Everybody wants the mail, links lead to the company's address."""
    with db.writing() as session:
        session.execute(update(User).values(digest="daily"))
        settings.store(session, public_url="https://crm.example.com/")
        session.commit()


def mails(db) -> dict[str, Mail]:
    with db.reading() as session:
        return {mail.to_email.split("@")[0]: mail for mail in session.scalars(select(Mail))}


def write(at: datetime = MORNING) -> int:
    clock.set_now(at)
    return act(SYSTEM, write_digests)


def change(db, table, key: int, **values) -> None:
    with db.writing() as session:
        session.execute(update(table).where(table.id == key).values(**values))
        session.commit()


def step(actor, title: str = "Call Chen", **more) -> int:
    return act(actor, add_task, TaskNew(title=title, due_at=MORNING + timedelta(hours=2), all_day=False, **more))


def test_it_tells_all_five_kinds_with_links(db, cast, wanted):
    key = make(cast.wei, contract_ends_on=date(2026, 12, 1))
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Meng", birthday=date(1980, 11, 18)))
    late = deal(cast.wei, key, "Cold chain", 1_250_000_00)
    change(db, Deal, late, stage_since=MORNING - timedelta(days=400))
    with db.writing() as session:
        session.execute(update(Stage).values(limit_days=14))
        session.add(Ticket(subject="Sensor drift", state="processing", state_since=MORNING, customer_id=key, owner_id=cast.wei.user_id,
                           opened_at=MORNING, updated_at=MORNING, due_at=MORNING + timedelta(hours=3)))  # fmt: skip
        session.commit()
    step(cast.wei, customer_id=key)
    write()
    mail = mails(db)["wei"]
    assert mail.subject == "Your day: 1 step due, 1 ticket near its limit, 1 deal past its limit, 1 birthday, 1 contract ends"
    assert (mail.purpose, mail.state, mail.user_id) == ("digest", "waiting", cast.wei.user_id)
    for told in ("Call Chen", "Suzhou Taihu Foods", "09:30", "Sensor drift", "10:30", "Cold chain", "¥1,250,000", "400 of 14 days",
                 "Gu Meng", "18 Nov", "1 Dec", f"https://crm.example.com/customer?id={key}", f"https://crm.example.com/deal?id={late}"):
        assert told in mail.text, told
    assert f'href="https://crm.example.com/customer?id={key}"' in mail.html


def test_it_speaks_the_persons_language(db, cast, wanted):
    change(db, User, cast.wei.user_id, locale="zh_Hans")
    step(cast.wei, "致电陈工")
    write()
    mail = mails(db)["wei"]
    assert mail.subject == "今日：1 个下一步到期"
    assert "11月16日 星期一" in mail.html and "我的账户" in mail.html


def test_nothing_to_say_is_no_mail_and_who_does_not_want_it_gets_none(db, cast):
    step(cast.wei)
    assert write() == 0
    change(db, User, cast.wei.user_id, digest="daily")
    change(db, User, cast.min.user_id, digest="daily")
    assert write() == 1
    assert set(mails(db)) == {"wei"}


def test_one_a_day_at_the_hour_of_each_persons_clock(db, cast, wanted):
    change(db, User, cast.min.user_id, time_zone="Europe/Berlin")
    for actor in (cast.wei, cast.min):
        step(actor)
    assert write(MORNING - timedelta(hours=1)) == 0
    assert write() == 1
    assert write(MORNING + timedelta(minutes=20)) == 0
    assert write(MORNING + timedelta(hours=7)) == 1  # 07:30 in Berlin
    assert write(MORNING + timedelta(days=1)) == 1
    assert set(mails(db)) == {"wei", "min"}


def test_too_late_in_the_day_it_is_left_out(db, cast, wanted):
    step(cast.wei)
    assert write(MORNING + timedelta(hours=6)) == 0


def test_what_is_due_later_or_done_is_not_told(db, cast, wanted):
    act(cast.wei, add_task, TaskNew(title="Tomorrow", due_at=MORNING + timedelta(hours=20)))
    change(db, Task, step(cast.wei), done_at=MORNING)
    assert write() == 0


def test_a_step_at_a_customer_i_may_no_longer_see_is_told_without_its_name(db, cast, wanted):
    key = make(cast.gu, "Secret Ltd")
    act(cast.gu, assign_customer, key, cast.wei.user_id)
    step(cast.wei, customer_id=key)
    change(db, Customer, key, owner_id=cast.omar.user_id, team_id=cast.omar.team_id)
    write()
    assert "Call Chen" in mails(db)["wei"].text
    assert "Secret" not in mails(db)["wei"].text + mails(db)["wei"].html


def test_others_words_stay_harmless(db, cast, wanted):
    step(cast.wei, "<script>alert(1)</script>")
    write()
    assert "<script>" not in mails(db)["wei"].html


def test_long_lists_are_cut_and_counted(db, cast, wanted):
    for number in range(11):
        step(cast.wei, f"Step {number}")
    write()
    assert mails(db)["wei"].text.count("- Step") == 8
    assert "and 3 more" in mails(db)["wei"].text


@pytest.mark.parametrize("table, right", [(Customer, "customers:view"), (Deal, "deals:view")])
def test_readers_see_what_their_rights_show_one_by_one(db, cast, table, right):
    keys = [make(getattr(cast, who), f"of {who}") for who in ("wei", "min", "omar", "gu")] + [make(cast.gu, "pool", owner_id=None)]
    for who, key in zip(("wei", "min", "omar", "gu"), keys, strict=False):
        deal(getattr(cast, who), key, f"deal of {who}", 100)
    with db.reading() as session:
        for who in PEOPLE:
            actor = getattr(Cast(), who)
            one = set(session.scalars(select(table.id).where(getattr(scope, table.__tablename__ + "s")(Work(session, actor, MORNING), right))))
            many = set(session.scalars(select(table.id).join(User, User.id == actor.user_id).where(of_reader(table, right))))
            assert many == one, who


def test_however_many_people_it_takes_few_statements(db, cast, wanted):
    for who in ("wei", "min", "omar", "gu"):
        key = make(getattr(cast, who), f"of {who}", contract_ends_on=date(2026, 12, 1))
        step(getattr(cast, who), customer_id=key)
    said = []
    for engine in {db.reader, db.writer}:
        sql_event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert write() == 4
    assert len([one for one in said if one.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 12
