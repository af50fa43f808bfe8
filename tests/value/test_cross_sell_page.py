"""The page of cross-sell and repeat chances, its files, and the card on the customer's page."""
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from crm_core.errors import Forbidden
from crm_core.run import act
from crm_core.value.together_exports import export_pairs, export_repeats, export_targets
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.pipeline.helpers import customer, product
from tests.ui.browserless import data, fire
from tests.value.baskets import DAY, orders


@pytest.fixture
def shop(sqlite_db, cast) -> dict:
    """60 orders with pump and filter, 60 with lamp and screw, and one customer with a pump only."""
    parts = {name: product(name) for name in ("*Pump*", "Filter", "Lamp", "Screw")}
    buyers = [customer(cast.wei, f"C{n}") for n in range(120)]
    pump, filters, lamp, screw = parts.values()
    orders(*((key, (pump, filters), DAY) for key in buyers[:60]), *((key, (lamp, screw), DAY) for key in buyers[60:]),
           *((key, (filters,), DAY) for key in buyers[:5]))
    mine = customer(cast.wei, "Mine")
    orders((mine, (pump,), DAY))
    return parts | {"mine": mine}


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.header, *app.subheader])


def test_a_manager_reads_pairs_and_to_whom_to_offer_them(shop, cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "cross-sell")
    assert "of those who buy" in texts(app).replace("\\", "")
    rows = data(app, "together_pairs")["rows"]
    assert len(rows) == 2
    pair = next(row for row in rows if "Filter" in str(row))
    app = fire(app, "together_pairs", "open", pair["id"])
    assert [row["cells"]["name"]["text"] for row in data(app, "together_targets")["rows"]] == ["Mine"]


def test_the_page_costs_few_statements(shop, cast, monkeypatch, sqlite_db):
    open_page(monkeypatch, cast.gu, "cross-sell")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.gu, "cross-sell")
    assert len(of_the_page(seen)) <= 12, seen


def test_little_data_says_so(sqlite_db, cast, monkeypatch):
    assert "Not enough data" in texts(open_page(monkeypatch, cast.gu, "cross-sell"))
    assert "Nothing is due" in texts(open_page(monkeypatch, cast.gu, "cross-sell", "part=again"))


def test_what_is_due_again_leads_to_the_customer(shop, cast, monkeypatch):
    orders(*((shop["mine"], (shop["Lamp"],), date.today() - timedelta(days=25 + 30 * n)) for n in range(6)))
    app = open_page(monkeypatch, cast.gu, "cross-sell", "part=again")
    (row,) = data(app, "together_again")["rows"]
    assert row["cells"]["rhythm"]["text"] == "every 30 days" and row["href"] == f"/customer?id={shop['mine']}"
    assert "not enough data" in texts(app)


def test_the_card_asks_only_when_it_is_opened(shop, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={shop['mine']}")
    assert "bought it next" not in texts(app)
    app.session_state["could_buy_box"] = True
    run(app)
    shown = texts(app).replace("\\", "")
    assert "**Filter**" in shown and "60 of 61 who bought *Pump* bought it next: 98%, by chance 50%" in shown


def test_the_files_have_the_same_figures_for_those_who_may_export(shop, cast):
    def sheet(file):
        return list(load_workbook(BytesIO(file.content)).active.values)

    pairs = sheet(act(cast.gu, export_pairs, "order"))
    assert len(pairs) == 3 and pairs[0][:3] == ("Who bought", "also bought", "Together")
    targets = sheet(act(cast.gu, export_targets, shop["*Pump*"], shop["Filter"]))
    assert [row[0] for row in targets] == ["Customer", "Mine"]
    assert len(sheet(act(cast.eva, export_repeats))) == 1
    for person in (cast.mia, cast.wei):
        with pytest.raises(Forbidden):
            act(person, export_pairs, "order")
