"""Stock is shown with the moment it was told; nobody changes it here."""
from datetime import timedelta

from crm_core import clock
from db.models import Product
from tests.pages import open_page
from tests.pipeline.helpers import add
from tests.ui.browserless import data


def test_the_list_shows_stock_and_as_of_when(sqlite_db, cast, monkeypatch):
    told = clock.now() - timedelta(hours=3)
    add(Product(name="Pump", name_key="pump", unit="pc", stock=12.5, stock_at=told, created_at=clock.now()),
        Product(name="Relay", name_key="relay", stock=0, stock_at=told, created_at=clock.now()),
        Product(name="Seal", name_key="seal", created_at=clock.now()))
    rows = [row["cells"]["stock"] for row in data(open_page(monkeypatch, cast.wei, "products"), "products_table")["rows"]]
    assert (rows[0]["text"], rows[0]["sub"], rows[1]["tone"], rows[2]) == ("12.5 pc", "as of 3 hours ago", "red", None)
