"""Another team's customer and deal are nowhere: not in lists, search or addresses."""
import pytest
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew


@pytest.mark.parametrize(("person", "language"), [("omar", "en"), ("walter", "zh_Hans")])
def test_neither_by_list_nor_search_nor_address(at, do, person, language):
    do(person, create_customer, CustomerNew(name=f"Bremen Harbour Works of {person}"))
    customer = do("wei", create_customer, CustomerNew(name="Quietriver Foods"))
    deal = do("wei", create_deal, DealNew(name="Quietriver packaging", customer_id=customer, value=5_000_00))
    window = at(person, "/customers?q=Quietriver", language=language)
    window.sees("No customer matches these filters.")
    window.shortcut("Control+k", "search_button")
    window.write(window.dialog.get_by_role("textbox").or_(window.dialog.get_by_role("searchbox")).first, "Quietriver")
    window.sees("Nothing of that name. Fewer letters find more.")
    window.go(f"/customer?id={customer}")
    window.sees("There is no such customer")
    window.go(f"/deal?id={deal}")
    window.sees("There is no such deal")
    window.go("/没有这页")
    window.sees("Nothing here")
    window.go("/pipeline?q=Quietriver")
    expect(window.page.get_by_text("Quietriver packaging")).to_have_count(0)
    window.go("/customers")
    expect(window.row(f"Bremen Harbour Works of {person}")).to_be_visible()
    expect(window.row("Quietriver")).to_have_count(0)
