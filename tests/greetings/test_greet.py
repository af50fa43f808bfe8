"""Birthdays and festivals: the owner is reminded or a mail is sent, once, to whom may get one."""
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from crm_core import clock, settings
from crm_core.access.actor import SYSTEM
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.errors import Forbidden, Invalid
from crm_core.greetings.commands import remind, send
from crm_core.greetings.setting import GreetingText, built_in_again, choose, greetings, sample, write_text
from crm_core.jobs import schedule
from crm_core.run import act, ask
from db.models import Greeting, Mail, MailAddress, Task, User
from tests.customers.making import make

DAY = datetime(2026, 11, 16, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def day(db):
    clock.set_now(DAY)
    with db.writing() as session:
        settings.store(session, public_url="https://crm.example.com")
        session.commit()


def ways(cast, birthday: dict | None = None, festival: dict | None = None) -> None:
    act(cast.ada, choose, {"birthday": birthday or {"": "off"}, "festival": festival or {"": "off"}})


def agree(db, *emails: str, **more) -> None:
    with db.writing() as session:
        session.add_all([MailAddress(email=email, marketing=True, marketing_at=DAY, **more) for email in emails])
        session.commit()


def all_of(db, table) -> list:
    with db.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def person(cast, name: str = "Fan Xiu", **more) -> int:
    return make(cast.wei, name, kind="person", **{"birthday": date(1980, 11, 18), "email": "fan@example.com", **more})


def test_an_owner_is_reminded_once_of_people_and_contacts(db, cast):
    person(cast)
    firm = make(cast.min, "Firm")
    contact = act(cast.min, create_contact, ContactNew(customer_id=firm, name="Gu Meng", birthday=date(1990, 11, 16)))
    make(cast.wei, "Far", kind="person", birthday=date(1980, 11, 20))
    make(cast.gu, "Pool", kind="person", birthday=date(1980, 11, 16), owner_id=None)
    assert schedule.greetings() == {"steps": 2, "mails": 0}
    assert schedule.greetings() == {"steps": 0, "mails": 0}
    found = {task.owner_id: task for task in all_of(db, Task)}
    assert found[cast.wei.user_id].title == "Birthday of Fan Xiu: congratulate"
    assert found[cast.wei.user_id].due_at.date() == date(2026, 11, 18)
    assert (found[cast.min.user_id].customer_id, found[cast.min.user_id].contact_id) == (firm, contact)
    clock.set_now(DAY + timedelta(days=365))
    assert act(SYSTEM, remind) == 2


def test_the_reminder_speaks_the_owners_language(db, cast):
    person(cast, "范秀")
    with db.writing() as session:
        session.execute(update(User).where(User.id == cast.wei.user_id).values(locale="zh_Hans"))
        session.commit()
    act(SYSTEM, remind)
    assert all_of(db, Task)[0].title == "范秀生日，送上祝福"


def test_a_mail_goes_to_who_agreed_and_does_not_bounce_in_the_customers_language(db, cast):
    ways(cast, {"": "send"})
    today = {"birthday": date(1980, 11, 16)}
    key = person(cast, "范秀", locale="zh_Hans", **today)
    for name in ("asked", "refused", "bounced"):
        person(cast, name, email=f"{name}@example.com", **today)
    agree(db, "fan@example.com")
    agree(db, "bounced@example.com", bounced_at=DAY)
    with db.writing() as session:
        session.add(MailAddress(email="refused@example.com", marketing=False, marketing_at=DAY))
        session.commit()
    assert schedule.greetings() == {"steps": 0, "mails": 1}
    assert schedule.greetings() == {"steps": 0, "mails": 0}
    (mail,) = all_of(db, Mail)
    assert (mail.to_email, mail.purpose, mail.customer_id, mail.state) == ("fan@example.com", "greeting", key, "waiting")
    assert mail.subject == "Qilu Machinery祝您生日快乐"
    assert "范秀" in mail.text and "<p>" in mail.html
    assert mail.headers["List-Unsubscribe"].startswith("<https://crm.example.com/p/unsubscribe/")


def test_without_an_address_of_ours_nothing_is_sent_and_the_reason_is_said(db, cast):
    ways(cast, {"": "send"})
    person(cast, birthday=date(1980, 11, 16))
    agree(db, "fan@example.com")
    with db.writing() as session:
        settings.store(session, public_url="")
        session.commit()
    with pytest.raises(Invalid):
        act(SYSTEM, send)
    assert all_of(db, Mail) == [] and all_of(db, Greeting) == []


def test_the_grade_says_how(db, cast):
    ways(cast, {"vip": "remind", "a": "off", "": "send"})
    today = {"birthday": date(1980, 11, 16)}
    for grade in ("vip", "a", "b", None):
        person(cast, f"of {grade}", grade=grade, email=f"{grade}@example.com", **today)
    agree(db, "vip@example.com", "a@example.com", "b@example.com", "none@example.com")
    assert schedule.greetings() == {"steps": 1, "mails": 2}
    assert [task.title for task in all_of(db, Task)] == ["Birthday of of vip: congratulate"]
    assert {mail.to_email for mail in all_of(db, Mail)} == {"b@example.com", "none@example.com"}


def test_a_birthday_of_the_29th_of_february_is_greeted_on_the_28th(db, cast):
    ways(cast, {"": "send"})
    person(cast, birthday=date(1980, 2, 29))
    agree(db, "fan@example.com")
    clock.set_now(datetime(2027, 2, 28, 2, tzinfo=UTC))
    assert act(SYSTEM, send) == 1
    clock.set_now(datetime(2028, 2, 28, 2, tzinfo=UTC))
    assert act(SYSTEM, send) == 0
    clock.set_now(datetime(2028, 2, 29, 2, tzinfo=UTC))
    assert act(SYSTEM, send) == 1


def test_a_festival_goes_to_the_countries_that_keep_it_and_to_the_main_contact(db, cast):
    ways(cast, festival={"": "send"})
    firm = make(cast.wei, "Firm", country="CN")
    act(cast.wei, create_contact, ContactNew(customer_id=firm, name="Gu Meng", email="gu.meng@example.com"))
    make(cast.wei, "Home", email="home@example.com")
    make(cast.wei, "Berlin", country="DE", email="berlin@example.com")
    agree(db, "gu.meng@example.com", "home@example.com", "berlin@example.com")
    clock.set_now(datetime(2027, 2, 6, 2, tzinfo=UTC))  # Chinese New Year
    assert schedule.greetings() == {"steps": 0, "mails": 2}
    assert schedule.greetings() == {"steps": 0, "mails": 0}
    assert {mail.to_email for mail in all_of(db, Mail)} == {"gu.meng@example.com", "home@example.com"}
    assert {row.occasion for row in all_of(db, Greeting)} == {"spring_festival"}


def test_an_own_text_is_used_and_dropped_again(db, cast):
    ways(cast, {"": "send"})
    act(cast.ada, write_text, "birthday", "en", GreetingText(subject="Cheers {{ contact.name }}", text="{{ greeting }},\n\nfrom <us> & {{ company }}"))
    person(cast, locale="en", birthday=date(1980, 11, 16))
    agree(db, "fan@example.com")
    act(SYSTEM, send)
    (mail,) = all_of(db, Mail)
    assert mail.subject == "Cheers Fan Xiu"
    assert "from &lt;us&gt; &amp; Qilu Machinery" in mail.html
    assert ask(cast.ada, greetings).own == {"birthday"}
    assert ask(cast.ada, sample, "birthday", "zh_Hans", "陈").shown_subject == "Qilu Machinery祝您生日快乐"
    act(cast.ada, built_in_again, "birthday")
    assert ask(cast.ada, sample, "birthday", "en", "Chen").shown_subject == "Happy birthday from Qilu Machinery"


@pytest.mark.parametrize("text", ["{{ nonsense }}", "{% for x in y %}", "{{ customer.city }}", "{{ owner.name }}"])
def test_a_text_that_could_fail_is_refused_when_it_is_written(db, cast, text):
    with pytest.raises(Invalid):
        act(cast.ada, write_text, "birthday", "en", GreetingText(subject="Hello", text=text))


def test_only_who_sets_the_company_up_decides(db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, choose, {"birthday": {"": "send"}})
    with pytest.raises(Invalid):
        act(cast.ada, choose, {"birthday": {"": "shout"}})


def test_two_who_greet_at_once_greet_nobody_twice(db, cast):
    for number in range(30):
        person(cast, f"Fan {number}", email=f"fan{number}@example.com")
    with ThreadPoolExecutor(2) as pool:
        made = [future.result() for future in [pool.submit(tried) for _process in range(2)]]
    assert sum(made) == 30
    assert len(all_of(db, Task)) == len({task.customer_id for task in all_of(db, Task)}) == 30


def tried() -> int:
    """One of two processes; who loses the first of all races fails and would be tried again."""
    try:
        return act(SYSTEM, remind)
    except IntegrityError:
        return act(SYSTEM, remind)
