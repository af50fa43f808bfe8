"""Stages, dictionary, settings, audit trail and products, on screen."""
import pytest
from sqlalchemy import event

from crm_core.company.queries import company
from crm_core.dictionary import choices
from crm_core.pipeline.editable import editable
from crm_core.products.commands import create_product
from crm_core.products.queries import products
from crm_core.products.schemas import ProductForm
from crm_core.run import act, ask
from db.models import Product, User
from tests.admin.deals import open_deal
from tests.pages import open_page, run
from tests.people.ids import user_id
from tests.ui.browserless import data, fire

ADMINISTRATION = ("Users", "Roles", "Pipelines", "Dictionary", "settings", "Audit")


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def test_a_stage_is_entered_in_both_languages(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "stages", "open=new")
    app.text_input(key="stage.name").input("Trial")
    app.text_input(key="stage.name_zh_Hans").input("试用")
    app.number_input(key="stage.probability").set_value(60)
    app.multiselect(key="stage.needs").set_value(["customer"])
    press(app, "stage.save")
    made = ask(cast.ada, editable)[0].stages[-1]
    assert (made.name, made.names, made.probability, made.required) == ("Trial", {"zh_Hans": "试用"}, 60, ("customer",))


def test_stages_change_places(sqlite_db, cast, monkeypatch):
    second = ask(cast.ada, editable)[0].stages[1]
    press(open_page(monkeypatch, cast.ada, "stages"), f"up_{second.id}")
    assert ask(cast.ada, editable)[0].stages[0].id == second.id


def test_a_stage_with_deals_is_emptied_into_another(sqlite_db, cast, monkeypatch):
    open_deal(cast.wei)
    lead = ask(cast.ada, editable)[0].stages[0]
    press(open_page(monkeypatch, cast.ada, "stages", f"open={lead.id}"), "stage_out")
    stages = ask(cast.ada, editable)[0].stages
    assert (stages[0].active, stages[1].open_deals) == (False, 1)


def test_a_pipeline_is_made(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "stages", "open=pipeline")
    app.text_input(key="pipeline.name").input("Renewals")
    press(app, "pipeline.save")
    assert [p.name for p in ask(cast.ada, editable)] == ["Sales", "Renewals"]


def test_a_value_of_a_dictionary_is_added_and_no_longer_offered(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "dictionary", "dictionary=source&open=new")
    app.text_input(key="entry.name").input("Trade fair")
    press(app, "entry.save")
    assert ask(cast.wei, choices)["source"][-1].label == "Trade fair"
    app = open_page(monkeypatch, cast.ada, "dictionary", "dictionary=grade&open=1")
    press(app, "entry_offer")
    assert not ask(cast.wei, choices)["grade"][0].active


def test_settings_are_saved_and_mistakes_are_told(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "settings")
    app.text_input(key="settings.company").input("New Name")
    press(app, "settings.save")
    assert ask(cast.wei, company).company == "New Name"
    app.number_input(key="settings.at_risk_days").set_value(500)
    press(app, "settings.save")
    assert any("fewer days than for dormant" in shown.value for shown in app.markdown)
    assert ask(cast.wei, company).at_risk_days == 90


def test_the_audit_trail_opens_an_event_and_all_about_its_record(sqlite_db, cast, monkeypatch):
    key = act(cast.ada, create_product, ProductForm(name="Pump | *300*", price=100))
    act(cast.ada, create_product, ProductForm(name="Other"))
    app = open_page(monkeypatch, cast.ada, "audit", "area=products")
    rows = data(app, "audit_table")["rows"]
    assert [row["cells"]["subject"]["text"] for row in rows] == ["Other", "Pump | *300*"]
    app = fire(app, "audit_table", "open", rows[1]["id"])
    assert any("| Price | — | ¥1 |" in shown.value.replace("\\", "") for shown in app.markdown)
    press(app, "audit_this")
    assert len(data(app, "audit_table")["rows"]) == 1
    assert app.query_params["id"] == str(key)


def test_products_are_listed_for_sellers_and_changed_by_those_who_may(sqlite_db, cast, monkeypatch):
    assert any("No products yet" in shown.value for shown in open_page(monkeypatch, cast.wei, "products").markdown)
    app = open_page(monkeypatch, cast.ada, "products", "open=new")
    app.text_input(key="product.name").input("Pump 300")
    app.number_input(key="product.price").set_value(0.99)
    press(app, "product.save")
    assert ask(cast.wei, products).rows[0].price == 99
    seller = open_page(monkeypatch, cast.wei, "products", "open=1")
    cells = data(seller, "products_table")["rows"][0]["cells"]
    assert (cells["price"], "product.name" in [field.key for field in seller.text_input]) == ("¥0.99", False)


def test_the_second_editor_of_a_product_is_told(sqlite_db, cast, monkeypatch):
    key = act(cast.ada, create_product, ProductForm(name="Pump"))
    app = open_page(monkeypatch, cast.ada, "products", f"open={key}")
    with sqlite_db.writing() as session:
        session.get(Product, key).version, session.get(Product, key).price = 2, 500
        session.commit()
    app.text_input(key="product.name").input("Mine")
    press(app, "product.save")
    assert "Somebody changed this meanwhile: Price" in app.error[0].value.replace("\\", "")
    assert ask(cast.ada, products).rows[0].name == "Pump"
    press(app, "product.save")
    assert ask(cast.ada, products).rows[0].name == "Mine"


@pytest.mark.parametrize("url", ["users", "users?show=teams", "roles", "stages", "dictionary", "settings", "audit", "products"])
def test_every_page_speaks_chinese_and_asks_little(sqlite_db, cast, monkeypatch, url):
    with sqlite_db.writing() as session:
        session.get(User, user_id("ada")).locale = "zh_Hans"
        session.commit()
    path, _mark, query = url.partition("?")
    ada, said = cast.ada, []
    event.listen(sqlite_db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    app = open_page(monkeypatch, ada, path, query)
    title = next(shown.value for shown in app.markdown if shown.value.startswith("# "))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in title)
    asked = [one for one in said if one != "BEGIN" and "max(event.id)" not in one]
    assert len(asked) <= 12, asked


@pytest.mark.parametrize("url", ["users", "roles", "stages", "dictionary", "settings", "audit"])
def test_nobody_else_gets_an_administrators_page(sqlite_db, cast, monkeypatch, url):
    for actor in (cast.gu, cast.wei, cast.eva):
        app = open_page(monkeypatch, actor, url)
        titles = [shown.value for shown in app.markdown if shown.value.startswith("# ")]
        assert not [title for title in titles if any(word in title for word in ADMINISTRATION)]
