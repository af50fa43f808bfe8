"""What the page of one customer knows."""
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import insert, select

from crm_core import clock
from crm_core.activities.commands import log_activity
from crm_core.activities.queries import Done, timeline
from crm_core.activities.schemas import ActivityNew
from crm_core.customers.commands import update_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.queries import customer_page
from crm_core.customers.schemas import ContactNew, CustomerEdit
from crm_core.errors import Forbidden, NotFound
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task, finish_task
from crm_core.tasks.schemas import TaskNew
from db.engine import database
from db.models import Deal, Stage
from tests.customers.making import make

NOW = datetime(2026, 11, 19, 1, tzinfo=UTC)


def deal(actor, key, name, value, status="open", closed_on=None) -> int:
    with database().writing() as session:
        stage = session.scalars(select(Stage).order_by(Stage.position).limit(1)).one()
        made = session.scalar(
            insert(Deal).values(
                name=name, value=value, customer_id=key, pipeline_id=stage.pipeline_id, stage_id=stage.id, status=status,
                closed_on=closed_on, owner_id=actor.user_id, team_id=actor.team_id, stage_since=NOW - timedelta(days=9),
                created_at=NOW, updated_at=NOW,
            ).returning(Deal.id)
        )
        session.commit()
        return made


@pytest.fixture
def taihu(cast) -> int:
    clock.set_now(NOW)
    key = make(cast.wei, phone="0512-62881190", tags=("fair", "cold chain"))
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Lan", buying_role="decides"))
    deal(cast.wei, key, "Cold chain upgrade", 142_000_000)
    deal(cast.min, key, "A colleague's", 100)
    deal(cast.wei, key, "Last year's", 300, "won", date(2026, 3, 1))
    deal(cast.wei, key, "The year before", 200, "won", date(2025, 3, 1))
    return key


def test_who_where_and_with_whom(db, cast, taihu):
    page = ask(cast.wei, customer_page, taihu)
    assert (page.customer.owner, page.customer.team, page.customer.tags) == ("Lin Wei", "East", ("cold chain", "fair"))
    assert [(c.name, c.buying_role, c.is_primary) for c in page.contacts] == [("Gu Lan", "decides", True)]


def test_only_deals_that_the_reader_sees_count(db, cast, taihu):
    page = ask(cast.wei, customer_page, taihu)
    assert [d.name for d in page.deals] == ["Cold chain upgrade"]
    assert (page.figures.open_count, page.figures.open_value) == (1, 142_000_000)
    assert (page.figures.won_year, page.figures.won_year_before) == (300, 200)
    assert page.figures.first_won_on == date(2025, 3, 1)
    assert ask(cast.gu, customer_page, taihu).figures.open_count == 2
    service = ask(cast.yan, customer_page, taihu)
    assert (service.deals, service.figures.open_value) == ((), 0)


@pytest.mark.parametrize("who", ["min", "omar", "walter"])
def test_anothers_customer_and_a_missing_one_are_the_same(db, cast, taihu, who):
    told = []
    for key in (taihu, 99_999):
        for query in (lambda k: ask(getattr(cast, who), customer_page, k), lambda k: ask(getattr(cast, who), timeline, customer_id=k)):
            with pytest.raises(NotFound) as refused:
                query(key)
            told.append(str(refused.value))
    assert len(set(told)) == 1


def test_without_the_right_there_is_no_page(db, cast, taihu):
    with pytest.raises(Forbidden):
        ask(cast.ada, customer_page, taihu)


def test_what_may_be_done_follows_the_rights(db, cast, taihu):
    allowed = {who: ask(getattr(cast, who), customer_page, taihu).allowed for who in ("wei", "gu", "yan", "eva")}
    assert (allowed["wei"].edit, allowed["wei"].assign, allowed["wei"].delete, allowed["wei"].release) == (True, False, False, True)
    assert (allowed["gu"].edit, allowed["gu"].assign, allowed["gu"].delete) == (True, True, True)
    assert not any(vars(allowed["yan"]).values()) and not any(vars(allowed["eva"]).values())
    pooled = ask(cast.omar, customer_page, make(cast.wei, "Pooled", owner_id=None)).allowed
    assert (pooled.claim, pooled.edit, pooled.log) == (True, False, False)


def test_the_next_step_can_be_ticked_off_by_its_owner(db, cast, taihu):
    act(cast.wei, add_task, TaskNew(title="Visit", due_at=NOW + timedelta(days=1), customer_id=taihu))
    assert ask(cast.wei, customer_page, taihu).next_step.mine
    assert not ask(cast.yan, customer_page, taihu).next_step.mine


def test_the_timeline_mixes_what_was_done_and_what_changed(db, cast, taihu):
    clock.set_now(NOW + timedelta(hours=1))
    act(cast.wei, log_activity, ActivityNew(kind="call", text="Wants it before May", customer_id=taihu))
    clock.set_now(NOW + timedelta(hours=2))
    act(cast.wei, update_customer, taihu, CustomerEdit(grade="a"), 1)
    clock.set_now(NOW + timedelta(hours=3))
    step = act(cast.wei, add_task, TaskNew(title="Visit", due_at=NOW + timedelta(days=1), customer_id=taihu))
    clock.set_now(NOW + timedelta(hours=4))
    act(cast.wei, finish_task, step)
    kinds = [entry.kind for entry in ask(cast.wei, timeline, customer_id=taihu).entries]
    assert kinds == ["call", "task.created", "customer.changed", "call", "contact.created", "customer.created"]
    assert [e.kind for e in ask(cast.wei, timeline, customer_id=taihu, what="activities").entries] == ["call", "call"]
    assert not any(isinstance(e, Done) for e in ask(cast.wei, timeline, customer_id=taihu, what="changes").entries)
    assert ask(cast.wei, timeline, customer_id=taihu, what="files").entries == ()


def test_older_entries_come_when_asked_for(db, cast, taihu):
    for n in range(5):
        act(cast.wei, log_activity, ActivityNew(kind="note", text=f"Note {n}", customer_id=taihu))
    first = ask(cast.wei, timeline, customer_id=taihu, limit=3)
    assert first.more and [e.text for e in first.entries] == ["Note 4", "Note 3", "Note 2"]
    assert not ask(cast.wei, timeline, customer_id=taihu, limit=20).more


def test_what_happened_to_a_deal_that_one_does_not_see_stays_untold(db, cast, taihu):
    hidden = deal(cast.min, taihu, "Hidden", 1)
    act(cast.min, add_task, TaskNew(title="Secret", due_at=NOW, deal_id=hidden))
    assert "task.created" not in [e.kind for e in ask(cast.wei, timeline, customer_id=taihu).entries]
    assert "task.created" in [e.kind for e in ask(cast.gu, timeline, customer_id=taihu).entries]


def test_the_page_takes_seven_statements(db, cast, taihu):
    wei, said = cast.wei, []
    sql_event.listen(db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    ask(wei, customer_page, taihu)
    ask(wei, timeline, customer_id=taihu)
    assert len([statement for statement in said if statement.startswith("SELECT")]) <= 7
