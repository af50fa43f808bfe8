"""Reading one deal."""
from datetime import date, timedelta

import pytest

from crm_core import clock
from crm_core.activities.commands import log_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.errors import NotFound
from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.offering import competitors, possible_contacts, possible_owners
from crm_core.pipeline.reading import DealContactRow, deal, usual_days
from crm_core.pipeline.schemas import DealImport, LineNew
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task
from crm_core.tasks.schemas import TaskNew
from db.models import Contact
from tests.pipeline import helpers as deals
from tests.pipeline.counting import statements


def test_it_has_everything_its_page_shows(db, cast):
    customer = deals.customer(cast.wei)
    key = deals.new(cast.wei, customer_id=customer, value=720, lines=(LineNew(product_id=deals.product(), quantity=2),))
    wei = cast.wei
    with statements(db) as seen:
        found = ask(wei, deal, key)
    assert (found.name, found.customer, found.owner, found.team, found.value) == (
        "Packaging robots", "Wuxi Lianhe Packaging", "Lin Wei", "East", 720,
    )
    assert found.reaches_customer and found.may_edit and not found.may_assign and not found.may_delete
    assert found.lines[0].total == 720_000 and len(found.visits) == 1 and found.last_contact is None
    assert len(seen) == 1


def test_what_is_next_and_what_was_last_stand_on_it(db, cast):
    customer, now = deals.customer(cast.wei), clock.now()
    [contact] = deals.add(Contact(customer_id=customer, name="Fan Xiu", buying_role="decides", created_at=now, updated_at=now))
    key = deals.new(cast.wei, customer_id=customer, contact_ids=(contact,))
    act(cast.wei, log_activity, ActivityNew(kind="email", text="Terms", deal_id=key, contact_id=contact))
    for days in (5, 2):
        act(cast.wei, add_task, TaskNew(title=f"In {days} days", due_at=now + timedelta(days=days), deal_id=key))
    found = ask(cast.gu, deal, key)
    assert (found.last_contact.kind, found.last_contact.contact) == ("email", "Fan Xiu")
    assert (found.next_step.title, found.next_step.owner, found.next_step.mine) == ("In 2 days", "Lin Wei", True)
    assert not ask(cast.eva, deal, key).next_step.mine
    assert found.contacts == (DealContactRow(contact, "Fan Xiu", None, "decides", None),) and not found.has_files
    assert found.visits[0].entered_at == deals.visits(key)[0].entered_at


def test_a_deal_without_customer_can_be_read(db, cast):
    found = ask(cast.gu, deal, deals.new(cast.wei))
    assert (found.customer, found.reaches_customer, found.may_delete) == (None, False, True)


@pytest.mark.parametrize("who", ["min", "omar", "walter"])
def test_others_do_not_find_it(db, cast, who):
    key = deals.new(cast.wei)
    with pytest.raises(NotFound):
        ask(getattr(cast, who), deal, key)


@pytest.mark.parametrize(("days", "median"), [([], None), ([10], 10), ([10, 64, 300], 64), ([10, 20, 30, 100], 25)])
def test_the_usual_time_is_the_median_of_what_was_won(db, cast, days, median):
    end = date(2026, 6, 30)
    act(cast.gu, create_deals, [
        DealImport(name="x", status="won", closed_on=end, opened_on=end - timedelta(days=n)) for n in days
    ] + [DealImport(name="y", status="lost", closed_on=end, opened_on=end - timedelta(days=999))])
    pipeline = ask(cast.gu, deal, deals.new(cast.gu)).pipeline_id
    assert ask(cast.gu, usual_days, pipeline) == median


def test_competitors_are_offered_the_most_frequent_first(db, cast):
    today = clock.today("UTC")
    act(cast.gu, create_deals, [
        DealImport(name="x", status="lost", closed_on=today, competitor=name) for name in ("Acme", "Dongfang", "Dongfang")
    ])
    assert ask(cast.gu, competitors) == ("Dongfang", "Acme")
    assert ask(cast.walter, competitors) == ()


def test_a_deal_is_offered_to_those_one_may_give_it_to(db, cast):
    def names(actor):
        return [person.name for person in ask(actor, possible_owners)]

    assert names(cast.wei) == ["Lin Wei"]
    assert names(cast.gu) == ["Gu Lan", "Lin Wei", "Zhao Min"]


def test_contacts_are_offered_of_visible_customers_only(db, cast):
    customer = deals.customer(cast.wei)
    deals.add(Contact(customer_id=customer, name="Fan Xiu", created_at=clock.now(), updated_at=clock.now()))
    assert [person.name for person in ask(cast.wei, possible_contacts, customer)] == ["Fan Xiu"]
    assert ask(cast.omar, possible_contacts, customer) == ()
