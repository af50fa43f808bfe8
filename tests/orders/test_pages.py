"""Orders as people enter, move and find them on the pages."""
import pytest
from sqlalchemy import select

from crm_core.pipeline.progress import win_deal
from crm_core.pipeline.schemas import DealClose, LineNew
from crm_core.run import act
from db.engine import database
from db.models import Order
from tests.orders.making import customer, lines, order, product, stored, today
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.pipeline.helpers import new as new_deal
from tests.pipeline.helpers import row as deal_row
from tests.ui.browserless import choose, data, fire


def only_order() -> Order:
    with database().reading() as session:
        return session.scalars(select(Order)).one()


def texts(app) -> str:
    return "\n".join(str(element.value) for element in (*app.markdown, *app.subheader, *app.metric))


def test_an_order_is_entered_with_a_product_and_words(sqlite_db, cast, monkeypatch):
    who, pump = customer(cast.wei), product(price=50_000)
    app = open_page(monkeypatch, cast.wei, "order-edit", f"customer={who}")
    app.selectbox(key="order_form.new.product0").set_value(pump)
    run(app)
    assert "Total ¥500" in texts(app)
    app.number_input(key="order_form.new.quantity0").set_value(3.0)
    app.button(key="order_form.new.add").click()
    run(app)
    app.number_input(key="order_form.new.discount0").set_value(10.0)
    app.number_input(key="order_form.new.tax").set_value(175.5)
    run(app)
    assert "¥1,525\\.50" in texts(app)
    app.button(key="order_confirmed").click().run()
    found = only_order()
    assert (found.customer_id, found.state, found.total, found.tax) == (who, "confirmed", 152_550, 17_550)
    assert [(line.product_id, line.quantity, line.price, line.discount) for line in lines(found.id)] == [(pump, 3, 50_000, 10)]


def test_what_is_wrong_is_said_and_nothing_is_lost(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "order-edit", f"customer={customer(cast.wei)}")
    app.text_area(key="order_form.new.notes").set_value("Ring first")
    app.button(key="order_draft").click().run()
    assert "at least one line" in texts(app) or "Please fill this in" in texts(app)
    assert app.text_area(key="order_form.new.notes").value == "Ring first"


def test_an_order_is_changed(sqlite_db, cast, monkeypatch):
    key = stored(cast.wei, customer(cast.wei), state="draft")
    app = open_page(monkeypatch, cast.wei, "order-edit", f"id={key}")
    app.number_input(key=f"order_form.{key}.quantity0").set_value(5.0)
    run(app)
    app.button(key="order_save").click().run()
    assert (order(key).total, order(key).version) == (50_000, 2)


def test_confirmed_delivered_paid_and_taken_back(sqlite_db, cast, monkeypatch):
    key = stored(cast.wei, customer(cast.wei), state="draft")
    app = open_page(monkeypatch, cast.wei, "order", f"id={key}")
    app.button(key="order_confirm").click().run()
    assert order(key).state == "confirmed"
    app.button(key="order_deliver").click().run()
    app.button(key="order.day.delivered.save").click().run()
    assert (order(key).state, order(key).delivered_on) == ("delivered", today())
    app.button(key="undo").click().run()
    assert (order(key).state, order(key).delivered_on) == ("confirmed", None)


def test_an_order_page_shows_what_it_comes_to(sqlite_db, cast, monkeypatch):
    key = stored(cast.wei, customer(cast.wei), tax=1_234)
    app = open_page(monkeypatch, cast.wei, "order", f"id={key}")
    item = data(app, "order_lines")["items"][0]
    assert (item["title"], item["sub"], item["value"]) == ("Filter", "2 × ¥100", "¥200")
    assert "note" not in item and "Margin" not in [metric.label for metric in app.metric]
    assert "¥212" in texts(app)


@pytest.mark.parametrize("person", ["wei", "gu"])
def test_anothers_order_is_not_there(sqlite_db, cast, monkeypatch, person):
    key = stored(cast.omar, customer(cast.omar))
    app = open_page(monkeypatch, getattr(cast, person), "order", f"id={key}")
    assert "There is no such order" in texts(app)


def test_who_only_reads_sees_no_buttons(sqlite_db, cast, monkeypatch):
    key = stored(cast.wei, customer(cast.wei))
    app = open_page(monkeypatch, cast.eva, "order", f"id={key}")
    assert not [button for button in app.button if button.key and button.key.startswith("order_")]


def test_a_won_deal_becomes_an_order_with_one_click(sqlite_db, cast, monkeypatch):
    deal = new_deal(cast.wei, customer_id=customer(cast.wei), lines=(LineNew(product_id=product(price=7_000), quantity=2),))
    act(cast.wei, win_deal, deal, DealClose(closed_on=today(), reason="price"), deal_row(deal).version)
    app = open_page(monkeypatch, cast.wei, "deal", f"id={deal}")
    app.button(key="deal_order").click().run()
    assert (only_order().deal_id, only_order().total) == (deal, 14_000)
    app = open_page(monkeypatch, cast.wei, "deal", f"id={deal}")
    assert data(app, "deal_orders")["items"][0]["title"] == only_order().number
    assert not [button for button in app.button if button.key == "deal_order"]


def test_the_list_filters_searches_and_sums(sqlite_db, cast, monkeypatch):
    who = customer(cast.wei)
    stored(cast.wei, who), stored(cast.wei, who, state="draft"), stored(cast.min, customer(cast.min, "Changzhou Pumps"))
    app = open_page(monkeypatch, cast.gu, "orders")
    assert len(data(app, "orders_table")["rows"]) == 3 and "Revenue ¥400" in texts(app)
    app = open_page(monkeypatch, cast.gu, "orders", "state=draft")
    assert [row["cells"]["number"]["text"] for row in data(app, "orders_table")["rows"]] == ["SO-2026-00002"]
    app = open_page(monkeypatch, cast.gu, "orders", "q=3")
    assert [row["cells"]["number"]["text"] for row in data(app, "orders_table")["rows"]] == ["SO-2026-00003"]
    app = open_page(monkeypatch, cast.gu, "orders", "q=so-2026")
    assert len(data(app, "orders_table")["rows"]) == 3
    app = open_page(monkeypatch, cast.wei, "orders")
    assert len(data(app, "orders_table")["rows"]) == 2


def test_many_are_delivered_at_once_and_taken_back(sqlite_db, cast, monkeypatch):
    who = customer(cast.wei)
    keys = [stored(cast.wei, who), stored(cast.wei, who), stored(cast.wei, who, state="cancelled")]
    app = open_page(monkeypatch, cast.wei, "orders")
    choose(app, "orders_table", keys)
    app.session_state["_dialog"] = ("orders.move", {"picked": tuple(keys), "to": "delivered", "table": "orders_table"})
    run(app)
    app.button(key="orders.move.yes").click().run()
    assert [order(key).state for key in keys] == ["delivered", "delivered", "cancelled"]
    app.button(key="undo").click().run()
    assert [order(key).state for key in keys] == ["confirmed", "confirmed", "cancelled"]


def test_the_customers_page_shows_its_orders(sqlite_db, cast, monkeypatch):
    who, pump = customer(cast.wei), product()
    from crm_core.orders.schemas import LineRow

    stored(cast.wei, who, LineRow(product_id=pump, quantity=2, price=5_000))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={who}")
    assert data(app, "customer_orders")["items"][0]["title"] == "SO-2026-00001"
    assert "mostly Telemetry unit TX\\-4" in texts(app)
    assert fire(app, "customer_orders", "open", 1)


def test_pages_ask_few_statements(sqlite_db, cast, monkeypatch):
    who, gu = customer(cast.wei), cast.gu
    keys = [stored(cast.wei, who, state="delivered") for _ in range(60)]
    for url, query, most in (("orders", "", 6), ("order", f"id={keys[0]}", 7), ("order-edit", f"id={keys[0]}", 8)):
        with statements(sqlite_db) as seen:
            open_page(monkeypatch, gu, url, query)
        assert len(of_the_page(seen)) <= most, (url, len(of_the_page(seen)), seen)


def test_who_saves_second_is_told_and_keeps_what_was_typed(sqlite_db, cast, monkeypatch):
    key = stored(cast.wei, customer(cast.wei), state="draft")
    app = open_page(monkeypatch, cast.wei, "order-edit", f"id={key}")
    other = open_page(monkeypatch, cast.gu, "order-edit", f"id={key}")
    other.number_input(key=f"order_form.{key}.quantity0").set_value(7.0)
    run(other)
    other.button(key="order_save").click().run()
    monkeypatch.setattr("pages.ui.session.actor_of", lambda _token: cast.wei)
    app.number_input(key=f"order_form.{key}.quantity0").set_value(3.0)
    run(app)
    app.button(key="order_save").click().run()
    assert "Somebody changed this order" in app.warning[0].value and order(key).total == 70_000
    app.button(key="order_save").click().run()
    assert order(key).total == 30_000
