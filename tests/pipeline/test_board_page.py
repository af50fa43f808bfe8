"""The board as people use it."""
import pytest

from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.schemas import DealImport
from crm_core.run import act
from tests.pages import open_page, run
from tests.pipeline import helpers as deals
from tests.pipeline.counting import of_the_page, statements
from tests.ui.browserless import data, fire


def column(app, name: str) -> dict:
    return next(c for c in data(app, "board")["columns"] if c["name"] == name)


def wish(actor, key: int, to: str, origin: str = "Lead", version: int = 1) -> dict:
    at = deals.stages(actor)
    return {"id": key, "from": str(at[origin]), "to": str(at[to]), "version": version}


def test_a_seller_sees_the_own_deals_by_stage(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei, value=52_000_000, customer_id=deals.customer(cast.wei))
    deals.new(cast.min, name="Of a colleague")
    app = open_page(monkeypatch, cast.wei, "pipeline")
    lead = column(app, "Lead")
    assert (lead["count"], lead["value"], lead["share"]) == ("1", "¥520K", "10%")
    [card] = lead["cards"]
    assert (card["amount"], card["title"], card["sub"]) == ("¥520K", "Packaging robots", "Wuxi Lianhe Packaging")
    assert card["age"] == "just now" and not card["fixed"]


def test_a_deal_without_customer_says_so(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei)
    app = open_page(monkeypatch, cast.wei, "pipeline")
    assert column(app, "Lead")["cards"][0]["sub"] == "no customer yet"


def test_a_card_is_moved_and_can_be_taken_back(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", wish(cast.wei, key, "Needs analysis"))
    assert column(app, "Needs analysis")["count"] == "1"
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Needs analysis"]
    app.button(key="undo").click()
    run(app)
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Lead"] and len(deals.visits(key)) == 1


def test_a_stage_asks_only_for_what_is_missing(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", wish(cast.wei, key, "Proposal"))
    assert column(app, "Lead")["count"] == "1"
    assert [n.label for n in app.number_input] == ["Value, ¥"]
    app.number_input[0].set_value(1200.0)
    app.button(key="deal-fill.save").click()
    run(app)
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Proposal"] and deals.row(key).value == 120_000


def test_a_card_that_somebody_changed_meanwhile_returns(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", wish(cast.wei, key, "Needs analysis", version=9))
    assert column(app, "Lead")["count"] == "1"
    assert "Somebody changed this meanwhile" in app.error[0].value


@pytest.mark.parametrize("nonsense", [{}, {"id": "x", "from": 1, "to": 2, "version": 1}, {"id": 1}])
def test_nonsense_from_a_browser_does_nothing(sqlite_db, cast, monkeypatch, nonsense):
    deals.new(cast.wei)
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", nonsense)
    assert column(app, "Lead")["count"] == "1"


def test_another_teams_deal_cannot_be_moved_by_its_number(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.omar)
    deals.new(cast.wei)
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", wish(cast.wei, key, "Needs analysis"))
    assert deals.row(key).stage_id == deals.stages(cast.wei)["Lead"]
    assert "does not exist" in app.error[0].value


def test_a_card_is_won_from_its_menu(sqlite_db, cast, monkeypatch):
    key = deals.new(cast.wei, value=100)
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "act", {"id": key, "action": "won", "version": 1})
    app.selectbox(key="deal-close-won.reason").set_value("price")
    app.button(key="deal-close-won.save").click()
    run(app)
    assert deals.row(key).status == "won"


def test_more_of_a_column_comes_on_request(sqlite_db, cast, monkeypatch):
    act(cast.gu, create_deals, [DealImport(name=f"Deal {n}", owner_id=cast.wei.user_id) for n in range(25)])
    app = open_page(monkeypatch, cast.wei, "pipeline")
    assert len(column(app, "Lead")["cards"]) == 20 and column(app, "Lead")["more"] == "5 more"
    fire(app, "board", "more", str(deals.stages(cast.wei)["Lead"]))
    assert len(column(app, "Lead")["cards"]) == 25 and column(app, "Lead")["more"] is None


def test_an_executive_looks_and_moves_nothing(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei)
    app = open_page(monkeypatch, cast.eva, "pipeline")
    assert column(app, "Lead")["cards"][0]["fixed"]
    assert "new-deal" not in [button.key for button in app.button]


def test_the_filter_of_the_address_holds(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei, name="Small", value=100)
    deals.new(cast.wei, name="Large", value=900_000_00)
    app = open_page(monkeypatch, cast.gu, "pipeline", f"value_from=1000&owner={cast.wei.user_id}")
    assert [card["title"] for card in column(app, "Lead")["cards"]] == ["Large"]


def test_a_filter_that_finds_nothing_can_be_cleared(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei)
    app = open_page(monkeypatch, cast.wei, "pipeline", "q=zzz")
    assert any("No open deal fits" in text.value for text in app.markdown)


def test_an_empty_board_says_what_to_do_first(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "pipeline")
    app.button(key="first-deal").click()
    run(app)
    app.text_input(key="deal-new.name").set_value("First chance")
    app.button(key="deal-new.save").click()
    run(app)
    assert column(app, "Lead")["cards"][0]["title"] == "First chance"


def test_a_new_deal_without_a_name_is_not_stored(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "pipeline")
    app.button(key="new-deal").click()
    run(app)
    app.button(key="deal-new.save").click()
    run(app)
    assert any("Please fill this in" in text.value for text in app.markdown)


def test_the_board_costs_few_statements(sqlite_db, cast, monkeypatch):
    act(cast.gu, create_deals, [DealImport(name=f"Deal {n}", owner_id=cast.wei.user_id) for n in range(100)])
    app = open_page(monkeypatch, cast.gu, "pipeline")
    deals.new(cast.wei)
    with statements(sqlite_db) as seen:
        run(app)
    assert len(of_the_page(seen)) <= 6, seen


def test_names_are_never_markup(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei, name="<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))")
    app = open_page(monkeypatch, cast.wei, "pipeline")
    assert column(app, "Lead")["cards"][0]["title"].startswith("<img")
    assert not any("<img" in text.value and "\\<img" not in text.value for text in app.markdown)
