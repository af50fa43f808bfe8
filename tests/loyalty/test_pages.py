"""The card on the customer's page, the overview and the settings: click, then look at the row."""
import pytest

from crm_core import clock
from crm_core.loyalty.queries import rewards, standing, tiers
from crm_core.run import ask
from db.models import LoyaltyEntry, LoyaltyReward
from tests.loyalty.helpers import balance, bought, points, ruled
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.pipeline.helpers import add, customer
from tests.ui.browserless import data


@pytest.fixture
def buyer(sqlite_db, cast) -> int:
    ruled(unit=1)
    key = customer(cast.wei, "Wuxi Lianhe")
    bought(key, 1_200)
    return key


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.subheader, *app.header])


def dialog(app, name: str, customer_id: int):
    app.session_state["_dialog"] = (name, {"customer_id": customer_id})
    return run(app)


def test_the_card_says_points_tier_and_what_is_missing(buyer, cast, monkeypatch):
    shown = texts(open_page(monkeypatch, cast.wei, "customer", f"id={buyer}"))
    assert "1,200 loyalty points" in shown and "Basic member" in shown
    assert "1% of the way to Silver" in shown and "¥98\\.8K of orders are missing" in shown


def test_the_card_costs_one_statement_and_none_when_points_are_off(buyer, cast, sqlite_db):
    wei = cast.wei
    with statements(sqlite_db) as seen:
        assert ask(wei, standing, buyer).balance == 1_200
    assert len(seen) == 1
    ruled(active=False)
    wei = cast.wei
    with statements(sqlite_db) as seen:
        assert ask(wei, standing, buyer) is None
    assert seen == []


def test_a_seller_redeems_a_reward(buyer, cast, monkeypatch):
    app = dialog(open_page(monkeypatch, cast.wei, "customer", f"id={buyer}"), "loyalty.redeem", buyer)
    assert app.selectbox(key="loyalty_redeem.reward").options == ["Gift box · 500 loyalty points", "Free delivery · 1,000 loyalty points"]
    app.button(key="loyalty_redeem.save").click()
    run(app)
    assert points(buyer) == [1_200, -1_000]


def test_a_correction_needs_its_reason(buyer, cast, monkeypatch):
    app = dialog(open_page(monkeypatch, cast.wei, "customer", f"id={buyer}"), "loyalty.correct", buyer)
    app.number_input(key="loyalty_correct.points").set_value(-200)
    app.button(key="loyalty_correct.save").click()
    run(app)
    assert "Please fill this in" in texts(app) and balance(buyer) == 1_200
    app.text_input(key="loyalty_correct.reason").input("Counted twice")
    app.button(key="loyalty_correct.save").click()
    run(app)
    assert points(buyer) == [1_200, -200]


def test_the_ledger_is_read_and_a_correction_taken_back(buyer, cast, monkeypatch):
    (entry,) = add(LoyaltyEntry(customer_id=buyer, kind="correction", points=30, at=clock.now(), reason="*Gift*", user_id=cast.wei.user_id))
    app = dialog(open_page(monkeypatch, cast.wei, "customer", f"id={buyer}"), "loyalty.ledger", buyer)
    assert "\\*Gift\\*" in texts(app) and "\\+1,200" in texts(app)
    app.button(key=f"loyalty_undo_{entry}").click()
    run(app)
    assert points(buyer) == [1_200, 30, -30]


def test_who_may_only_read_sees_no_buttons_but_the_ledger(buyer, cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "customer", f"id={buyer}")
    keys = {button.key for button in app.button}
    assert "loyalty_ledger" in keys and not {"loyalty_redeem", "loyalty_correct"} & keys


def test_the_overview_counts_and_names_who_is_near(buyer, cast, monkeypatch):
    near = customer(cast.wei, "Almost")
    add(LoyaltyEntry(customer_id=near, kind="correction", points=450, at=clock.now()))
    app = open_page(monkeypatch, cast.wei, "loyalty")
    assert "2 customers hold 1,650 loyalty points" in texts(app)
    assert [row["cells"]["name"]["text"] for row in data(app, "loyalty_near")["rows"]] == ["Almost"]
    assert "No points yet" in texts(open_page(monkeypatch, cast.omar, "loyalty")), "another team's points are not his"


def test_the_overview_costs_few_statements(buyer, cast, monkeypatch, sqlite_db):
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.wei, "loyalty")
    assert len(of_the_page(seen)) <= 12, seen


def test_a_manager_changes_the_rules(buyer, cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "loyalty-settings")
    app.number_input(key="loyalty_rules.loyalty_unit").set_value(50)
    app.button(key="loyalty_rules.save").click()
    run(app)
    bought(buyer, 100)
    assert points(buyer) == [1_200, 2]


def test_a_tier_and_a_reward_are_made_in_both_languages(buyer, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "loyalty-settings", "tab=tiers&open=new")
    app.text_input(key="tier_new.name").input("Diamond")
    app.text_input(key="tier_new.name_zh_Hans").input("钻石会员")
    app.number_input(key="tier_new.revenue_from").set_value(5_000_000)
    app.number_input(key="tier_new.factor").set_value(3.0)
    app.button(key="tier_new.save").click()
    run(app)
    made = ask(cast.ada, tiers)[-1]
    assert (made.name, made.names, made.revenue_from, made.factor) == ("Diamond", {"zh_Hans": "钻石会员"}, 500_000_000, 3)
    app = open_page(monkeypatch, cast.ada, "loyalty-settings", "tab=rewards&open=new")
    app.text_input(key="reward_new.name").input("Umbrella")
    app.button(key="reward_new.save").click()
    run(app)
    assert "Please fill this in" in texts(app)
    app.number_input(key="reward_new.points").set_value(250)
    app.button(key="reward_new.save").click()
    run(app)
    assert ask(cast.ada, rewards, None)[-1].label == "Umbrella"


def test_a_reward_that_was_given_is_switched_off_not_deleted(buyer, cast, monkeypatch, sqlite_db):
    with sqlite_db.reading() as session:
        box = session.query(LoyaltyReward).filter_by(name="Gift box").one().id
    add(LoyaltyEntry(customer_id=buyer, kind="reward", points=-500, at=clock.now(), reward_id=box))
    app = open_page(monkeypatch, cast.ada, "loyalty-settings", f"tab=rewards&open={box}")
    app.button(key="service_delete").click()
    run(app)
    assert any(row.id == box for row in ask(cast.ada, rewards, None))
    app = open_page(monkeypatch, cast.ada, "loyalty-settings", f"tab=rewards&open={box}")
    app.button(key="service_use").click()
    run(app)
    assert box not in {row.id for row in ask(cast.ada, rewards)}
