"""From a deal that is won to an order that is paid, and a second one typed by hand."""
from datetime import date

from playwright.sync_api import expect

from crm_core import clock
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.progress import win_deal
from crm_core.pipeline.schemas import DealClose, DealNew


def test_from_won_to_paid(at, do, language):
    name = f"Orders by journey {language}"
    customer = do("wei", create_customer, CustomerNew(name=name))
    deal = do("wei", create_deal, DealNew(name=f"Pumps {language}", customer_id=customer, value=1_250_00))
    day: date = clock.today("Asia/Shanghai")
    do("wei", win_deal, deal, DealClose(closed_on=day, reason="price"), 1)
    window = at("wei", f"/deal?id={deal}", language=language)
    window.press("Create order")
    expect(window.page.get_by_role("heading", name="SO-")).to_be_visible()
    window.sees("Draft")
    window.hit("order_confirm")
    window.sees("Confirmed")
    window.hit("order_deliver")
    window.confirm("Delivered")
    expect(window.key("order_deliver")).to_have_count(0)
    window.hit("order_pay")
    window.confirm("Paid")
    expect(window.key("order_pay")).to_have_count(0)

    window.go(f"/customer?id={customer}")
    expect(window.page.get_by_text("SO-").first).to_be_visible()
    window.go("/orders")
    expect(window.row(name)).to_contain_text(window.say("Paid"))


def test_an_order_is_typed_with_the_keyboard(at, do, language):
    customer = do("wei", create_customer, CustomerNew(name=f"Typed {language}"))
    window = at("wei", f"/order-edit?customer={customer}", language=language)
    product = window.page.get_by_role("combobox", name=window.say("Product, or what it is in words")).first
    product.click()
    product.type("Installation on site")
    product.press("Enter")
    window.settled()
    price = window.key("order_form-new-price0").locator("input")
    price.fill("250")
    price.press("Enter")
    window.sees("Total {amount}", amount="¥250")
    window.shortcut("Control+Enter", "order_confirmed")
    expect(window.page.get_by_role("heading", name="SO-")).to_be_visible()
    window.sees("Confirmed")
