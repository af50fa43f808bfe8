"""The list of customers as people use it."""
from crm_core.access.actor import SYSTEM
from crm_core.i18n import words
from crm_core.run import act, ask
from crm_core.views.commands import save_view
from crm_core.views.queries import saved_views
from tests.customers.listed import Statements
from tests.customers.making import customer, make
from tests.pages import open_page, run
from tests.ui.browserless import choose, data, fire

TABLE = "customers_table"


def shown(app) -> list[str]:
    return [row["cells"]["name"]["text"] for row in data(app, TABLE)["rows"]]


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def test_a_seller_sees_the_own_list_with_its_count(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Taihu Foods", grade="vip", city="Suzhou", industry="food", phone="+86-512-62881190")
    make(cast.omar, "Harbour Light")
    app = open_page(monkeypatch, cast.wei, "customers")
    assert shown(app) == ["Taihu Foods"]
    [row] = data(app, TABLE)["rows"]
    assert row["cells"]["name"]["sub"] == "Food · Suzhou"
    assert row["cells"]["grade"]["badges"] == [{"text": "VIP", "tone": "violet"}]
    assert (row["href"], row["phone"]) == (f"/customer?id={row['id']}", "+86-512-62881190")


def test_the_address_says_what_is_shown(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Taihu Foods", grade="a")
    make(cast.wei, "Taihu Tools")
    make(cast.wei, "Other", grade="a")
    app = open_page(monkeypatch, cast.wei, "customers", "grade=a&q=taihu")
    assert shown(app) == ["Taihu Foods"]
    assert app.text_input[0].value == "taihu"


def test_typing_searches_and_is_kept_in_the_address(sqlite_db, cast, monkeypatch):
    make(cast.wei, "苏州太湖食品")
    make(cast.wei, "Other")
    app = open_page(monkeypatch, cast.wei, "customers", "page=1")
    app.text_input[0].set_value("太湖")
    run(app)
    assert shown(app) == ["苏州太湖食品"]
    assert app.query_params == {"q": "太湖"}


def test_headings_sort_and_amounts_begin_with_the_greatest(sqlite_db, cast, monkeypatch):
    for name in ("B", "A"):
        make(cast.wei, name)
    app = open_page(monkeypatch, cast.wei, "customers")
    assert shown(app) == ["A", "B"]
    fire(app, TABLE, "sort", {"column": "name", "direction": "desc"})
    assert shown(app) == ["B", "A"]
    fire(app, TABLE, "sort", {"column": "open_value", "direction": "asc"})
    assert app.query_params["sort"] == "-open_value"


def test_nothing_found_offers_to_clear_the_filters(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Taihu")
    app = open_page(monkeypatch, cast.wei, "customers", "q=zzz&grade=a")
    [clear] = [b for b in app.button if b.label == "Clear all filters"]
    clear.click()
    run(app)
    assert shown(app) == ["Taihu"]


def test_an_empty_list_offers_the_first_step(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customers")
    assert any("No customers yet" in m.value for m in app.markdown)
    assert {"new_customer", "first_customer"} <= {b.key for b in app.button}
    reader = open_page(monkeypatch, cast.yan, "customers")
    assert not {"new_customer", "first_customer"} & {b.key for b in reader.button}


def test_who_can_do_nothing_with_many_gets_no_boxes(sqlite_db, cast, monkeypatch):
    make(cast.wei)
    assert data(open_page(monkeypatch, cast.yan, "customers"), TABLE)["selectable"] is False
    assert data(open_page(monkeypatch, cast.wei, "customers"), TABLE)["selectable"] is True


def test_columns_are_chosen_in_the_address(sqlite_db, cast, monkeypatch):
    make(cast.wei, phone="+86-512-62881190", tags=("key",))
    app = open_page(monkeypatch, cast.wei, "customers", "cols=phone,tags,nonsense")
    assert [c["id"] for c in data(app, TABLE)["columns"]] == ["name", "phone", "tags"]


def test_the_owner_of_many_is_changed_with_a_preview_and_taken_back(sqlite_db, cast, monkeypatch):
    gu, wei, min_ = cast.gu, cast.wei, cast.min
    keys = [make(wei, "A"), make(wei, "B"), make(min_, "C")]
    app = open_page(monkeypatch, gu, "customers")
    choose(app, TABLE, keys)
    press(app, "bulk_owner")
    app.selectbox(key="bulk_new_owner").set_value(str(min_.user_id))
    run(app)
    assert any("**3** customers: 2 will change, 1 stays as it is." in m.value for m in app.markdown)
    press(app, "bulk_go")
    assert {customer(k).owner_id for k in keys} == {min_.user_id}
    press(app, "undo")
    assert [customer(k).owner_id for k in keys] == [wei.user_id, wei.user_id, min_.user_id]


def test_all_that_the_filter_matches_can_be_selected(sqlite_db, cast, monkeypatch):
    keys = [make(cast.wei, f"Customer {n:02}") for n in range(60)]
    app = open_page(monkeypatch, cast.wei, "customers")
    assert len(shown(app)) == 50
    choose(app, TABLE, keys[:1])
    press(app, "bulk_everything")
    press(app, "bulk_grade")
    app.button_group(key="bulk_new_grade").set_value("c")
    run(app)
    app.text_input(key="bulk_reason").set_value("small orders")
    run(app)
    press(app, "bulk_go")
    assert all(customer(k).grade == "c" for k in keys)


def test_customers_of_the_pool_are_claimed(sqlite_db, cast, monkeypatch):
    wei, key = cast.wei, make(SYSTEM, "Free", owner_id=None)
    app = open_page(monkeypatch, wei, "customers", "owner=nobody")
    choose(app, TABLE, [key])
    press(app, "bulk_claim")
    assert customer(key).owner_id == wei.user_id


def test_names_are_never_markup(sqlite_db, cast, monkeypatch):
    evil = "**bold** <img src=x onerror=alert(1)> [x](javascript:1)"
    make(cast.wei, evil, tags=(":red[tag]",))
    act(cast.wei, save_view, "customers", ":red[view]", "tag=%3Ared%5Btag%5D")
    app = open_page(monkeypatch, cast.wei, "customers", "tag=:red[tag]")
    assert shown(app) == [evil]
    assert not any(evil in m.value for m in app.markdown)


def test_a_view_is_saved_and_found_in_the_menu(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Taihu", grade="a")
    make(cast.wei, "Other")
    act(cast.wei, save_view, "customers", "Only A", "grade=a")
    assert [v.name for v in ask(cast.wei, saved_views, "customers")] == ["Only A"]
    app = open_page(monkeypatch, cast.wei, "customers", "grade=a")
    assert shown(app) == ["Taihu"]


def test_the_page_costs_few_statements(sqlite_db, cast, monkeypatch):
    for n in range(55):
        make(cast.wei, f"Customer {n}", tags=("key",))
    app = open_page(monkeypatch, cast.wei, "customers")
    with Statements() as sent:
        app.text_input[0].set_value("customer")
        run(app)
    assert len([s for s in sent if not s.startswith(("BEGIN", "PRAGMA"))]) <= 12


def test_everything_is_said_in_chinese_too():
    for text in ("More filters", "No customers yet", "Change owner", "Export customers", "Views"):
        assert words("zh_Hans").gettext(text) != text
