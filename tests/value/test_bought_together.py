"""Products bought together: the figures of market-basket analysis, counted independently; and who lacks the other half."""
import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

from crm_core.errors import Forbidden
from crm_core.intervals import wilson
from crm_core.run import ask
from crm_core.value.together import WIDEST, bought_together, could_buy_too
from tests.pipeline.helpers import customer, product
from tests.value.baskets import DAY, orders


@pytest.fixture
def shop(db, cast) -> dict[str, int]:
    """Filters go with pumps; screws with anything."""
    return {name: product(name) for name in ("Pump", "Filter", "Screw", "Lamp")}


def test_every_figure_agrees_with_a_count_by_hand(shop, cast):
    chance, keys = random.Random(4), list(shop.values())
    buyers = [customer(cast.wei, f"C{n}") for n in range(20)]
    baskets = []
    for _ in range(300):
        chosen = {key for key in keys if chance.random() < 0.4}
        if keys[0] in chosen and chance.random() < 0.8:
            chosen.add(keys[1])
        if chosen:
            baskets.append((chance.choice(buyers), tuple(sorted(chosen)), DAY))
    orders(*baskets)
    found = ask(cast.gu, bought_together)
    single = Counter(key for _c, chosen, _d in baskets for key in chosen)
    both = Counter(pair for _c, chosen, _d in baskets for pair in combinations(chosen, 2))
    assert (found.baskets, found.several) == (len(baskets), sum(len(chosen) > 1 for _c, chosen, _d in baskets))
    best = found.pairs[0]
    assert {best.a_name, best.b_name} == {"Pump", "Filter"}
    for pair in found.pairs:
        n = both[tuple(sorted((pair.a, pair.b)))]
        assert (pair.both, pair.of) == (n, single[pair.a])
        assert pair.confidence == pytest.approx(n / single[pair.a])
        assert pair.support == pytest.approx(n / len(baskets))
        assert pair.lift == pytest.approx(n * len(baskets) / single[pair.a] / single[pair.b])
        assert single[pair.a] <= single[pair.b] and pair.low < pair.confidence < pair.high and pair.lift > 1


def test_a_basket_can_be_all_that_a_customer_bought(shop, cast):
    pump, filters = shop["Pump"], shop["Filter"]
    buyers = [customer(cast.wei, f"C{n}") for n in range(120)]
    orders(*((key, (pump,), DAY) for key in buyers[:60]), *((key, (filters,), DAY) for key in buyers[:55]), *((key, (shop["Lamp"],), DAY) for key in buyers[60:]))
    assert not ask(cast.gu, bought_together).pairs
    (pair,) = ask(cast.gu, bought_together, "customer").pairs
    assert (pair.both, pair.of, pair.baskets) == (55, 55, 120)


def test_orders_of_everything_and_of_days_to_come_count_nowhere(shop, cast):
    pump, filters = shop["Pump"], shop["Filter"]
    buyer = customer(cast.wei, "Buyer")
    orders(*[(buyer, (pump, filters), DAY)] * 55, *[(buyer, (shop["Lamp"],), DAY)] * 60)
    told = ask(cast.gu, bought_together)
    everything = (pump, filters, *(product(f"Part {n}") for n in range(WIDEST)))
    orders(*[(buyer, everything, DAY)] * 3, *[(buyer, (pump, filters), date.today() + timedelta(days=2))] * 3)
    assert ask(cast.gu, bought_together) == told and told.pairs[0].confidence == 1


def test_too_few_baskets_give_nothing(shop, cast):
    orders(*((customer(cast.wei, f"C{n}"), (shop["Pump"], shop["Filter"]), DAY) for n in range(40)))
    found = ask(cast.gu, bought_together)
    assert (found.enough, found.pairs, found.several) == (False, (), 40)
    assert ask(cast.walter, bought_together).baskets == 0


def test_what_is_no_more_than_chance_is_no_pair(shop, cast):
    key = customer(cast.wei)
    orders(*((key, (shop["Pump"], shop["Screw"]), DAY) for _ in range(60)), *((key, (shop["Screw"], shop["Lamp"]), DAY) for _ in range(60)))
    assert ask(cast.gu, bought_together).pairs == (), "everybody takes screws: lift 1"


def test_who_lacks_the_other_half_is_named_within_reach(shop, cast):
    pump, filters = shop["Pump"], shop["Filter"]
    both, small, big = (customer(cast.wei, name) for name in ("Both", "Small", "Big"))
    elsewhere = customer(cast.omar, "Elsewhere")
    orders((both, (pump, filters), DAY), (small, (pump,), DAY), (big, (pump, shop["Lamp"]), DAY), (elsewhere, (pump,), DAY))
    assert [target.customer_id for target in ask(cast.gu, could_buy_too, pump, filters)] == [big, small]
    assert {target.customer_id for target in ask(cast.eva, could_buy_too, pump, filters)} == {big, small, elsewhere}
    assert ask(cast.gu, could_buy_too, pump, filters)[0].last_on == DAY


def test_sellers_without_the_right_are_refused(db, cast):
    for person in (cast.wei, cast.yan, cast.ada):
        with pytest.raises(Forbidden):
            ask(person, bought_together)


def test_the_interval_is_wilsons():
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)  # Brown, Cai and DasGupta 2001
    assert wilson(0, 20)[0] == pytest.approx(0)
