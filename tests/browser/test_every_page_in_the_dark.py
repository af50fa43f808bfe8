"""Language and light are the reader's; nothing of any page comes from another machine."""
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.people.accounts import set_preferences
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.schemas import TicketNew
from tests.cast import PASSWORD

PAGES = ("/home", "/customers", "/customer?id={customer}", "/pipeline", "/pipeline?view=table", "/deal?id={deal}", "/pipeline-report",
         "/products", "/import", "/account", "/tickets?box=all", "/ticket?id={ticket}")  # fmt: skip


def test_language_is_chosen_before_and_after_signing_in(at, do):
    do("yan", set_preferences, locale="en", time_zone="Asia/Shanghai")
    window = at()
    window.page.get_by_text("中文 (简体)").click()
    expect(window.page.get_by_role("heading", name="登录")).to_be_visible()
    window.sign_in("yan@example.com", PASSWORD)
    window.sees("Customers")
    window.go("/account")
    window.choose(window.page.get_by_role("combobox", name="Language"), "中文 (简体)")
    window.press("Save")
    window.language = "zh_Hans"
    expect(window.entry("Customers")).to_be_visible()
    window.page.reload()
    expect(window.entry("Customers")).to_be_visible()


def test_dark_pages_have_no_light_ground(at, do):
    customer = do("gu", create_customer, CustomerNew(name="Night Shift Bakery", grade="a"))
    deal = do("gu", create_deal, DealNew(name="Ovens", customer_id=customer, value=8_000_00))
    ticket = do("gu", create_ticket, TicketNew(subject="Oven stays cold", text="Since this morning.", customer_id=customer))
    window = at("gu", "/home", dark=True)
    light = {}
    for path in PAGES:
        window.go(path.format(customer=customer, deal=deal, ticket=ticket))
        expect(window.page.get_by_role("heading", level=1).first).to_be_visible()
        light[path] = _light_share(window.page.screenshot())
    assert {path: share for path, share in light.items() if share > 0.06} == {}


def _light_share(picture: bytes) -> float:
    """How much of a picture is lighter than text on a dark ground makes it."""
    shades = Image.open(BytesIO(picture)).convert("L").histogram()
    return sum(shades[170:]) / sum(shades)
