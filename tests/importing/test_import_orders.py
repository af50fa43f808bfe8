"""Orders as shops export them: one row for each line."""
from datetime import date

import pytest
from sqlalchemy import func, select

from crm_core import clock
from crm_core.importing import runs, worker
from crm_core.orders.rates import RateForm, put_rates
from crm_core.run import act
from db.models import Customer, Event, Order, OrderLine, Product
from tests.customers.making import make as make_customer
from tests.importing.steps import brought, decide, done, left_out, opened

SHOP = """Order Number,Order Date,Customer,Status,SKU,Product,Quantity,Unit Price,Tax,Discount
A-1,2026-03-02 09:15,Beichen,Completed,F-1,Filter,2,10.50,1.20,
A-2,2026-03-03 10:00,,Completed,F-1,Filter,1,10.50,,
A-1,2026-03-02 09:15,Beichen,Completed,B-9,Belt,1,100.00,8.80,12.5%
A-3,2026-03-05,Beichen,Shipped,B-9,Belt,-1,100.00,,
"""
CHINESE = """订单编号,下单时间,客户名称,订单状态,商品编码,商品名称,数量,单价,业务员
D1,2026/3/2 8:05,北辰机械,交易成功,F-1,滤芯,3,12.00,Lin Wei
D1,2026/3/2 8:05,北辰机械,交易成功,B-9,皮带,1,99.90,Lin Wei
D2,2026/3/4,北辰机械,交易关闭,F-1,滤芯,1,12.00,Lin Wei
"""
CREATE = {"missing_customers": "create", "missing_products": "create"}


def orders(db) -> dict[str, Order]:
    with db.reading() as session:
        return {row.number: row for row in session.scalars(select(Order).where(Order.deleted_at.is_(None)))}


def lines(db, number: str) -> list[tuple]:
    with db.reading() as session:
        found = session.execute(select(Product.sku, OrderLine.quantity, OrderLine.price, OrderLine.amount)
                                .outerjoin(Product, Product.id == OrderLine.product_id).join(Order, Order.id == OrderLine.order_id)
                                .where(Order.number == number, Order.deleted_at.is_(None)).order_by(OrderLine.position))
        return [tuple(row) for row in found]


def count(db, table) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count(table.id)))


def test_rows_of_one_number_are_one_order_wherever_they_stand(db, cast):
    customer = make_customer(cast.wei, "Beichen")
    view = brought(cast.ada, SHOP, kind="orders", missing_products="create")
    assert (view.accepted, view.rejected) == (4, 0)
    found = orders(db)
    first = found["A-1"]
    assert (first.customer_id, first.owner_id, first.state, first.ordered_on, first.source) == (customer, cast.wei.user_id, "paid", date(2026, 3, 2), "import")
    assert lines(db, "A-1") == [("F-1", 2, 1050, 2100), ("B-9", 1, 10_000, 8750)]
    assert (first.tax, first.total, first.revenue) == (1000, 11_850, 10_850)
    assert (found["A-2"].customer_id, found["A-2"].revenue) == (None, 1050)


def test_what_came_back_is_a_return_and_the_customer_knows_it(db, cast):
    customer = make_customer(cast.wei, "Beichen")
    brought(cast.ada, SHOP, kind="orders", missing_products="create")
    back = orders(db)["A-3"]
    assert (back.state, back.total, back.revenue) == ("returned", -10_000, -10_000)
    with db.reading() as session:
        beichen = session.get(Customer, customer)
        assert (beichen.order_count, beichen.revenue, beichen.last_order_on) == (1, 850, date(2026, 3, 2))


def test_an_export_in_chinese_adds_customers_and_products(db, cast):
    view = brought(cast.ada, CHINESE, kind="orders", **CREATE)
    assert (view.accepted, view.rejected) == (3, 0)
    found = orders(db)
    assert (found["D1"].state, found["D1"].owner_id, found["D1"].revenue) == ("paid", cast.wei.user_id, 13_590)
    assert (found["D2"].state, found["D2"].revenue) == ("cancelled", 0)
    with db.reading() as session:
        assert session.scalars(select(Customer.name)).all() == ["北辰机械"]
        assert session.scalars(select(Product.name).order_by(Product.sku.desc())).all() == ["滤芯", "皮带"]


def test_names_that_are_not_here_are_refused_unless_that_is_wanted(db, cast):
    view = brought(cast.ada, SHOP, kind="orders")
    assert view.rejected == 4 and count(db, Order) == 0
    reasons = left_out(cast.ada, view)
    assert "“Beichen”" in reasons[2].reason and "“F-1”" in reasons[3].reason


def test_the_same_file_again_changes_nothing(db, cast):
    brought(cast.ada, SHOP, kind="orders", **CREATE)
    before = {number: row.version for number, row in orders(db).items()}
    view = brought(cast.ada, SHOP, kind="orders", **CREATE)
    assert (view.accepted, view.updated) == (0, 4)
    assert {number: row.version for number, row in orders(db).items()} == before
    assert count(db, OrderLine) == 4


def test_a_newer_file_changes_the_order_and_can_be_taken_back(db, cast):
    brought(cast.ada, SHOP, kind="orders", **CREATE)
    view = brought(cast.ada, SHOP.replace("Filter,2,", "Filter,5,").replace("Shipped", "Cancelled"), kind="orders", **CREATE)
    assert lines(db, "A-1")[0] == ("F-1", 5, 1050, 5250) and orders(db)["A-3"].state == "cancelled"
    done(cast.ada, view.id, runs.UNDO)
    assert lines(db, "A-1")[0] == ("F-1", 2, 1050, 2100) and orders(db)["A-3"].state == "returned"
    with db.reading() as session:
        assert session.scalar(select(Customer.revenue)) == 850


def test_what_the_file_does_not_say_stays(db, cast):
    brought(cast.ada, SHOP, kind="orders", **CREATE)
    short = "Order Number,Order Date,SKU,Quantity,Unit Price\nA-1,2026-03-02,F-1,4,10.50\n"
    brought(cast.ada, short, kind="orders")
    order = orders(db)["A-1"]
    assert (order.state, order.customer_id is None, lines(db, "A-1")) == ("paid", False, [("F-1", 4, 1050, 4200)])
    assert (order.tax, order.total) == (1000, 5200)
    blank = "Order Number,Order Date,Customer,Status,SKU,Quantity,Unit Price\nA-3,2026-03-05,,,B-9,-1,100.00\nA-1,2026-03-02,,Cancelled,F-1,4,10.50\n"
    brought(cast.ada, blank, kind="orders")
    found = orders(db)
    assert [(found[n].state, found[n].customer_id) for n in ("A-1", "A-3")] == [("cancelled", order.customer_id), ("returned", order.customer_id)]


def test_orders_that_are_here_can_be_left_alone(db, cast):
    brought(cast.ada, SHOP, kind="orders", **CREATE)
    view = brought(cast.ada, SHOP.replace("10.50", "99.00"), kind="orders", existing="leave", **CREATE)
    assert (view.accepted, view.updated, view.rejected) == (0, 0, 4)
    assert lines(db, "A-1")[0][2] == 1050


def test_an_import_is_taken_back_with_all_it_made(db, cast):
    view = brought(cast.ada, SHOP, kind="orders", **CREATE)
    done(cast.ada, view.id, runs.UNDO)
    assert orders(db) == {}
    with db.reading() as session:
        assert session.scalar(select(func.count()).where(Customer.deleted_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Product.active)) == 0
    again = brought(cast.ada, SHOP, kind="orders", **CREATE)
    assert again.accepted == 4


def test_an_order_comes_in_whole_or_not_at_all(db, cast):
    view = brought(cast.ada, SHOP.replace("Belt,1,100.00", "Belt,many,100.00"), kind="orders", **CREATE)
    reasons = {number: row.reason for number, row in left_out(cast.ada, view).items()}
    assert sorted(reasons) == [2, 4] and "whole" in reasons[2] and "many" in reasons[4]
    assert sorted(orders(db)) == ["A-2", "A-3"]


def test_what_cannot_be_is_refused_with_its_reason(db, cast):
    text = ("Order Number,Order Date,Customer,Product,Quantity,Unit Price,Currency\n"
            "1,2026-03-02,Beichen,Filter,0,10,\n,2026-03-02,Beichen,Filter,1,10,\n3,,Beichen,Filter,1,10,\n4,2026-03-02,Beichen,Filter,1,,\n"
            "5,2026-03-02,Beichen,Filter,1,10,USD\n6,2026-03-02,Beichen,Filter,1,10,\n6,2026-03-02,Other,Filter,1,10,\n7,2099-03-02,Beichen,Filter,1,10,\n"
            "8,2026-03-02,Beichen,Filter,1,10,\n")
    view = brought(cast.ada, text, kind="orders", **CREATE)
    assert (view.accepted, sorted(left_out(cast.ada, view))) == (1, [2, 3, 4, 5, 6, 7, 8, 9])


def test_a_foreign_order_counts_at_the_rate_of_its_day(db, cast):
    act(cast.ada, put_rates, [RateForm(currency="USD", day=date(2026, 3, 1), rate=7.0), RateForm(currency="USD", day=date(2026, 3, 3), rate=8.0)])
    text = "Order Number,Order Date,Product,Quantity,Unit Price,Currency\n1,2026-03-02,Filter,2,$10.00,USD\n2,2026-03-04,Filter,1,10.00,usd\n"
    brought(cast.ada, text, kind="orders", **CREATE)
    found = orders(db)
    assert [(found[n].currency, found[n].total, found[n].revenue) for n in ("1", "2")] == [("USD", 2000, 14_000), ("USD", 1000, 8_000)]


def test_an_amount_without_a_price_stays_exact(db, cast):
    text = "Order Number,Date,Product,Quantity,Amount\n1,2026-03-02,Screw,3,10.00\n2,2026-03-02,Screw,-3,-10.00\n3,2026-03-02,,,55.55\n"
    brought(cast.ada, text, kind="orders", **CREATE)
    assert {number: row.revenue for number, row in orders(db).items()} == {"1": 1000, "2": -1000, "3": 5555}
    assert lines(db, "1")[0][1:3] == (3, 334)


def test_prices_finer_than_a_cent_stay_exact(db, cast):
    brought(cast.ada, "Order Number,Date,Product,Quantity,Unit Price\n1,2026-03-02,Screw,1000,0.0125\n", kind="orders", **CREATE)
    assert orders(db)["1"].revenue == 1250


def test_shipping_taxes_and_discount_of_the_order_are_said_once(db, cast):
    text = ("Name,Created at,Currency,Shipping,Taxes,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price\n"
            "#1001,2026-03-02 09:00:00 +0800,CNY,8.00,13.00,5.00,1,Filter,40.00\n#1001,,,,,,2,Belt,30.00\n")
    brought(cast.ada, text, kind="orders", **CREATE)
    order = orders(db)["#1001"]
    assert (order.discount, order.tax, order.total, order.revenue) == (500, 1300, 11_600, 10_300)


def test_a_seller_imports_own_orders_and_touches_no_others(db, cast):
    brought(cast.omar, SHOP, kind="orders", **CREATE)
    view = brought(cast.wei, SHOP.replace("A-3", "B-3"), kind="orders", **CREATE)
    assert {number: row.owner_id for number, row in orders(db).items()} == {
        "A-1": cast.omar.user_id, "A-2": cast.omar.user_id, "A-3": cast.omar.user_id, "B-3": cast.wei.user_id}
    assert "not yours" in left_out(cast.wei, view)[2].reason


def test_an_order_is_never_cut_in_two_by_a_restart(db, cast, monkeypatch):
    monkeypatch.setattr(worker, "CHUNK", 1)
    run_id = opened(cast.ada, SHOP, kind="orders")
    decide(cast.ada, run_id, **CREATE)
    act(cast.ada, runs.begin, run_id, runs.IMPORT)
    real, calls = runs.handle_rows, []

    def dying(*parts, **more):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*parts, **more)

    dying.operation = real.operation
    monkeypatch.setattr(runs, "handle_rows", dying)
    with pytest.raises(KeyboardInterrupt):
        worker.run_waiting()
    assert len(lines(db, "A-1")) == 2 and sorted(orders(db)) == ["A-1"]
    clock.set_now(clock.now() + 2 * runs.LEASE)
    worker.run_waiting()
    assert sorted(orders(db)) == ["A-1", "A-2", "A-3"] and count(db, OrderLine) == 4


def test_every_order_tells_once_what_happened(db, cast):
    brought(cast.ada, SHOP, kind="orders", **CREATE)
    with db.reading() as session:
        kinds = session.execute(select(Event.kind, func.count()).where(Event.subject_type == "order").group_by(Event.kind).order_by(Event.kind)).all()
    assert [tuple(row) for row in kinds] == [("order.created", 2), ("order.returned", 1)]


def test_an_order_here_keeps_its_currency_when_the_file_names_none(db, cast):
    act(cast.ada, put_rates, [RateForm(currency="JPY", day=date(2026, 3, 1), rate=0.05)])
    brought(cast.ada, "Order Number,Order Date,Product,Quantity,Unit Price,Currency\n1,2026-03-02,Filter,2,1000,JPY\n", kind="orders", **CREATE)
    brought(cast.ada, "Order Number,Order Date,Product,Quantity,Unit Price\n1,2026-03-02,Filter,3,1000\n", kind="orders")
    order = orders(db)["1"]
    assert (order.currency, order.total, order.revenue) == ("JPY", 3000, 15_000)
