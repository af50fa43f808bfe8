"""What a customer's page knows of its orders."""
import pytest

from crm_core.errors import NotFound
from crm_core.orders.of_customer import order_history
from crm_core.orders.schemas import LineRow
from crm_core.run import ask
from tests.orders.making import DAY, customer, product, stored
from tests.pipeline.counting import statements


def test_the_newest_orders_the_sums_and_what_is_preferred(db, cast):
    who, pump, filter_ = customer(cast.wei), product("Pump"), product("Filter")
    stored(cast.wei, who, LineRow(product_id=filter_, price=100), LineRow(product_id=pump, price=900))
    stored(cast.wei, who, LineRow(product_id=filter_, price=100), state="draft")
    wei = cast.wei
    with statements(db) as seen:
        found = ask(wei, order_history, who)
    assert len(seen) == 1
    assert (found.count, found.revenue, found.first_on, found.products) == (1, 1_000, DAY, ("Pump", "Filter"))
    assert [(one.number, one.state) for one in found.newest] == [("SO-2026-00002", "draft"), ("SO-2026-00001", "confirmed")]


def test_of_a_customer_without_orders_there_is_nothing(db, cast):
    found = ask(cast.wei, order_history, customer(cast.wei))
    assert (found.count, found.products, found.newest) == (0, (), ())


def test_of_another_teams_customer_there_is_nothing_to_learn(db, cast):
    with pytest.raises(NotFound):
        ask(cast.gu, order_history, customer(cast.omar))
