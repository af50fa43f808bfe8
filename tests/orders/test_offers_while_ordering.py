"""While an order is written, what is often bought with it is offered at the customer's price, with the reason."""
from datetime import timedelta

import pytest

from crm_core.pipeline.schemas import LineNew
from crm_core.run import ask
from crm_core.value import following
from crm_core.value.following import suggestions
from tests.orders.making import customer, product
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.pipeline.helpers import new as new_deal
from tests.pipeline.helpers import row as deal_row
from tests.value.baskets import DAY, orders

FORM = "order_form.new"


@pytest.fixture(autouse=True)
def nothing_kept():
    following._kept.clear()


@pytest.fixture
def history(cast) -> tuple[int, int]:
    """Of 40 who bought a pump 30 bought filters later; 40 others bought lamps only."""
    pump, filters, lamp = product("Pump", price=90_000), product("Filter", price=5_000), product("Lamp")
    buyers = [customer(cast.omar, f"C{n}") for n in range(80)]
    orders(*((key, (pump,), DAY) for key in buyers[:40]), *((key, (filters,), DAY + timedelta(days=60)) for key in buyers[:30]),
           *((key, (lamp,), DAY) for key in buyers[40:]))
    return pump, filters


def texts(app) -> str:
    return "\n".join(str(element.value) for element in app.markdown).replace("\\", "")


def test_what_stands_on_the_order_speaks_even_without_a_customer(db, cast, history):
    pump, filters = history
    (found,) = ask(cast.wei, suggestions, None, (pump,))
    assert (found.product_id, found.because, found.bought, found.of) == (filters, "Pump", 30, 40)
    assert ask(cast.wei, suggestions, None, (pump, filters)) == () == ask(cast.wei, suggestions, None)


def test_sales_are_read_once_for_a_product(sqlite_db, cast, history, monkeypatch):
    pump, _filters = history
    asked, real = [], following.columns
    monkeypatch.setattr(following, "columns", lambda work: asked.append(1) or real(work))
    first = ask(cast.wei, suggestions, None, (pump,))
    assert first == ask(cast.wei, suggestions, customer(cast.wei), (pump,)) and len(asked) == 1


def test_an_offer_is_added_at_the_customers_price(sqlite_db, cast, monkeypatch, history):
    pump, filters = history
    app = open_page(monkeypatch, cast.wei, "order-edit", f"customer={customer(cast.wei)}")
    assert "Often bought with it" not in texts(app)
    app.selectbox(key=f"{FORM}.product0").set_value(pump)
    run(app)
    assert "**Filter** · ¥50" in texts(app) and "30 of 40 who bought Pump bought it next: 75%, by chance 38%" in texts(app)
    app.button(key=f"offer-{filters}").click()
    run(app)
    assert app.selectbox(key=f"{FORM}.product1").value == filters and "Total ¥950" in texts(app)
    assert "Often bought with it" not in texts(app), "it is on the order now"


def test_an_empty_line_takes_the_offer(sqlite_db, cast, monkeypatch, history):
    pump, filters = history
    who = customer(cast.wei)
    orders((who, (pump,), DAY))
    app = open_page(monkeypatch, cast.wei, "order-edit", f"customer={who}")
    app.button(key=f"offer-{filters}").click()
    run(app)
    assert app.selectbox(key=f"{FORM}.product0").value == filters


def test_the_form_costs_few_statements(sqlite_db, cast, monkeypatch, history):
    who = customer(cast.wei)
    orders((who, (history[0],), DAY))
    open_page(monkeypatch, cast.wei, "order-edit", f"customer={who}")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.wei, "order-edit", f"customer={who}&x=1")
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))


def test_on_a_deal_it_is_added_to_its_products_and_taken_back(sqlite_db, cast, monkeypatch, history):
    pump, filters = history
    key = new_deal(cast.wei, customer_id=customer(cast.wei), lines=(LineNew(product_id=pump, price=90_000),), value=90_000)
    app = open_page(monkeypatch, cast.wei, "deal", f"id={key}")
    assert "Filter" not in texts(app), "nothing is asked for before it is opened"
    app.session_state["could_buy_box"] = True
    run(app)
    app.button(key=f"offer-{filters}").click()
    run(app)
    assert deal_row(key).value == 95_000
    app.session_state["_undo"].call()
    assert deal_row(key).value == 90_000


def test_a_value_set_by_hand_stays(sqlite_db, cast, monkeypatch, history):
    pump, filters = history
    key = new_deal(cast.wei, customer_id=customer(cast.wei), lines=(LineNew(product_id=pump, price=90_000),), value=123_400)
    app = open_page(monkeypatch, cast.wei, "deal", f"id={key}")
    app.session_state["could_buy_box"] = True
    run(app)
    app.button(key=f"offer-{filters}").click()
    run(app)
    assert deal_row(key).value == 123_400
