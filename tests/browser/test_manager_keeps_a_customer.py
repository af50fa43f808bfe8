"""A manager reads why a customer may leave and defers it; the seller sees it; the customer orders, and the case ends by itself."""
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from crm_core import clock
from tests.churn import making
from tests.churn.making import at_risk, case, order


@pytest.fixture
def today(monkeypatch):
    """The server's clock runs: the figures of last night are those of the real day."""
    monkeypatch.setattr(making, "NOW", clock.now())
    monkeypatch.setattr(making, "TODAY", clock.today("Asia/Shanghai"))
    return making.TODAY


def test_deferred_by_the_manager_and_recovered_by_an_order(own_company, open_app, today, language):
    window = open_app(own_company, "gu", "/home", language=language)
    name = f"Beichen {language}"
    key = at_risk("wei", name, silent=94)
    making.night()
    window.go("/churn")
    window.sees(name)
    window.pick(f"churn-decide-wide-{case(key).id}", "Defer…")
    window.choose(window.dialog.get_by_label(window.say("Measure")).first, window.say("Visit"))
    window.confirm("Defer")
    expect(window.key("undo_bar")).to_contain_text(name)
    found = case(key)
    assert (found.state, found.measure, found.review_on) == ("deferred", "visit", today + timedelta(days=30))

    seller = open_app(own_company, "wei", f"/customer?id={key}", language=language)
    expect(seller.key("card-churn")).to_contain_text(seller.say("Visit"))
    order(key, today)
    assert case(key).state == "recovered"
    seller.go(f"/customer?id={key}")
    seller.sees("Ordered again, recovered")
    expect(seller.key("card-churn")).to_have_count(0)
