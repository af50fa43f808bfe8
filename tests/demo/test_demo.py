"""The demo company is believable and tells its story."""
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text

from crm_core import clock, demo, normalise
from crm_core.access.actor import SYSTEM, load_actor
from crm_core.access.passwords import check_password
from crm_core.access.rights import Scope
from crm_core.errors import Conflict
from crm_core.knowledge.questions import questions
from crm_core.knowledge.suggesting import suggest
from crm_core.people.setup import set_up
from crm_core.reports.filters import ReportFilter
from crm_core.reports.funnel import funnel
from crm_core.reports.pipeline import pipeline
from crm_core.run import act, ask
from db.demo import words_en, words_zh
from db.engine import database, use_database
from db.models import Contact, Customer, Deal, Event, Role, StageHistory, Task, Ticket, TicketMessage, User

MADE: dict[type, demo.Demo] = {}
MOMENT = datetime(2026, 11, 19, 9, tzinfo=UTC)


def make(locale: str = "zh_Hans") -> demo.Demo:
    clock.set_now(MOMENT)
    act(
        SYSTEM, set_up, company="Qilu", locale=locale, time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password="lantern-bridge-2041",
    )  # fmt: skip
    return demo.fill(lambda share, text: None)


@pytest.fixture
def company(templates):
    with templates.copy("demo", lambda: MADE.setdefault(type(templates), make())) as url:
        use_database(url)
        clock.set_now(MOMENT)
        yield MADE[type(templates)]
        use_database(None)


def scalar(statement):
    with database().reading() as session:
        return session.scalar(statement)


def test_it_is_a_whole_company(company):
    assert scalar(select(func.count(Customer.id))) == 2000
    assert scalar(select(func.count(Deal.id))) == 6000
    assert scalar(select(func.count(Contact.id))) > 2500
    roles = select(Role.key, func.count()).join(User, User.role_id == Role.id).group_by(Role.key)
    with database().reading() as session:
        assert dict(session.execute(roles).tuples().all()) == {
            "account_manager": 12, "sales_manager": 3, "service_agent": 3, "marketer": 2, "executive": 2, "administrator": 2,
        }  # fmt: skip


def test_everybody_has_the_password_that_is_told_once(company):
    assert {person.email for person in company.people} >= {"lin.wei@example.com", "gu.lan@example.com"}
    for marker in (scalar(select(User.password_hash).where(User.email == person.email)) for person in company.people[:1]):
        assert check_password(company.password, marker)


def test_the_administrator_may_look_but_not_touch(company):
    with database().reading() as session:
        ada = load_actor(session, session.scalar(select(User.id).where(User.email == "ada@example.com")))
    seen = ("customers:view", "deals:view", "reports:pipeline", "tickets:view", "reports:service", "campaigns:view", "orders:view",
            "reports:value", "reports:churn", "reports:forecast")
    assert {ada.scope(right) for right in seen} == {Scope.ALL}
    assert not ada.may("deals:edit", "customers:edit")


def test_it_tells_a_story(company):
    report = ask(SYSTEM, pipeline, ReportFilter(period="this_quarter"))
    frame = report.funnel.chart.frame
    assert list(frame[frame.weak.astype(bool)].index) == [2]  # proposals get stuck
    assert not ask(SYSTEM, funnel, ReportFilter(period="last_quarter")).chart.frame.weak.any()
    assert sum(weak_for(email) for email in ("gu.lan@example.com", "xu.wenbo@example.com", "song.jianhua@example.com")) >= 2
    everything = ask(SYSTEM, pipeline, ReportFilter(period="all"))
    owners = everything.won.owners.frame
    star, struggling = owners.iloc[0], owners.iloc[-1]
    assert (star.label, struggling.label) == ("林薇", "唐悦") and star.value > 5 * struggling.value
    opened = {month: scalar(select(func.count(Deal.id)).where(Deal.opened_on.between(date(2026, month, 1), date(2026, month, 28))))
              for month in (2, 4)}
    assert opened[4] > 1.7 * opened[2]


def weak_for(email: str) -> bool:
    """Whether this manager finds proposals weak in the own team."""
    with database().reading() as session:
        manager = load_actor(session, session.scalar(select(User.id).where(User.email == email)))
    return bool(ask(manager, funnel, ReportFilter()).chart.frame.weak[2])


def test_history_is_in_order(company):
    early = select(func.count()).select_from(StageHistory).where(StageHistory.left_at < StageHistory.entered_at)
    assert scalar(early) == 0
    assert scalar(select(func.count(Event.id)).where(Event.at > MOMENT)) == 0
    before_its_customer = (
        select(func.count(Deal.id)).join(Customer, Customer.id == Deal.customer_id).where(Customer.created_at > Deal.created_at)
    )
    assert scalar(before_its_customer) == 0
    wrong_stage = (
        select(func.count(Deal.id))
        .join(StageHistory, (StageHistory.deal_id == Deal.id) & StageHistory.left_at.is_(None))
        .where((Deal.status != StageHistory.status) | (Deal.stage_since != StageHistory.entered_at))
    )
    assert scalar(wrong_stage) == 0


def test_lists_search_and_next_steps_are_filled(company):
    assert scalar(select(func.count(Customer.id)).where(Customer.lifecycle == "active")) > 300
    assert scalar(select(func.count(Customer.id)).where(Customer.owner_id.is_(None))) > 80
    assert scalar(select(func.count(Deal.id)).where(Deal.customer_id.is_(None))) > 80
    assert scalar(select(func.count(Deal.id)).where(Deal.status == "open", Deal.next_step.is_not(None))) > 250
    assert scalar(select(func.count(Task.id)).where(Task.done_at.is_(None), Task.due_at < MOMENT)) > 20
    assert scalar(text("SELECT count(*) FROM customer_search")) == 2000


def test_it_goes_into_an_empty_company_only(company):
    with pytest.raises(Conflict):
        demo.fill(lambda share, text: None)


def test_people_can_go_on_working_in_it(company):
    with database().writing() as session:
        session.add(Customer(name="后来者", created_at=MOMENT, updated_at=MOMENT))
        session.commit()


@pytest.mark.parametrize("words", [words_en, words_zh])
def test_numbers_are_written_as_everywhere(words):
    for city in words.CITIES:
        number = city[4].format(city[5] - 1)
        assert normalise.phone(number, words.COUNTRY) == number
    if words.MOBILE:
        assert normalise.phone(words.MOBILE[0].format(7), words.COUNTRY)


@pytest.mark.parametrize(("question", "title"), [
    ("Our conveyor belt keeps running to one side, what can we do?", "The conveyor belt runs to one side"),
    ("I forgot my MES password", "MES: I forgot my password"),
    ("你好，输送带一直跑偏，怎么调？", "输送带跑偏怎么调"),
    ("机器人断电以后零点丢了", "机器人零点丢失如何恢复"),
])
def test_a_question_in_either_language_finds_its_article(company, question, title):
    assert ask(SYSTEM, suggest, text=question)[0].title == title


def test_customer_service_has_been_at_work_for_half_a_year(company):
    with database().reading() as session:
        states = dict(session.execute(select(Ticket.state, func.count()).group_by(Ticket.state)).all())
        assert set(states) == {"new", "assigned", "processing", "waiting", "resolved", "archived"}
        assert sum(states.values()) == 420
        met = dict(session.execute(select(Ticket.resolve_met, func.count()).where(Ticket.resolved_at.is_not(None)).group_by(Ticket.resolve_met)).all())
        assert 0.7 < met[True] / sum(met.values()) < 0.97
        running = session.scalar(select(func.count(Ticket.id)).where(Ticket.due_at.is_not(None), Ticket.escalated_at.is_(None)))
        assert running >= 3
        assert 3.5 < session.scalar(select(func.avg(Ticket.satisfaction))) < 4.7
        assert session.scalar(select(func.count(TicketMessage.id))) > 1000
        assert session.scalar(select(func.count(Ticket.id)).where(Ticket.response_minutes < 0)) == 0


def test_what_is_asked_again_and_again_is_offered_as_articles(company):
    found = ask(SYSTEM, questions)
    assert len(found) > 3 and found[0].count >= 3


def test_there_are_birthdays_and_contracts_to_think_of(company):
    with database().reading() as session:
        known = session.scalar(select(func.count()).where(Contact.birthday.is_not(None))) / session.scalar(select(func.count(Contact.id)))
        ending = session.scalar(select(func.count()).where(Customer.contract_ends_on.between(date(2026, 11, 19), date(2026, 12, 19))))
        wrong = session.scalar(select(func.count()).where(Customer.kind == "company", Customer.birthday.is_not(None)))
    assert (0.4 < known < 0.6, ending > 5, wrong) == (True, True, 0)
