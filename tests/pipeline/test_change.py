"""Changing a deal, its products, its contacts and its owner; deleting it."""
import pytest

from crm_core import clock
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.pipeline.commands import assign_deal, delete_deal, restore_deal, set_contacts, set_lines, update_deal
from crm_core.pipeline.schemas import DealEdit, LineNew
from crm_core.run import act
from db.engine import database
from db.models import Activity, Contact, Customer
from tests.pipeline import helpers as deals


def test_only_what_is_given_changes_and_both_sides_are_recorded(db, cast):
    key = deals.new(cast.wei, value=100, notes="Ask again")
    assert act(cast.wei, update_deal, key, DealEdit(value=250), 1) == 2
    deal, event = deals.row(key), deals.events(key)[-1]
    assert (deal.value, deal.first_value, deal.notes) == (250, 100, "Ask again")
    assert (event.kind, event.before, event.after) == ("deal.changed", {"value": 100}, {"value": 250})


def test_the_same_again_is_no_change(db, cast):
    key = deals.new(cast.wei, value=100)
    assert act(cast.wei, update_deal, key, DealEdit(name="Packaging robots", value=100), 1) == 1
    assert len(deals.events(key)) == 1


def test_the_second_of_two_editors_is_told(db, cast):
    key = deals.new(cast.wei)
    act(cast.gu, update_deal, key, DealEdit(value=5), 1)
    with pytest.raises(Conflict) as problem:
        act(cast.wei, update_deal, key, DealEdit(value=7), 1)
    assert problem.value.current == 2


def test_both_customers_hear_of_a_deal_that_changes_hands(db, cast):
    old, new = deals.customer(cast.wei, "Old"), deals.customer(cast.wei, "New")
    [contact] = deals.add(Contact(customer_id=old, name="Fan", created_at=clock.now(), updated_at=clock.now()))
    key = deals.new(cast.wei, customer_id=old, value=100, contact_ids=(contact,))
    act(cast.wei, update_deal, key, DealEdit(customer_id=new), 1)
    with database().reading() as session:
        assert (session.get(Customer, old).open_value, session.get(Customer, new).open_value) == (0, 100)


def test_what_was_logged_before_goes_to_the_first_customer(db, cast):
    key, customer = deals.new(cast.wei), deals.customer(cast.wei)
    now = clock.now()
    [call] = deals.add(Activity(kind="call", text="Hello", at=now, created_at=now, deal_id=key, user_id=cast.wei.user_id))
    act(cast.wei, update_deal, key, DealEdit(customer_id=customer), 1)
    with database().reading() as session:
        assert session.get(Activity, call).customer_id == customer
        assert session.get(Customer, customer).last_activity_kind == "call"


def test_the_customer_of_somebody_else_cannot_be_chosen(db, cast):
    key, theirs = deals.new(cast.wei), deals.customer(cast.omar)
    with pytest.raises(NotFound):
        act(cast.wei, update_deal, key, DealEdit(customer_id=theirs), 1)


def test_the_value_follows_the_products_when_asked(db, cast):
    key, product = deals.new(cast.wei, value=100), deals.product(price=360_000)
    lines = (LineNew(product_id=product, quantity=160), LineNew(product_id=product, quantity=1.5, price=999, discount=10))
    act(cast.wei, set_lines, key, lines, 1, value_follows=False)
    assert deals.row(key).value == 100
    act(cast.wei, set_lines, key, lines, 2)
    assert deals.row(key).value == 57_600_000 + 1349


@pytest.mark.parametrize("values", [{"quantity": 0}, {"discount": 101}, {"price": -1}])
def test_impossible_lines_are_refused(values):
    with pytest.raises(Invalid):
        LineNew(product_id=1, **values)


def test_an_unknown_product_is_not_found(db, cast):
    key = deals.new(cast.wei)
    with pytest.raises(NotFound):
        act(cast.wei, set_lines, key, (LineNew(product_id=999),), 1)


def test_contacts_are_those_of_the_customer(db, cast):
    customer, other = deals.customer(cast.wei), deals.customer(cast.wei, "Other")
    now = clock.now()
    ours, theirs = deals.add(
        Contact(customer_id=customer, name="Fan", created_at=now, updated_at=now),
        Contact(customer_id=other, name="Gao", created_at=now, updated_at=now),
    )
    key = deals.new(cast.wei, customer_id=customer)
    act(cast.wei, set_contacts, key, (ours,), 1)
    assert deals.events(key)[-1].after == {"contacts": "Fan"}
    with pytest.raises(NotFound):
        act(cast.wei, set_contacts, key, (theirs,), 2)


def test_the_team_follows_the_owner(db, cast):
    key = deals.new(cast.wei)
    act(cast.gu, assign_deal, key, cast.min.user_id)
    assert (deals.row(key).owner_id, deals.row(key).team_id) == (cast.min.user_id, cast.min.team_id)
    with pytest.raises(NotFound):
        act(cast.gu, assign_deal, key, cast.omar.user_id)
    with pytest.raises(Forbidden):
        act(cast.wei, assign_deal, key, cast.wei.user_id)


def test_a_deleted_deal_is_gone_and_comes_back(db, cast):
    key = deals.new(cast.wei)
    act(cast.gu, delete_deal, key)
    with pytest.raises(NotFound):
        act(cast.wei, update_deal, key, DealEdit(value=5), 2)
    with pytest.raises(NotFound):
        act(cast.walter, restore_deal, key)
    act(cast.gu, restore_deal, key)
    assert deals.row(key).deleted_at is None
    assert [event.kind for event in deals.events(key)] == ["deal.created", "deal.deleted", "deal.restored"]
