"""What each person sees first."""
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from crm_core import clock
from crm_core.activities.commands import log_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.customers.commands import update_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew, CustomerEdit
from crm_core.home.meaning import who_is_meant
from crm_core.home.queries import my_day
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task
from crm_core.tasks.rules import whole_day
from crm_core.tasks.schemas import TaskNew
from db.models import Deal, Stage
from tests.customers.making import make
from tests.customers.test_customer_page import deal

NOW = datetime(2026, 11, 19, 1, tzinfo=UTC)  # 09:00 on Thursday in Shanghai


@pytest.fixture(autouse=True)
def morning():
    clock.set_now(NOW)


def log(actor, key, days, kind="call"):
    clock.set_now(NOW - timedelta(days=days))
    act(actor, log_activity, ActivityNew(kind=kind, text="Talked", customer_id=key))
    clock.set_now(NOW)


def test_overdue_steps_come_first_and_are_counted(db, cast):
    key = make(cast.wei)
    for title, days in (("Later", 3), ("Overdue", -1), ("Today", 0)):
        act(cast.wei, add_task, TaskNew(title=title, due_at=whole_day(date(2026, 11, 19) + timedelta(days=days), "Asia/Shanghai"),
                                        customer_id=key))
    day = ask(cast.wei, my_day)
    assert [(s.title, s.customer) for s in day.steps] == [(t, "Suzhou Taihu Foods") for t in ("Overdue", "Today", "Later")]
    assert (day.figures.steps, day.figures.steps_today, day.figures.steps_overdue) == (3, 1, 1)
    assert ask(cast.min, my_day).steps == ()


def test_numbers_are_of_what_one_sees(db, cast):
    key = make(cast.wei)
    deal(cast.wei, key, "This month", 300, "won", date(2026, 11, 2))
    deal(cast.wei, key, "Last month", 200, "won", date(2026, 10, 5))
    deal(cast.wei, key, "Late last month", 999, "won", date(2026, 10, 30))
    deal(cast.wei, key, "Open", 700)
    deal(cast.min, key, "A colleague's", 50)
    mine, team, none = (ask(actor, my_day).figures for actor in (cast.wei, cast.gu, cast.yan))
    assert (mine.won, mine.won_before, mine.open_value, mine.open_count) == (300, 200, 700, 1)
    assert team.open_value == 750
    assert (none.won, none.open_value) == (0, 0)
    assert ask(cast.walter, my_day).figures.open_value == 0


def test_customers_contacted_this_week_and_the_week_before(db, cast):
    one, two = make(cast.wei, "One"), make(cast.wei, "Two")
    for key, days, kind in ((one, 1, "call"), (one, 2, "email"), (two, 3, "note"), (two, 9, "call"), (one, 10, "visit")):
        log(cast.wei, key, days, kind)
    figures = ask(cast.wei, my_day).figures
    assert (figures.contacted, figures.contacted_before) == (1, 2)


def test_deals_past_their_stages_limit(db, cast):
    key = make(cast.wei)
    late = deal(cast.wei, key, "Late", 500)
    deal(cast.wei, key, "In time", 900)
    with db.writing() as session:
        session.execute(update(Stage).values(limit_days=10))
        session.execute(update(Deal).where(Deal.id == late).values(stage_since=NOW - timedelta(days=20)))
        session.commit()
    day = ask(cast.wei, my_day)
    assert [(d.name, d.limit_days) for d in day.late] == [("Late", 10)]
    assert day.figures.late_count == 1


def test_silence_is_measured_against_the_customers_own_rhythm(db, cast):
    steady, slow, fresh = (make(cast.wei, name) for name in ("Weekly", "Quarterly", "Hardly known"))
    for n in range(5):
        log(cast.wei, steady, 40 + 7 * n)
        log(cast.wei, slow, 40 + 90 * n)
    log(cast.wei, fresh, 40)
    (found,) = ask(cast.wei, my_day).quiet
    assert (found.name, found.silent_days, found.usual_days) == ("Weekly", 40, 7)


def test_what_others_did_with_my_customers(db, cast):
    mine, theirs = make(cast.wei), make(cast.min, "Min's")
    act(cast.wei, update_customer, mine, CustomerEdit(city="By myself"), 1)
    act(cast.gu, update_customer, mine, CustomerEdit(city="Wuxi"), 2)
    act(cast.gu, update_customer, theirs, CustomerEdit(city="Wuxi"), 1)
    (changed,) = ask(cast.wei, my_day).changed
    assert (changed.customer_id, changed.happened.who, changed.happened.kind) == (mine, "Gu Lan", "customer.changed")


def test_the_manager_sees_each_person_and_the_executive_each_team(db, cast):
    key = make(cast.wei)
    deal(cast.wei, key, "Open", 700)
    deal(cast.wei, key, "Won", 300, "won", date(2026, 11, 2))
    act(cast.wei, add_task, TaskNew(title="Late", due_at=NOW - timedelta(days=2), customer_id=key))
    log(cast.wei, key, 1)
    people = {s.name: s for s in ask(cast.gu, my_day).standings}
    assert set(people) == {"Lin Wei", "Zhao Min", "Gu Lan"}
    wei = people["Lin Wei"]
    assert (wei.open_value, wei.won, wei.overdue, wei.contacted) == (700, 300, 1, 1)
    teams = {s.name: s for s in ask(cast.eva, my_day).standings}
    assert (teams["East"].open_value, teams["West"].open_value) == (700, 0)
    assert (teams["East"].overdue, teams["West"].overdue, teams["West"].contacted) == (1, 0, 0)
    assert ask(cast.wei, my_day).standings is None


def test_each_role_sees_only_what_its_rights_open(db, cast):
    make(cast.wei)
    seen = {
        who: {part for part, value in vars(ask(getattr(cast, who), my_day)).items() if value is not None} - {"figures", "month"}
        for who in ("wei", "gu", "yan", "mia", "eva", "ada")
    }
    assert seen["wei"] == {"steps", "late", "quiet", "changed", "week"}
    assert seen["gu"] == {"steps", "late", "quiet", "standings", "week"}
    assert seen["yan"] == seen["mia"] == {"newcomers"}
    assert seen["eva"] == {"late", "standings", "newcomers"}
    assert seen["ada"] == {"setup"}
    setup = ask(cast.ada, my_day).setup
    assert (setup.users, setup.waiting, setup.customers, setup.products) == (9, 0, 1, 0)


@pytest.mark.parametrize("who", ["wei", "gu", "eva"])
def test_the_page_takes_few_statements(db, cast, who):
    key = make(cast.wei)
    act(cast.gu, update_customer, key, CustomerEdit(grade="a"), 1)
    actor, said = getattr(cast, who), []
    sql_event.listen(db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    ask(actor, my_day)
    assert len([statement for statement in said if statement.startswith("SELECT")]) <= 8


def test_a_line_means_the_customer_or_contact_it_names(db, cast):
    taihu, yuhua = make(cast.wei, "Suzhou Taihu Foods"), make(cast.wei, "南京雨花精密工具")
    contact = act(cast.wei, create_contact, ContactNew(customer_id=yuhua, name="陈建国"))
    make(cast.omar, "Harbour Light")

    def meant(line):
        return [(m.customer_id, m.contact_id) for m in ask(cast.wei, who_is_meant, line)]

    assert meant("Called suzhou taihu foods, all fine") == [(taihu, None)]
    assert meant("致电陈建国，周五再联系") == [(yuhua, contact)]
    assert meant("Called Harbour Light") == []
    assert meant("100% of ' or 1=1 --") == []


def test_nothing_of_it_is_asked_of_deals_that_are_gone(db, cast):
    key = make(cast.wei)
    gone = deal(cast.wei, key, "Gone", 500)
    with db.writing() as session:
        session.execute(update(Deal).where(Deal.id == gone).values(deleted_at=NOW))
        session.commit()
        assert session.scalar(select(Deal.id)) == gone
    assert ask(cast.wei, my_day).figures.open_count == 0
    assert ask(cast.gu, my_day).standings[0].open_value == 0
