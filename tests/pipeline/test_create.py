"""Creating a deal."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.pipeline.rules import Missing
from crm_core.pipeline.schemas import DealNew, LineNew
from db.models import Contact
from tests.pipeline import helpers as deals


def test_it_belongs_to_its_creator_and_starts_in_the_first_stage(db, cast):
    deal = deals.row(deals.new(cast.wei, value=42_000_000))
    assert (deal.owner_id, deal.team_id) == (cast.wei.user_id, cast.wei.team_id)
    assert deal.stage_id == deals.stages(cast.wei)["Lead"]
    assert (deal.status, deal.value, deal.first_value, deal.customer_id) == ("open", 42_000_000, 42_000_000, None)


def test_the_first_visit_and_the_event_are_stored_with_it(db, cast):
    key = deals.new(cast.wei)
    [visit] = deals.visits(key)
    assert visit.stage_id == deals.stages(cast.wei)["Lead"] and visit.left_at is None
    assert [event.kind for event in deals.events(key)] == ["deal.created"]


def test_money_beyond_32_bits_is_kept(db, cast):
    assert deals.row(deals.new(cast.wei, value=9_000_000_000_000)).value == 9_000_000_000_000


def test_a_later_stage_asks_for_what_it_needs(db, cast):
    with pytest.raises(Missing) as problem:
        deals.new(cast.wei, stage_id=deals.stages(cast.wei)["Negotiation"])
    assert problem.value.fields == ("customer", "value", "expected_close")


def test_the_customer_of_somebody_else_does_not_exist(db, cast):
    theirs = deals.customer(cast.omar)
    with pytest.raises(NotFound):
        deals.new(cast.wei, customer_id=theirs)


def test_a_seller_cannot_give_it_to_another(db, cast):
    with pytest.raises(NotFound):
        deals.new(cast.wei, owner_id=cast.min.user_id)


def test_a_manager_gives_it_to_the_team_only(db, cast):
    assert deals.row(deals.new(cast.gu, owner_id=cast.min.user_id)).owner_id == cast.min.user_id
    with pytest.raises(NotFound):
        deals.new(cast.gu, owner_id=cast.omar.user_id)


def test_an_executive_cannot_create_one(db, cast):
    with pytest.raises(Forbidden):
        deals.new(cast.eva)


def test_products_and_contacts_come_with_it_and_make_its_value(db, cast):
    customer = deals.customer(cast.wei)
    [contact] = deals.add(Contact(customer_id=customer, name="Fan Xiu", created_at=clock.now(), updated_at=clock.now()))
    key = deals.new(
        cast.wei, customer_id=customer, contact_ids=(contact,), lines=(LineNew(product_id=deals.product(), quantity=10, discount=5),)
    )
    assert deals.row(key).value == 3_420_000


@pytest.mark.parametrize(
    ("field", "values"),
    [("name", {"name": "  "}), ("name", {"name": "x" * 301}), ("value", {"name": "a", "value": -1}), ("value", {"name": "a", "value": 10**16})],
)
def test_what_cannot_be_is_said_beside_the_field(field, values):
    with pytest.raises(Invalid) as problem:
        DealNew(**values)
    assert problem.value.field == field


def test_it_cannot_open_tomorrow(db, cast):
    with pytest.raises(Invalid) as problem:
        deals.new(cast.wei, opened_on=clock.today("Asia/Shanghai") + timedelta(days=1))
    assert problem.value.field == "opened_on"


def test_an_unknown_source_is_refused(db, cast):
    with pytest.raises(Invalid) as problem:
        deals.new(cast.wei, source="crystal ball")
    assert problem.value.field == "source"
