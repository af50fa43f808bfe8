"""Price lists: for whom, when, what they hold; copies with a change in percent."""
from datetime import date

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.orders.price_lists import (
    PriceListForm,
    add_price_list,
    change_price_list,
    copy_price_list,
    delete_price_list,
    fill_price_list,
    move_price_list,
    price_lists,
    prices_in,
    put_prices,
    use_price_list,
)
from crm_core.run import act, ask
from db.models import PriceListItem, Product, Segment
from tests.pipeline.helpers import add, product
from tests.segments.rules import all_of


def made(cast, name: str = "For A", **values) -> int:
    return act(cast.ada, add_price_list, PriceListForm(name=name, **values))


def stored(db, key: int) -> dict[int, int]:
    with db.reading() as session:
        rows = session.scalars(select(PriceListItem).where(PriceListItem.price_list_id == key))
        return {row.product_id: row.price for row in rows}


def test_a_list_is_made_priced_and_changed(db, cast):
    pump, valve = product("Pump", 10_000), product("Valve", 500)
    key = made(cast, grade="a", starts_on=date(2026, 1, 1))
    act(cast.ada, put_prices, key, {pump: 9_000, valve: 400}, 1)
    act(cast.ada, put_prices, key, {valve: None, pump: 9_100}, 2)
    assert stored(db, key) == {pump: 9_100}
    act(cast.ada, change_price_list, key, PriceListForm(name="For B", grade="b"), 3)
    (row,) = ask(cast.ada, price_lists)
    assert (row.name, row.grade, row.starts_on, row.products) == ("For B", "b", None, 1)
    (first, second), total = ask(cast.ada, prices_in, key)
    assert (first.name, first.own, first.price, second.price, total) == ("Pump", 10_000, 9_100, None, 2)
    assert ask(cast.ada, prices_in, key, "VALV")[0][0].name == "Valve"
    assert len(ask(cast.ada, prices_in, key, only=True)[0]) == 1


@pytest.mark.parametrize("field, values", [
    ("ends_on", {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)}), ("grade", {"grade": "zz"}), ("segment_id", {"segment_id": 99}),
    ("name", {"name": "taken"}), ("name", {"name": " "}),
])
def test_a_list_that_cannot_be_is_refused(db, cast, field, values):
    made(cast, "Taken")
    with pytest.raises(Invalid) as caught:
        made(cast, **values)
    assert caught.value.field == field


def test_only_shared_segments_can_have_prices(db, cast):
    now = clock.now()
    shared, private = add(Segment(name="Shared", rule=all_of(), created_at=now, updated_at=now),
                          Segment(name="Mine", rule=all_of(), shared=False, owner_id=cast.mia.user_id, created_at=now, updated_at=now))
    assert made(cast, "One", segment_id=shared)
    with pytest.raises(Invalid):
        made(cast, "Two", segment_id=private)


def test_a_price_that_cannot_be_and_a_product_there_is_not_change_nothing(db, cast):
    pump, key = product("Pump"), made(cast)
    for prices, error in (({pump: -1}, Invalid), ({pump: 10**16}, Invalid), ({pump: 5, 999: 5}, NotFound)):
        with pytest.raises(error):
            act(cast.ada, put_prices, key, prices, 1)
    assert stored(db, key) == {}


def test_two_people_do_not_overwrite_each_others_prices(db, cast):
    pump, key = product("Pump"), made(cast)
    act(cast.ada, put_prices, key, {pump: 1}, 1)
    with pytest.raises(Conflict):
        act(cast.ada, put_prices, key, {pump: 2}, 1)
    assert stored(db, key) == {pump: 1}


def test_a_copy_differs_by_percent_and_waits_switched_off(db, cast):
    pump, valve, key = product("Pump"), product("Valve"), made(cast, grade="a")
    act(cast.ada, put_prices, key, {pump: 10_005, valve: 333}, 1)
    copy = act(cast.ada, copy_price_list, key, "Less", -10)
    assert stored(db, copy) == {pump: 9_005, valve: 300}
    assert stored(db, act(cast.ada, copy_price_list, key, "Whole", 5, True)) == {pump: 10_500, valve: 300}
    assert [(row.name, row.grade, row.active) for row in ask(cast.ada, price_lists)] == [("For A", "a", True), ("Less", "a", False), ("Whole", "a", False)]
    for percent in (-91, 1001):
        with pytest.raises(Invalid) as caught:
            act(cast.ada, copy_price_list, key, "X", percent)
        assert caught.value.field == "percent"


def test_a_list_is_filled_from_the_products_own_prices(db, cast):
    pump, valve, key = product("Pump", 10_000), product("Valve", 500), made(cast)
    add(Product(name="Free", created_at=clock.now()), Product(name="Old", price=5, active=False, created_at=clock.now()))
    act(cast.ada, put_prices, key, {pump: 1}, 1)
    assert act(cast.ada, fill_price_list, key, -20, 2) == 1
    assert stored(db, key) == {pump: 1, valve: 400}


def test_lists_are_moved_switched_off_and_deleted(db, cast):
    first, second = made(cast, "First"), made(cast, "Second")
    act(cast.ada, put_prices, second, {product("Pump"): 5}, 1)
    act(cast.ada, move_price_list, second, True)
    act(cast.ada, use_price_list, first, False)
    assert [(row.id, row.active) for row in ask(cast.ada, price_lists)] == [(second, True), (first, False)]
    act(cast.ada, delete_price_list, second)
    assert [row.id for row in ask(cast.ada, price_lists)] == [first] and stored(db, second) == {}


def test_only_who_keeps_products_keeps_prices(db, cast):
    for person in (cast.gu, cast.wei, cast.eva):
        with pytest.raises(Forbidden):
            act(person, add_price_list, PriceListForm(name="X"))
