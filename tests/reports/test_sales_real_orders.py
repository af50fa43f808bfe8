"""A real shop's month, cut by everything, is what pandas says of the same file."""
from decimal import Decimal

import pandas
import pytest

from crm_core.reports.sales import sales
from crm_core.reports.sales_filter import SalesFilter
from crm_core.run import ask
from tests.importing.files import SHARED, real_files
from tests.importing.steps import real

pytestmark = real_files
RETAIL = "orders/online_retail_2010_12.csv"


@pytest.fixture
def lines(db, cast):
    """The lines of the file, `worth` in minor units; goods taken out of the books for nothing are neither sales nor returns."""
    real(cast.ada, RETAIL, kind="orders", missing_customers="create", missing_products="create")
    frame = pandas.read_csv(SHARED / RETAIL, dtype={"InvoiceNo": str, "StockCode": str})
    worth = [int(Decimal(str(price)) * int(quantity) * 100) for price, quantity in zip(frame.UnitPrice, frame.Quantity, strict=True)]
    frame = frame.assign(worth=worth, day=pandas.to_datetime(frame.InvoiceDate).dt.date, code=frame.StockCode.str.casefold())
    sums = frame.groupby("InvoiceNo")[["worth", "Quantity"]].transform("sum")
    return frame[(sums.worth != 0) | (sums.Quantity >= 0)]


def test_it_is_what_pandas_says(cast, lines):
    report = ask(cast.eva, sales, SalesFilter(period="all", by="product", measure="quantity"))
    assert (report.whole.revenue, report.whole.quantity) == (lines.worth.sum(), lines.Quantity.sum())
    totals = lines.groupby("InvoiceNo").worth.sum()
    assert report.whole.orders == (totals >= 0).sum() and report.whole.customers == lines.CustomerID.nunique()
    told = sorted(zip(report.parts.quantity, report.parts.revenue, strict=True))
    assert len(told) == 201 and sum(revenue for _quantity, revenue in told) == lines.worth.sum()
    best = lines.groupby("code").Quantity.sum().sort_values(ascending=False)
    assert list(report.parts.quantity[:20]) == list(best[:20])
    days = ask(cast.eva, sales, SalesFilter(period="custom", start=lines.day.min(), end=pandas.Timestamp("2010-12-10").date(), by="quarter"))
    assert days.whole.revenue == lines[lines.day <= pandas.Timestamp("2010-12-10").date()].worth.sum()
    newness = ask(cast.eva, sales, SalesFilter(period="all", by="newness")).parts.set_index("key").revenue
    assert newness["none"] == lines[lines.CustomerID.isna()].worth.sum() and newness.sum() == lines.worth.sum()
