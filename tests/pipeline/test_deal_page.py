"""The page of one deal as people use it."""
from datetime import timedelta

from crm_core import clock
from crm_core.pipeline.commands import update_deal
from crm_core.pipeline.progress import lose_deal
from crm_core.pipeline.schemas import DealClose, DealEdit, LineNew
from crm_core.run import act
from db.models import Contact
from tests.pages import open_page, run
from tests.pipeline import helpers as deals
from tests.pipeline.counting import of_the_page, statements
from tests.ui.browserless import data, fire


def opened(monkeypatch, actor, key: int):
    return open_page(monkeypatch, actor, "deal", f"id={key}")


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def choose(app, action: str):
    app.get("menu_button")  # drawn
    from pages.pipeline import forms

    app.session_state["_dialog"] = ({"assign": forms.ASSIGN, "delete": forms.DELETE}[action], {})
    return run(app)


def texts(app) -> str:
    return "\n".join(text.value for text in app.markdown)


def test_it_shows_the_way_the_value_and_who(sqlite_db, cast, monkeypatch):
    customer = deals.customer(cast.wei)
    key = deals.new(cast.wei, value=72_000_000, customer_id=customer, lines=(LineNew(product_id=deals.product(), quantity=160),))
    app = opened(monkeypatch, cast.wei, key)
    path = data(app, "deal-path")["stages"]
    assert [stage["state"] for stage in path] == ["now", "next", "next", "next", "next"]
    assert path[0]["note"] == "0 days, limit 7" and path[2]["note"] is None and path[3]["note"] == "needs expected close"
    assert [metric.label for metric in app.metric] == ["Value", "Weighted value", "Open for", "Last contact"]
    assert app.metric[1].value == "¥72,000" or app.metric[1].value == "¥72K"
    assert data(app, "deal-lines-list")["items"][0]["sub"] == "160 × ¥3,600"


def test_a_deal_without_customer_offers_to_choose_one(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.wei, deals.new(cast.wei))
    assert "no customer yet" in texts(app)
    press(app, "deal-choose-customer")
    assert app.text_input(key="deal-edit.customer-text")


def test_a_click_on_a_stage_moves_it(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    app = opened(monkeypatch, cast.wei, key)
    fire(app, "deal-path", "move", deals.stages(cast.wei)["Needs analysis"])
    assert data(app, "deal-path")["stages"][1]["state"] == "now"


def test_losing_asks_for_the_reason(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, value=100)
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-lost")
    press(app, "deal-close-lost.save")
    assert deals.row(key).status == "open" and "Please fill this in" in texts(app)
    app.selectbox(key="deal-close-lost.reason").set_value("price")
    press(app, "deal-close-lost.save")
    assert deals.row(key).status == "lost"
    assert "Reopen" in [button.label for button in app.button]


def test_a_closed_deal_is_reopened(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    today = clock.today("Asia/Shanghai")
    act(cast.wei, lose_deal, key, DealClose(closed_on=today, reason="price", note="Too slow"), 1)
    app = opened(monkeypatch, cast.wei, key)
    states = [stage["state"] for stage in data(app, "deal-path")["stages"]]
    assert states == ["done", "next", "next", "next", "next", "lost"] and "Too slow" in texts(app)
    press(app, "deal-reopen")
    assert deals.row(key).status == "open"


def test_it_is_edited(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-choose-customer")
    app.text_input(key=f"deal-edit-{key}.name").set_value("Better name")
    press(app, f"deal-edit-{key}.save")
    assert deals.row(key).name == "Better name"


def test_changes_of_two_people_to_different_fields_go_together(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-choose-customer")
    act(cast.gu, update_deal, key, DealEdit(value=5_000), 1)
    app.text_input(key=f"deal-edit-{key}.name").set_value("Mine")
    press(app, f"deal-edit-{key}.save")
    assert (deals.row(key).name, deals.row(key).value) == ("Mine", 5_000)


def test_for_the_same_field_the_second_decides(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-choose-customer")
    act(cast.gu, update_deal, key, DealEdit(name="Theirs"), 1)
    app.text_input(key=f"deal-edit-{key}.name").set_value("Mine")
    press(app, f"deal-edit-{key}.save")
    assert deals.row(key).name == "Theirs"
    assert "Theirs" in app.warning[0].value and "Mine" in app.warning[0].value
    assert app.text_input(key=f"deal-edit-{key}.name").value == "Mine"
    press(app, f"deal-edit-{key}.save")
    assert deals.row(key).name == "Mine"


def test_contacts_are_chosen(sqlite_db, cast, monkeypatch):
    customer, now = deals.customer(cast.wei), clock.now()
    [contact] = deals.add(Contact(customer_id=customer, name="Fan Xiu", buying_role="decides", created_at=now, updated_at=now))
    app = opened(monkeypatch, cast.wei, deals.new(cast.wei, customer_id=customer))
    press(app, "deal-contacts-open")
    app.multiselect(key="deal-contacts.contact_ids").set_value([contact])
    press(app, "deal-contacts.save")
    assert data(app, "deal-contacts-list")["items"][0]["badge"]["text"] == "Decides"


def lines(app) -> str:
    return app.session_state["_dialog"][1]["key"]


def test_products_are_added_priced_and_removed(sqlite_db, cast, monkeypatch):
    first, second = deals.product(), deals.product("Gripper", price=50_000)
    key = deals.new(cast.wei, value=72_000_000, lines=(LineNew(product_id=first, quantity=160),))
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-lines-open")
    press(app, f"{lines(app)}.add")
    app.selectbox(key=f"{lines(app)}.product1").set_value(second)
    app.number_input(key=f"{lines(app)}.quantity1").set_value(2.5)
    app.number_input(key=f"{lines(app)}.discount1").set_value(10.0)
    run(app)
    assert app.number_input(key=f"{lines(app)}.price1").proto.placeholder == "¥500"
    press(app, f"{lines(app)}.remove0")
    press(app, f"{lines(app)}.save")
    assert [item["sub"] for item in data(app, "deal-lines-list")["items"]] == ["2.5 × ¥500 · 10% off"]
    assert deals.row(key).value == 112_500


def test_a_refused_line_keeps_what_was_typed(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, lines=(LineNew(product_id=deals.product(), quantity=160),))
    app = opened(monkeypatch, cast.wei, key)
    press(app, "deal-lines-open")
    app.number_input(key=f"{lines(app)}.quantity0").set_value(0.0)
    press(app, f"{lines(app)}.save")
    assert "above zero" in app.error[0].value
    assert app.number_input(key=f"{lines(app)}.quantity0").value == 0


def test_a_manager_gives_it_to_a_colleague(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    app = choose(opened(monkeypatch, cast.gu, key), "assign")
    app.selectbox(key="deal-assign.owner_id").set_value(cast.min.user_id)
    press(app, "deal-assign.save")
    assert deals.row(key).owner_id == cast.min.user_id
    press(app, "undo")
    assert deals.row(key).owner_id == cast.wei.user_id


def test_a_deleted_deal_leads_back_to_the_board_and_can_return(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei)
    app = choose(opened(monkeypatch, cast.gu, key), "delete")
    press(app, "deal-delete.yes")
    assert deals.row(key).deleted_at is not None
    press(app, "undo")
    assert deals.row(key).deleted_at is None


def test_an_executive_reads_and_is_offered_nothing(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.eva, deals.new(cast.wei, customer_id=deals.customer(cast.wei)))
    assert not {"deal-won", "deal-lost", "deal-lines-open", "deal-contacts-open"} & {button.key for button in app.button}
    assert all(stage["fixed"] for stage in data(app, "deal-path")["stages"])


def test_another_teams_deal_does_not_exist(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.omar, deals.new(cast.wei, name="Secret robots"))
    assert "Secret" not in texts(app) and not app.metric


def test_a_deal_past_its_limit_says_so(sqlite_db, cast, monkeypatch):
    clock.set_now(clock.now() - timedelta(days=30))
    key = deals.new(cast.wei)
    clock.set_now(None)
    app = opened(monkeypatch, cast.wei, key)
    assert data(app, "deal-path")["stages"][0]["late"] and "Past its limit" in texts(app)


def test_it_costs_few_statements(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.wei, deals.new(cast.wei, customer_id=deals.customer(cast.wei)))
    deals.new(cast.wei)
    with statements(sqlite_db) as seen:
        run(app)
    assert len(of_the_page(seen)) <= 8, seen
