"""The pages of price lists, and the price a deal's line offers: click, then look at the row."""
import json

import pytest
from sqlalchemy import select
from streamlit.proto.WidgetStates_pb2 import WidgetState

from crm_core.orders.price_lists import PriceListForm, add_price_list, price_lists, prices_in, put_prices
from crm_core.run import act, ask
from db.models import DealLine
from tests.pages import open_page, run
from tests.pipeline.helpers import customer, new, product
from tests.ui.browserless import _run


@pytest.fixture
def priced(sqlite_db, cast) -> tuple[int, int]:
    """A list for grade A with a pump at 90."""
    pump = product("Pump", 10_000)
    key = act(cast.ada, add_price_list, PriceListForm(name="For *A*", grade="a"))
    act(cast.ada, put_prices, key, {pump: 9_000}, 1)
    return key, pump


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.subheader])


def test_the_first_list_is_made_from_the_empty_page(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "price-lists")
    assert "No price lists yet" in texts(app)
    app.button(key="price_list_first").click()
    run(app)
    app.text_input(key="price_list_new.name").input("Summer")
    app.selectbox(key="price_list_new.grade").select("a")
    app.button(key="price_list_new.save").click()
    run(app)
    (row,) = ask(cast.ada, price_lists)
    assert (row.name, row.grade) == ("Summer", "a")


def test_a_price_typed_into_the_grid_is_saved(priced, cast, monkeypatch):
    key, _pump = priced
    app = open_page(monkeypatch, cast.ada, "price-lists", f"list={key}")
    assert "For \\*A\\*" in texts(app)
    (grid,) = [node.proto for node in app.dataframe]
    edited = {"edited_rows": {"0": {"price": 85.5}}, "added_rows": [], "deleted_rows": []}
    app = _run(app, WidgetState(id=grid.id, string_value=json.dumps(edited)))
    app.button(key="prices_save").click()
    run(app)
    assert ask(cast.ada, prices_in, key)[0][0].price == 8_550


def test_a_deals_line_takes_the_price_of_the_customers_list(priced, cast, monkeypatch, sqlite_db):
    _key, pump = priced
    deal = new(cast.wei, customer_id=customer(cast.wei, grade="a"))
    app = open_page(monkeypatch, cast.wei, "deal", f"id={deal}")
    app.button(key="deal-lines-open").click()
    run(app)
    form = next(box.key for box in app.selectbox if (box.key or "").endswith(".product0")).removesuffix(".product0")
    app.selectbox(key=f"{form}.product0").select(pump)
    run(app)
    assert app.number_input(key=f"{form}.price0").placeholder == "¥90"
    app.button(key=f"{form}.save").click()
    run(app)
    with sqlite_db.reading() as session:
        assert session.scalar(select(DealLine.price)) == 9_000
