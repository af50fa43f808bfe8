"""The list of products."""
import pytest

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.products.commands import change_product, create_product, offer_product
from crm_core.products.queries import categories, product, product_choices, products
from crm_core.products.schemas import ProductForm
from crm_core.run import act, ask

PUMP = ProductForm(name="Pump 300", sku="P-300", category="Pumps", unit="piece", price=120_000, cost=70_000)


def test_a_product_is_created_changed_and_found(db, cast):
    key = act(cast.ada, create_product, PUMP)
    act(cast.ada, change_product, key, 1, PUMP.model_copy(update={"price": 130_000}))
    assert ask(cast.wei, product, key).price == 130_000
    for search in ("pump3", "p-30", "PUMP 300"):
        assert ask(cast.wei, products, search=search).total == 1
    assert ask(cast.wei, products, search="valve").total == 0
    assert ask(cast.wei, categories) == ("Pumps",)


def test_what_it_costs_is_shown_to_those_who_keep_products(db, cast):
    key = act(cast.ada, create_product, PUMP)
    assert ask(cast.ada, product, key).cost == 70_000
    assert ask(cast.wei, product, key).cost is None


def test_a_product_that_is_no_longer_offered_leaves_the_list(db, cast):
    key = act(cast.ada, create_product, PUMP)
    act(cast.ada, offer_product, key, active=False)
    assert ask(cast.wei, products).total == 0
    assert ask(cast.wei, products, active=None).total == 1
    assert [c.active for c in ask(cast.wei, product_choices)] == [False]


def test_the_list_is_sorted_and_paged(db, cast):
    for name, price in (("Valve", 300), ("Bearing", None), ("Motor", 500)):
        act(cast.ada, create_product, ProductForm(name=name, price=price))
    assert [p.name for p in ask(cast.wei, products).rows] == ["Bearing", "Motor", "Valve"]
    dear_first = ask(cast.wei, products, sort="price", descending=True, per_page=2)
    assert ([p.name for p in dear_first.rows], dear_first.total) == (["Motor", "Valve"], 3)


@pytest.mark.parametrize("form", [ProductForm(name="PUMP-300"), ProductForm(name="Other", sku="p-300")])
def test_names_and_codes_are_given_once(db, cast, form):
    act(cast.ada, create_product, PUMP)
    with pytest.raises(Invalid):
        act(cast.ada, create_product, form)


def test_a_price_cannot_be_negative(db, cast):
    with pytest.raises(Invalid) as refused:
        act(cast.ada, create_product, ProductForm(name="Gift", price=-1))
    assert refused.value.field == "price"


def test_the_second_of_two_editors_learns_of_the_first(db, cast):
    key = act(cast.ada, create_product, PUMP)
    act(cast.ada, change_product, key, 1, PUMP.model_copy(update={"unit": "set"}))
    with pytest.raises(Conflict):
        act(cast.ada, change_product, key, 1, PUMP.model_copy(update={"unit": "box"}))


def test_sellers_and_executives_only_read(db, cast):
    for actor in (cast.wei, cast.eva, cast.gu):
        with pytest.raises(Forbidden):
            act(actor, create_product, PUMP)
