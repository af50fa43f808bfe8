"""A card goes to another column by mouse and by keys, and back with Ctrl+Z."""
from playwright.sync_api import expect

from crm_core.access.actor import SYSTEM
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew
from tests.pipeline.helpers import row, stages


def test_dragged_by_mouse_then_by_keys_and_taken_back(at, do, language):
    places = stages(SYSTEM)
    customer = do("min", create_customer, CustomerNew(name=f"Dragon Dairy {language}"))
    deal = do("min", create_deal, DealNew(name=f"Milk robots {language}", customer_id=customer, value=30_000_00))
    window = at("min", "/pipeline", language=language)
    window.card(deal).drag_to(window.column(places["Needs analysis"]))
    expect(window.column(places["Needs analysis"]).locator(f'[data-id="{deal}"]')).to_be_visible()
    expect(window.key("undo_bar")).to_be_visible()
    assert row(deal).stage_id == places["Needs analysis"]

    window.settled()
    window.card(deal).focus()
    for key in ("Space", "ArrowRight", "Space"):
        window.page.keyboard.press(key)
    expect(window.column(places["Proposal"]).locator(f'[data-id="{deal}"]')).to_be_visible()
    expect(window.key("undo_bar")).to_contain_text(window.say("Moved to {stage}", stage=window.say("Proposal")))
    assert row(deal).stage_id == places["Proposal"]

    window.shortcut("Control+z", "undo_bar")
    expect(window.column(places["Needs analysis"]).locator(f'[data-id="{deal}"]')).to_be_visible()
    expect(window.key("undo_bar")).to_have_count(0)
    assert row(deal).stage_id == places["Needs analysis"]
