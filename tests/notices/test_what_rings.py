"""What rings, for whom, and how often."""
from datetime import UTC, datetime, timedelta

from sqlalchemy import event as sql_event

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.customers.bulk import GiveTo, change_customers
from crm_core.customers.commands import assign_customer, create_customer, update_customer
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.schemas import CustomerEdit, CustomerNew
from crm_core.i18n import words
from crm_core.notices.commands import forget_old, read, read_all, unread_again
from crm_core.notices.queries import notices, unread
from crm_core.notices.words import sentence
from crm_core.pipeline.commands import assign_deal
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task, add_tasks
from crm_core.tasks.schemas import TaskNew
from tests.customers.making import make
from tests.customers.test_customer_page import deal
from tests.importing.steps import brought

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def heard(actor, locale: str = "en") -> list[str]:
    rows, _more = ask(actor, notices)
    return [sentence(row.kind, row.params, words(locale)) for row in rows]


def test_a_customer_that_is_given_to_me_rings(db, cast):
    key = make(cast.gu)
    act(cast.gu, assign_customer, key, cast.wei.user_id)
    (row,) = ask(cast.wei, notices)[0]
    assert heard(cast.wei) == ["Gu Lan gave you the customer Suzhou Taihu Foods"]
    assert heard(cast.wei, "zh_Hans") == ["Gu Lan 把客户“Suzhou Taihu Foods”交给了您"]
    assert (row.subject_type, row.subject_id, row.unread) == ("customer", key, True)
    assert heard(cast.gu) == []


def test_a_customer_that_is_made_or_changed_for_me_rings_and_my_own_does_not(db, cast):
    act(cast.gu, create_customer, CustomerNew(name="Made", owner_id=cast.wei.user_id))
    key = make(cast.gu, "Changed")
    act(cast.gu, update_customer, key, CustomerEdit(owner_id=cast.wei.user_id), 1)
    make(cast.wei, "My own")
    assert heard(cast.wei) == ["Gu Lan gave you the customer Changed", "Gu Lan gave you the customer Made"]


def test_many_at_once_ring_once_with_their_number(db, cast):
    for number in range(3):
        make(cast.gu, f"Customer {number}")
    act(cast.gu, change_customers, CustomerFilter(), GiveTo(cast.wei.user_id), batch="b")
    assert heard(cast.wei) == ["Gu Lan gave you 3 customers"]


def test_a_deal_and_a_step_for_me_ring(db, cast):
    key = make(cast.gu)
    act(cast.gu, assign_deal, deal(cast.gu, key, "Cold chain", 100), cast.wei.user_id)
    act(cast.gu, add_task, TaskNew(title="Call Chen", due_at=clock.now(), customer_id=key, owner_id=cast.wei.user_id))
    assert heard(cast.wei) == ["Gu Lan planned for you: Call Chen", "Gu Lan gave you the deal Cold chain"]
    steps = [TaskNew(title=f"{n}", due_at=clock.now(), customer_id=key, owner_id=cast.min.user_id) for n in range(2)]
    act(cast.gu, add_tasks, [*steps, TaskNew(title="Mine", due_at=clock.now(), customer_id=key)])
    assert (heard(cast.min), heard(cast.gu)) == (["Gu Lan planned 2 next steps for you"], [])


def test_an_import_rings_at_its_end_for_its_owner_and_once_for_each_new_owner(db, cast):
    rows = "".join(f"Firm {n},min@example.com\n" for n in range(3))
    brought(cast.gu, f"Name,Owner\n{rows}Alone,gu@example.com\n", "list.csv")
    assert heard(cast.min) == ["Gu Lan gave you 3 customers"]
    assert heard(cast.gu) == ["list.csv is imported: 4 new, 0 changed, 0 rejected"]


def test_notices_are_read_one_by_one_and_all_at_once_and_back(db, cast):
    for number in range(3):
        act(cast.gu, create_customer, CustomerNew(name=f"C{number}", owner_id=cast.wei.user_id))
    first = ask(cast.wei, notices)[0][0]
    act(cast.omar, read, [first.id])
    assert ask(cast.wei, unread) == 3
    act(cast.wei, read, [first.id])
    assert ask(cast.wei, unread) == 2
    rest = act(cast.wei, read_all)
    assert (len(rest), ask(cast.wei, unread)) == (2, 0)
    act(cast.wei, unread_again, rest)
    assert ask(cast.wei, unread) == 2
    assert [row.unread for row in ask(cast.wei, notices, only_unread=True)[0]] == [True, True]


def test_the_bell_asks_one_small_statement(db, cast):
    actor, said = cast.wei, []
    sql_event.listen(db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    ask(actor, unread)
    assert len([one for one in said if one.startswith("SELECT")]) == 1


def test_old_notices_are_forgotten(db, cast):
    clock.set_now(NOW)
    for number in range(2):
        act(cast.gu, create_customer, CustomerNew(name=f"C{number}", owner_id=cast.wei.user_id))
    act(cast.wei, read, [ask(cast.wei, notices)[0][0].id])
    clock.set_now(NOW + timedelta(days=31))
    assert act(SYSTEM, forget_old) == 1
    clock.set_now(NOW + timedelta(days=91))
    assert act(SYSTEM, forget_old) == 1
    assert heard(cast.wei) == []
