"""The executive sees everything and finds no button that writes."""
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew

WRITES = ("New customer", "New deal", "New", "Log", "Won", "Lost", "Set next step", "Set grade", "Change owner", "Claim", "Add", "Edit")


def test_reads_every_page_and_finds_no_writing_button(at, do, language):
    customer = do("omar", create_customer, CustomerNew(name=f"Executive Reading {language}"))
    deal = do("omar", create_deal, DealNew(name=f"Readable deal {language}", customer_id=customer, value=1_000_00))
    window = at("eva", f"/customers?q=Executive+Reading+{language}", language=language)
    expect(window.row(f"Executive Reading {language}")).to_be_visible()
    _writes_nothing(window)
    window.row(f"Executive Reading {language}").click()
    expect(window.page.get_by_role("heading", name=f"Executive Reading {language}")).to_be_visible()
    _writes_nothing(window)
    window.go(f"/deal?id={deal}")
    expect(window.page.get_by_role("heading", name=f"Readable deal {language}")).to_be_visible()
    expect(window.page.locator(".stage").first).to_be_visible()
    expect(window.page.locator("button.stage")).to_have_count(0)
    _writes_nothing(window)
    window.go("/pipeline")
    expect(window.card(deal)).to_have_attribute("draggable", "false")
    _writes_nothing(window)
    window.go("/home")
    _writes_nothing(window)
    for page in ("import", "users", "roles", "settings"):
        expect(window.page.get_by_test_id("stSidebar").locator(f'a[href$="/{page}"]')).to_have_count(0)


def _writes_nothing(window) -> None:
    window.settled()
    for text in WRITES:
        expect(window.buttons(text)).to_have_count(0)
    expect(window.page.locator("textarea, input[type=file]")).to_have_count(0)
