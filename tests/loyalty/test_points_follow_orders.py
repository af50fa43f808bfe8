"""From the order's own commands to the ledger, in one transaction."""
from crm_core.orders.moving import move_order, put_back
from crm_core.orders.returning import return_goods
from crm_core.run import act
from tests.loyalty.helpers import balance, entries, plain_rules, points
from tests.orders.making import LineRow, customer, order, stored, today


def test_paying_brings_points_taking_the_step_back_takes_them_and_a_return_too(db, cast):
    plain_rules()
    buyer = customer(cast.wei)
    key = stored(cast.wei, buyer, LineRow(text="Filter", quantity=2, price=10_000), state="delivered", ordered_on=today())
    assert points(buyer) == []
    moved = act(cast.wei, move_order, key, "paid", order(key).version)
    assert points(buyer) == [200]
    act(cast.wei, put_back, [moved])
    assert points(buyer) == [200, -200]
    act(cast.wei, move_order, key, "paid", order(key).version)
    back = act(cast.wei, return_goods, key, order(key).version, {0: 1})
    assert points(buyer) == [200, -200, 200, -100] and balance(buyer) == 100
    assert entries(buyer)[-1].order_id == back and entries(buyer)[-1].rate == 1
