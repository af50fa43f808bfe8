"""Moving a deal to another stage."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Conflict, NotFound
from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.progress import move_deal
from crm_core.pipeline.rules import Missing
from crm_core.pipeline.schemas import DealEdit, DealImport
from crm_core.run import act
from tests.pipeline import helpers as deals

MONDAY = datetime(2026, 11, 16, 2, tzinfo=UTC)


def test_the_visit_ends_and_the_next_begins(db, cast):
    clock.set_now(MONDAY)
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    clock.set_now(MONDAY + timedelta(days=4))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Needs analysis"], 1)
    first, second = deals.visits(key)
    assert first.left_at == second.entered_at == deals.row(key).stage_since == MONDAY + timedelta(days=4)
    assert second.left_at is None and deals.row(key).version == 2
    assert deals.events(key)[-1].kind == "deal.moved"


def test_what_is_missing_is_named_and_nothing_moves(db, cast):
    key = deals.new(cast.wei)
    with pytest.raises(Missing) as problem:
        act(cast.wei, move_deal, key, deals.stages(cast.wei)["Proposal"], 1)
    assert problem.value.fields == ("customer", "value") and problem.value.field == "customer"
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Lead"]


def test_what_is_missing_can_come_in_the_same_step(db, cast):
    key = deals.new(cast.wei)
    fill = DealEdit(customer_id=deals.customer(cast.wei), value=500, expected_close=date(2027, 1, 31))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Order"], 1, fill)
    deal = deals.row(key)
    assert (deal.value, deal.first_value, deal.stage_id) == (500, 500, deals.stages(cast.wei)["Order"])


def test_going_back_at_once_is_a_slip_that_the_history_forgets(db, cast):
    clock.set_now(MONDAY)
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    clock.set_now(MONDAY + timedelta(days=3))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Needs analysis"], 1)
    clock.set_now(MONDAY + timedelta(days=3, seconds=20))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Lead"], 2)
    [visit] = deals.visits(key)
    assert visit.left_at is None and deals.row(key).stage_since == MONDAY
    assert [event.kind for event in deals.events(key)] == ["deal.created", "deal.moved", "deal.moved"]


def test_going_back_later_is_a_step_of_its_own(db, cast):
    clock.set_now(MONDAY)
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Needs analysis"], 1)
    clock.set_now(MONDAY + timedelta(hours=2))
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Lead"], 2)
    assert len(deals.visits(key)) == 3


def test_the_second_of_two_people_is_told(db, cast):
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    act(cast.gu, move_deal, key, deals.stages(cast.gu)["Needs analysis"], 1)
    with pytest.raises(Conflict):
        act(cast.wei, move_deal, key, deals.stages(cast.wei)["Proposal"], 1)


@pytest.mark.parametrize("who", ["min", "omar", "walter"])
def test_others_do_not_find_it(db, cast, who):
    key = deals.new(cast.wei)
    with pytest.raises(NotFound):
        act(getattr(cast, who), move_deal, key, deals.stages(cast.wei)["Needs analysis"], 1)


def test_into_the_stage_where_it_is_changes_nothing(db, cast):
    key = deals.new(cast.wei)
    assert act(cast.wei, move_deal, key, deals.stages(cast.wei)["Lead"], 1) == 1
    assert len(deals.events(key)) == 1


def test_taking_a_slip_back_asks_for_nothing(db, cast):
    [key] = act(cast.gu, create_deals, [DealImport(name="Old", stage_id=deals.stages(cast.gu)["Order"], owner_id=cast.wei.user_id)])
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Lead"], 1)
    act(cast.wei, move_deal, key, deals.stages(cast.wei)["Order"], 2)
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Order"]
