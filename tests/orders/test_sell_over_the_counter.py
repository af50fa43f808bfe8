"""A sale to somebody who leaves no name: it is said, it counts as revenue, and no customer has a rhythm of it."""
from datetime import timedelta

import pytest

from crm_core.errors import Invalid, NotFound
from crm_core.orders.commands import change_order, create_order
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import list_orders
from crm_core.orders.moving import move_order
from crm_core.orders.reading import order as read
from crm_core.orders.returning import return_goods
from crm_core.orders.schemas import LineForm, OrderForm
from crm_core.reports.contribution import contribution
from crm_core.reports.contribution_scan import ContributionFilter
from crm_core.run import act, ask
from crm_core.value.again import bought_again
from tests.orders.making import DAY, customer, order, product
from tests.pages import open_page, run
from tests.ui.browserless import data


def form(*typed: LineForm, **values) -> OrderForm:
    usual = {"ordered_on": DAY, "currency": "CNY", "over_counter": True, "lines": typed or (LineForm(text="Filter", quantity=2, price=10_000),)}
    return OrderForm(**usual | values)


def test_it_is_an_order_of_who_sold_it_without_a_customer(db, cast):
    key = act(cast.wei, create_order, form(), confirmed=True)
    assert (order(key).customer_id, order(key).owner_id, order(key).team_id, order(key).revenue) == (None, cast.wei.user_id, cast.wei.team_id, 20_000)


@pytest.mark.parametrize("values", [{"over_counter": False}, {"customer_id": 1}])
def test_it_must_be_said(values):
    with pytest.raises(Invalid) as problem:
        form(**values)
    assert problem.value.field == "customer_id"


def test_a_rival_team_does_not_see_it(db, cast):
    key = act(cast.wei, create_order, form())
    with pytest.raises(NotFound):
        ask(cast.omar, read, key)
    assert [row.id for row in ask(cast.gu, list_orders, OrderFilter())] == [key] and not ask(cast.walter, list_orders, OrderFilter())


def test_a_customer_can_be_named_later_and_taken_away_again(db, cast):
    key, who = act(cast.wei, create_order, form()), customer(cast.wei)
    version = act(cast.wei, change_order, key, form(customer_id=who, over_counter=False), 1)
    assert order(key).customer_id == who
    act(cast.wei, change_order, key, form(), version)
    assert order(key).customer_id is None


def test_it_is_delivered_and_comes_back_as_any_order(db, cast):
    key = act(cast.wei, create_order, form(), confirmed=True)
    act(cast.wei, move_order, key, "delivered", 1)
    back = act(cast.wei, return_goods, key, 2, {0: 1.0}, DAY)
    assert (order(back).customer_id, order(back).revenue) == (None, -10_000)


def test_it_counts_in_sales_but_is_no_customer_with_a_rhythm(db, cast):
    oil = product()
    for days in range(0, 100, 10):
        act(cast.wei, create_order, form(LineForm(product_id=oil, quantity=1, price=5_000), ordered_on=DAY + timedelta(days=days)), confirmed=True)
    report = ask(cast.eva, contribution, ContributionFilter("all"))
    assert (report.whole.revenue, report.whole.customers) == (50_000, 0)
    assert ask(cast.eva, bought_again).rows == ()


def test_it_is_entered_by_one_click(sqlite_db, cast, monkeypatch):
    pump = product(price=50_000)
    app = open_page(monkeypatch, cast.wei, "order-edit")
    app.button(key="order_form.new.counter").click()
    run(app)
    app.selectbox(key="order_form.new.product0").set_value(pump)
    run(app)
    app.button(key="order_confirmed").click().run()
    app = open_page(monkeypatch, cast.wei, "orders")
    (row,) = data(app, "orders_table")["rows"]
    assert row["cells"]["customer"]["text"] == "over the counter" and order(row["id"]).total == 50_000


def test_it_is_changed_without_asking_for_a_customer(sqlite_db, cast, monkeypatch):
    key = act(cast.wei, create_order, form())
    app = open_page(monkeypatch, cast.wei, "order-edit", f"id={key}")
    app.number_input(key=f"order_form.{key}.quantity0").set_value(5.0)
    run(app)
    app.button(key="order_save").click().run()
    assert (order(key).customer_id, order(key).total) == (None, 50_000)
