"""What a product costs a customer: price lists by grade and segment, within their dates."""
from datetime import date

import pytest

from crm_core import clock
from crm_core.errors import NotFound
from crm_core.orders.prices import price_for
from crm_core.run import ask
from db.models import PriceList, PriceListItem, Product, Segment
from tests.pipeline.counting import statements
from tests.pipeline.helpers import add, customer
from tests.segments.rules import all_of, store, when

DAY = date(2026, 7, 1)


@pytest.fixture
def pump(db) -> int:
    return add(Product(name="Pump", price=10_000, created_at=clock.now()))[0]


def price_list(product: int, price: int, name: str = "List", **fields) -> int:
    key = add(PriceList(name=name, **fields))[0]
    store(PriceListItem(price_list_id=key, product_id=product, price=price))
    return key


def test_without_a_list_the_product_gives_the_price(db, cast, pump):
    valve = add(Product(name="Valve", created_at=clock.now()))[0]
    assert ask(cast.wei, price_for, None, [pump, valve, 999], DAY) == {pump: (10_000, None), valve: (None, None)}


def test_the_first_list_that_fits_gives_the_price(db, cast, pump):
    price_list(pump, 9_000, "For A", grade="a", position=1)
    price_list(pump, 9_500, "For all", position=2)
    best, other = customer(cast.wei, "Best", grade="a"), customer(cast.wei, "Other")
    assert ask(cast.wei, price_for, best, [pump], DAY) == {pump: (9_000, "For A")}
    assert ask(cast.wei, price_for, other, [pump], DAY) == {pump: (9_500, "For all")}
    assert ask(cast.wei, price_for, None, [pump], DAY) == {pump: (9_500, "For all")}


def test_a_list_holds_within_its_dates_and_while_it_is_active(db, cast, pump):
    price_list(pump, 1, "Before", ends_on=date(2026, 6, 30))
    price_list(pump, 2, "Later", starts_on=date(2026, 7, 2))
    price_list(pump, 3, "Off", active=False)
    price_list(pump, 9_000, "July", starts_on=DAY, ends_on=DAY)
    assert ask(cast.wei, price_for, None, [pump], DAY) == {pump: (9_000, "July")}


def test_a_product_that_the_first_list_lacks_is_looked_for_in_the_next(db, cast, pump):
    valve = add(Product(name="Valve", price=500, created_at=clock.now()))[0]
    price_list(pump, 9_000, "Pumps", position=0)
    price_list(valve, 450, "Valves", position=1)
    assert ask(cast.wei, price_for, None, [pump, valve], DAY) == {pump: (9_000, "Pumps"), valve: (450, "Valves")}


def test_a_segment_decides_whoever_looks_and_a_deleted_one_fits_nobody(db, cast, pump):
    now, rule = clock.now(), all_of(when("city", "contains", "Suzhou"))
    private, gone = add(
        Segment(name="Mine", rule=rule, owner_id=cast.mia.user_id, shared=False, created_at=now, updated_at=now),
        Segment(name="Gone", rule=rule, created_at=now, updated_at=now, deleted_at=now),
    )
    price_list(pump, 1, "Gone", segment_id=gone)
    price_list(pump, 8_000, "Suzhou", segment_id=private, position=1)
    here, there = customer(cast.wei, "Here", city="Suzhou"), customer(cast.wei, "There", city="Wuxi")
    assert ask(cast.wei, price_for, here, [pump], DAY) == {pump: (8_000, "Suzhou")}
    assert ask(cast.wei, price_for, there, [pump], DAY) == {pump: (10_000, None)}


def test_prices_for_another_teams_customer_are_not_found(db, cast, pump):
    with pytest.raises(NotFound):
        ask(cast.omar, price_for, customer(cast.wei, "Hers"), [pump], DAY)


def test_many_lists_and_products_cost_five_statements(db, cast, pump):
    now = clock.now()
    for number in range(10):
        segment = add(Segment(name=f"S{number}", rule=all_of(when("city", "contains", "x")), created_at=now, updated_at=now))[0]
        price_list(pump, number, segment_id=segment)
    key = customer(cast.wei, "Here")
    wei = cast.wei
    with statements(db) as seen:
        ask(wei, price_for, key, [pump], DAY)
    assert len(seen) <= 5, seen
