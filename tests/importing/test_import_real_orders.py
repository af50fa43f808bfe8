"""Real orders give the totals that pandas computes from the same files, independently."""
from decimal import Decimal

import pandas
from sqlalchemy import func, select

from crm_core.importing import runs
from db.models import Customer, Order, OrderLine, Product
from db.sales import counted
from tests.importing.files import SHARED, real_files
from tests.importing.steps import done, real

pytestmark = real_files
RETAIL = "orders/online_retail_2010_12.csv"
CREATE = {"missing_customers": "create", "missing_products": "create"}


def figures(db, *conditions) -> tuple:
    """Lines, orders, customers and amount of the lines that fit."""
    with db.reading() as session:
        row = session.execute(
            select(func.count(OrderLine.id), func.count(func.distinct(Order.id)), func.count(func.distinct(Order.customer_id)), func.sum(OrderLine.amount))
            .join(Order, Order.id == OrderLine.order_id).where(Order.deleted_at.is_(None), *conditions)).one()
    return (*row[:3], Decimal(int(row[3])) / 100)


def told(frame: pandas.DataFrame) -> tuple:
    worth = sum(Decimal(str(price)) * int(quantity) for price, quantity in zip(frame.UnitPrice, frame.Quantity, strict=True))
    return len(frame), frame.InvoiceNo.nunique(), frame.CustomerID.nunique(), worth


def test_a_month_of_a_shop_is_what_pandas_says(db, cast):
    view = real(cast.ada, RETAIL, kind="orders", **CREATE)
    assert (view.accepted, view.rejected) == (42_481, 0)
    frame = pandas.read_csv(SHARED / RETAIL, dtype={"InvoiceNo": str, "StockCode": str})
    everything = told(frame)
    assert figures(db) == everything and everything[1:] == (2025, 948, Decimal("748957.02"))
    back = frame[frame.InvoiceNo.str.startswith("C")]
    assert figures(db, Order.number.like("C%")) == told(back) == (728, *told(back)[1:])
    cleaned = frame[frame.CustomerID.notna() & ~frame.InvoiceNo.str.startswith("C") & (frame.Quantity > 0) & (frame.UnitPrice > 0)]
    fits = Order.customer_id.is_not(None), Order.state != "returned", OrderLine.quantity > 0, OrderLine.price > 0
    assert figures(db, *fits) == told(cleaned) == (26_157, 1_400, 885, Decimal("572713.89"))
    with db.reading() as session:
        assert session.scalar(select(func.sum(Order.revenue)).where(counted())) == session.scalar(select(func.sum(OrderLine.revenue)))
        days = frame.groupby(frame.InvoiceDate.str[:10]).InvoiceNo.nunique().to_dict()
        assert {str(day): count for day, count in session.execute(select(Order.ordered_on, func.count()).group_by(Order.ordered_on))} == days
        assert session.scalar(select(func.count(Product.id))) == frame.StockCode.str.casefold().nunique()
        top = frame[frame.CustomerID.notna()].assign(worth=frame.Quantity * frame.UnitPrice).groupby("CustomerID").worth.sum()
        best = session.scalars(select(Customer).order_by(Customer.revenue.desc()).limit(1)).one()
        assert (best.external_id, best.revenue) == (f"{top.idxmax():.0f}", round(top.max() * 100))


def test_the_month_comes_again_and_goes_again(sqlite_db, cast):
    first = real(cast.ada, RETAIL, kind="orders", **CREATE)
    before = figures(sqlite_db)
    again = real(cast.ada, RETAIL, kind="orders", **CREATE)
    assert (again.accepted, again.updated) == (0, 42_481) and figures(sqlite_db) == before
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count(Order.id)).where(Order.version > 1)) == 0
    done(cast.ada, first.id, runs.UNDO)
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count(Order.id)).where(Order.deleted_at.is_(None))) == 0
        assert session.scalar(select(func.count(Customer.id)).where(Customer.deleted_at.is_(None))) == 0


def test_subscriptions_come_in_as_orders_of_their_accounts(db, cast):
    accounts = real(cast.ada, "churn/ravenstack/accounts.csv", kind="customers")
    assert (accounts.accepted, accounts.rejected) == (500, 0)
    view = real(cast.ada, "churn/ravenstack/subscriptions.csv", kind="orders", missing_products="create")
    frame = pandas.read_csv(SHARED / "churn/ravenstack/subscriptions.csv", encoding="utf-8-sig")
    assert (view.accepted, view.rejected) == (len(frame), 0)
    with db.reading() as session:
        assert session.scalar(select(func.sum(Order.revenue))) == frame.mrr_amount.sum() * 100
        plans = dict(session.execute(select(Product.name, func.sum(OrderLine.revenue)).join(OrderLine, OrderLine.product_id == Product.id)
                                     .group_by(Product.name)).all())
        assert plans == (frame.groupby("plan_tier").mrr_amount.sum() * 100).to_dict()
        theirs = dict(session.execute(select(Customer.external_id, Customer.revenue).where(Customer.order_count > 0)).all())
        assert theirs == (frame.groupby("account_id").mrr_amount.sum() * 100).to_dict()
        seats = session.scalar(select(func.sum(OrderLine.quantity)))
        assert seats == frame.seats.sum()
