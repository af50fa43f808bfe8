"""Winning, losing and reopening."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Conflict, Invalid
from crm_core.pipeline.progress import lose_deal, move_deal, reopen_deal, win_deal
from crm_core.pipeline.schemas import DealClose
from crm_core.run import act
from db.engine import database
from db.models import Customer
from tests.pipeline import helpers as deals

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def today():
    clock.set_now(NOW)


def test_winning_keeps_day_value_and_reason(db, cast):
    key = deals.new(cast.wei, value=720)
    act(cast.wei, win_deal, key, DealClose(closed_on=TODAY, reason="price", value=680, note="Fast"), 1)
    deal = deals.row(key)
    assert (deal.status, deal.closed_on, deal.close_reason, deal.value, deal.first_value) == ("won", TODAY, "price", 680, 720)
    visit, close = deals.visits(key)
    assert visit.left_at == close.entered_at == NOW and (close.stage_id, close.status) == (None, "won")
    assert deals.events(key)[-1].kind == "deal.won"


def test_the_customer_has_bought_then(db, cast):
    customer = deals.customer(cast.wei)
    key = deals.new(cast.wei, value=500, customer_id=customer)
    act(cast.wei, win_deal, key, DealClose(closed_on=TODAY, reason="price"), 1)
    with database().reading() as session:
        row = session.get(Customer, customer)
    assert (row.open_deals, row.won_deals, row.won_value, row.lifecycle) == (0, 1, 500, "active")


def test_losing_keeps_the_competitor(db, cast):
    key = deals.new(cast.wei)
    act(cast.wei, lose_deal, key, DealClose(closed_on=TODAY, reason="competitor", competitor="Dongfang Telematics"), 1)
    assert deals.row(key).competitor == "Dongfang Telematics" and deals.row(key).status == "lost"


@pytest.mark.parametrize("reason", ["", "competitor", "no such thing"])
def test_winning_needs_a_reason_of_the_dictionary(db, cast, reason):
    key = deals.new(cast.wei)
    with pytest.raises(Invalid) as problem:
        act(cast.wei, win_deal, key, DealClose(closed_on=TODAY, reason=reason), 1)
    assert problem.value.field == "reason"


@pytest.mark.parametrize("days", [1, -40])
def test_the_day_is_between_opening_and_today(db, cast, days):
    key = deals.new(cast.wei, opened_on=TODAY - timedelta(days=30))
    with pytest.raises(Invalid) as problem:
        act(cast.wei, lose_deal, key, DealClose(closed_on=TODAY + timedelta(days=days), reason="price"), 1)
    assert problem.value.field == "closed_on"


def test_a_day_in_the_past_is_when_it_left_its_stage(db, cast):
    clock.set_now(NOW - timedelta(days=20))
    key = deals.new(cast.wei)
    clock.set_now(NOW)
    act(cast.wei, lose_deal, key, DealClose(closed_on=TODAY - timedelta(days=5), reason="price"), 1)
    assert deals.visits(key)[-1].entered_at == datetime(2026, 11, 14, 15, 59, 59, tzinfo=UTC)


def test_a_closed_deal_is_neither_moved_nor_closed_again(db, cast):
    key = deals.new(cast.wei)
    act(cast.wei, lose_deal, key, DealClose(closed_on=TODAY, reason="price"), 1)
    with pytest.raises(Conflict):
        act(cast.wei, win_deal, key, DealClose(closed_on=TODAY, reason="price"), 2)
    with pytest.raises(Conflict):
        act(cast.wei, move_deal, key, deals.stages(cast.wei)["Needs analysis"], 2)


def test_reopening_puts_it_back_into_its_stage(db, cast):
    key = deals.new(cast.wei)
    act(cast.wei, lose_deal, key, DealClose(closed_on=TODAY, reason="price"), 1)
    clock.set_now(NOW + timedelta(days=10))
    act(cast.wei, reopen_deal, key, 2)
    deal = deals.row(key)
    assert (deal.status, deal.closed_on, deal.close_reason, deal.stage_since) == ("open", None, None, clock.now())
    assert [visit.status for visit in deals.visits(key)] == ["open", "lost", "open"]
    with pytest.raises(Conflict):
        act(cast.wei, reopen_deal, key, 3)


def test_reopening_at_once_takes_the_close_back(db, cast):
    clock.set_now(NOW - timedelta(days=9))
    key = deals.new(cast.wei, value=700)
    clock.set_now(NOW)
    act(cast.wei, win_deal, key, DealClose(closed_on=TODAY, reason="price", value=650), 1)
    act(cast.wei, reopen_deal, key, 2, value=700)
    deal = deals.row(key)
    assert deal.stage_since == NOW - timedelta(days=9) and deal.value == 700
    assert len(deals.visits(key)) == 1
