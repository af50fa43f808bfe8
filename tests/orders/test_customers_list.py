"""The list of customers shows what they bought, and sorts by it."""
from datetime import date

from tests.orders.making import customer, stored
from tests.pages import open_page
from tests.ui.browserless import data


def test_revenue_and_last_order_stand_in_the_list(sqlite_db, cast, monkeypatch):
    small, large = customer(cast.wei, "Small buyer"), customer(cast.wei, "Large buyer")
    customer(cast.wei, "No buyer")
    stored(cast.wei, small)
    for day in (date(2025, 1, 2), date(2025, 3, 4)):
        stored(cast.wei, large, ordered_on=day)
    app = open_page(monkeypatch, cast.wei, "customers", "cols=revenue,last_order&sort=-revenue")
    rows = [row["cells"] for row in data(app, "customers_table")["rows"]]
    assert [row["name"]["text"] for row in rows] == ["Large buyer", "Small buyer", "No buyer"]
    assert (rows[0]["revenue"]["text"], rows[0]["revenue"]["sub"], rows[0]["last_order"]["text"]) == ("¥400", "2 orders", "4 Mar 2025")
    assert rows[2]["revenue"] is None
