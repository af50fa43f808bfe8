"""What a customer could buy too: from what buyers of the same products bought next."""
from datetime import timedelta

import pytest

from crm_core.errors import NotFound
from crm_core.run import ask
from crm_core.value.following import suggestions
from db.engine import database
from db.models import Deal, DealLine, Product
from tests.pipeline.helpers import customer, new, product
from tests.segments.rules import store
from tests.value.baskets import DAY, orders


@pytest.fixture
def history(db, cast) -> tuple[int, int, int]:
    """Of 40 who bought a pump 30 bought filters later; 40 others bought lamps only."""
    pump, filters, lamp = product("Pump"), product("Filter"), product("Lamp")
    buyers = [customer(cast.omar, f"C{n}") for n in range(80)]
    orders(*((key, (pump,), DAY) for key in buyers[:40]), *((key, (filters,), DAY + timedelta(days=60)) for key in buyers[:30]),
           *((key, (lamp,), DAY) for key in buyers[40:]))
    return pump, filters, lamp


def test_what_others_bought_next_is_suggested_with_its_figures(history, cast):
    pump, filters, _lamp = history
    mine = customer(cast.wei, "Mine")
    orders((mine, (pump,), DAY))
    (found,) = ask(cast.wei, suggestions, mine)
    assert (found.product_id, found.name, found.because, found.bought, found.of) == (filters, "Filter", "Pump", 30, 41)
    assert found.share == pytest.approx(30 / 41) and found.chance == pytest.approx(30 / 81) and found.chance < found.low < found.share


def test_what_the_customer_has_or_gets_by_a_deal_is_not_suggested(history, cast):
    pump, filters, _lamp = history
    has, gets = customer(cast.wei, "Has"), customer(cast.wei, "Gets")
    orders((has, (pump, filters), DAY), (gets, (pump,), DAY))
    key = new(cast.wei, customer_id=gets)
    store(DealLine(deal_id=key, product_id=filters, quantity=1, price=1, position=0))
    assert len(ask(cast.wei, suggestions, gets)) == 1, "an open deal is no purchase"
    _won(key)
    assert ask(cast.wei, suggestions, has) == () == ask(cast.wei, suggestions, gets)


def _won(key: int) -> None:
    with database().writing() as session:
        session.get(Deal, key).status = "won"
        session.commit()


def test_what_is_no_longer_offered_is_not_suggested(history, cast, db):
    pump, filters, _lamp = history
    mine = customer(cast.wei, "Mine")
    orders((mine, (pump,), DAY))
    with db.writing() as session:
        session.get(Product, filters).active = False
        session.commit()
    assert ask(cast.wei, suggestions, mine) == ()


def test_nothing_to_go_by_suggests_nothing(history, cast):
    assert ask(cast.wei, suggestions, customer(cast.wei, "New")) == ()
    odd = customer(cast.wei, "Odd")
    orders((odd, (product("Rare"),), DAY))
    assert ask(cast.wei, suggestions, odd) == ()


def test_what_came_before_is_no_next(history, cast):
    _pump, filters, _lamp = history
    mine = customer(cast.wei, "Mine")
    orders((mine, (filters,), DAY))
    assert ask(cast.wei, suggestions, mine) == (), "nobody bought a pump after filters"


def test_another_teams_customer_is_not_found(history, cast):
    with pytest.raises(NotFound):
        ask(cast.omar, suggestions, customer(cast.wei, "Hers"))
