"""Orders are entered, changed, and made of deals that were won."""
from datetime import date

import pytest

from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.orders.commands import change_order, create_order, order_from_deal
from crm_core.orders.reading import order as read
from crm_core.orders.schemas import LineForm, OrderForm
from crm_core.pipeline.progress import win_deal
from crm_core.pipeline.schemas import DealClose, LineNew
from crm_core.run import act, ask
from tests.orders.making import DAY, customer, events, lines, order, product, stored, today
from tests.pipeline.helpers import new as new_deal
from tests.pipeline.helpers import row as deal_row


def form(customer_id: int, *typed: LineForm, **values) -> OrderForm:
    usual = {"ordered_on": DAY, "currency": "CNY", "lines": typed or (LineForm(text="Filter", quantity=2, price=10_000),)}
    return OrderForm(customer_id=customer_id, **usual | values)


def test_an_entered_order_is_a_draft_of_who_enters_it(db, cast):
    key = act(cast.wei, create_order, form(customer(cast.wei), discount=500, tax=1_000))
    assert (order(key).state, order(key).owner_id, order(key).total, order(key).revenue) == ("draft", cast.wei.user_id, 20_500, 0)


def test_it_can_be_confirmed_at_once(db, cast):
    assert order(act(cast.wei, create_order, form(customer(cast.wei)), confirmed=True)).revenue == 20_000


def test_numbers_follow_each_other_within_a_year(db, cast):
    who = customer(cast.wei)
    keys = [act(cast.wei, create_order, form(who, ordered_on=day)) for day in (DAY, DAY, date(2025, 7, 1))]
    assert [order(key).number for key in keys] == ["SO-2026-00001", "SO-2026-00002", "SO-2025-00001"]


def test_a_number_of_ones_own_is_passed_over_by_the_series(db, cast):
    who = customer(cast.wei)
    act(cast.wei, create_order, form(who, number="SO-2026-00001"))
    assert order(act(cast.wei, create_order, form(who))).number == "SO-2026-00002"


def test_a_number_cannot_be_given_twice(db, cast):
    who = customer(cast.wei)
    act(cast.wei, create_order, form(who, number="A-1"))
    with pytest.raises(Invalid) as problem:
        act(cast.wei, create_order, form(who, number="A-1"))
    assert problem.value.field == "number"


@pytest.mark.parametrize(("values", "field"), [
    ({"lines": ()}, "lines"), ({"discount": 20_001}, "discount"), ({"discount": -1}, "discount"), ({"tax": -1}, "tax"),
    ({"ordered_on": date(2199, 1, 1)}, "ordered_on"), ({"currency": "XYZ", "rate": 1}, "currency"), ({"rate": 0, "currency": "USD"}, "rate"),
])
def test_what_cannot_be_is_said_beside_its_field(sqlite_db, cast, values, field):
    who = customer(cast.wei)
    with pytest.raises(Invalid) as problem:
        act(cast.wei, create_order, form(who, **values))
    assert problem.value.field == field


def test_an_order_for_a_colleagues_customer_is_refused_as_unknown(db, cast):
    with pytest.raises(NotFound):
        act(cast.wei, create_order, form(customer(cast.omar)))


def test_a_manager_gives_an_order_to_one_of_the_team_only(db, cast):
    who = customer(cast.wei)
    assert order(act(cast.gu, create_order, form(who, owner_id=cast.min.user_id))).owner_id == cast.min.user_id
    with pytest.raises(NotFound):
        act(cast.gu, create_order, form(who, owner_id=cast.omar.user_id))


def test_another_teams_order_is_not_there(db, cast):
    key = stored(cast.omar, customer(cast.omar))
    for actor in (cast.wei, cast.gu):
        with pytest.raises(NotFound):
            ask(actor, read, key)
        with pytest.raises(NotFound):
            act(actor, change_order, key, form(customer(cast.wei)), 1)


def test_who_has_the_customer_now_sees_what_others_sold_it(db, cast):
    key = stored(cast.omar, customer(cast.wei), owner_id=cast.omar.user_id)
    assert ask(cast.wei, read, key).number == "SO-2026-00001"


def test_a_change_keeps_the_cost_of_the_lines_that_stay(db, cast):
    pump, who = product(), customer(cast.wei)
    key = act(cast.wei, create_order, form(who, LineForm(product_id=pump, price=100)))
    version = act(cast.wei, change_order, key, form(who, LineForm(product_id=pump, quantity=3, price=90), notes="By ship"), 1)
    assert (version, order(key).total, order(key).notes, lines(key)[0].quantity) == (2, 270, "By ship", 3)
    assert events(key)[1].before["lines"] == "1 × Telemetry unit TX-4 (1.00)"


def test_who_was_too_late_learns_it(db, cast):
    who = customer(cast.wei)
    key = act(cast.wei, create_order, form(who))
    act(cast.wei, change_order, key, form(who, tax=1), 1)
    with pytest.raises(Conflict):
        act(cast.wei, change_order, key, form(who, tax=2), 1)


def test_a_cancelled_order_is_not_changed(db, cast):
    who = customer(cast.wei)
    key = stored(cast.wei, who, state="cancelled")
    with pytest.raises(Conflict):
        act(cast.wei, change_order, key, form(who), 1)


def won_deal(cast, *typed: LineNew, **values) -> int:
    key = new_deal(cast.wei, lines=typed, **values)
    act(cast.wei, win_deal, key, DealClose(closed_on=today(), reason="price"), deal_row(key).version)
    return key


def test_a_won_deal_becomes_an_order_with_its_products(db, cast):
    who, pump = customer(cast.wei), product(price=5_000)
    deal = won_deal(cast, LineNew(product_id=pump, quantity=2, price=4_000, discount=10), customer_id=who)
    key = act(cast.wei, order_from_deal, deal)
    assert (order(key).deal_id, order(key).customer_id, order(key).state, order(key).total) == (deal, who, "draft", 7_200)
    with pytest.raises(Conflict):
        act(cast.wei, order_from_deal, deal)


def test_a_deal_without_products_becomes_one_line_of_its_value(db, cast):
    key = act(cast.wei, order_from_deal, won_deal(cast, customer_id=customer(cast.wei), value=90_000))
    assert (lines(key)[0].text, order(key).total) == ("Packaging robots", 90_000)


def test_an_open_deal_becomes_none(db, cast):
    with pytest.raises(Conflict):
        act(cast.wei, order_from_deal, new_deal(cast.wei, customer_id=customer(cast.wei)))


def test_margin_and_cost_are_for_those_who_may_know(db, cast):
    key = stored(cast.wei, customer(cast.wei))
    assert ask(cast.wei, read, key).margin is None
    assert ask(cast.gu, read, key).margin == 20_000
