"""J and K go through the customers in the order of the list, without going back to it."""
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew


def test_next_previous_and_the_end(at, do, language):
    mark = f"Walked {language}"
    for letter in "ABC":
        do("wei", create_customer, CustomerNew(name=f"{mark} {letter}"))
    window = at("wei", f"/customers?q=Walked+{language}&sort=-name", language=language)
    window.row(f"{mark} B").click()
    _shows(window, f"{mark} B")
    window.shortcut("j", "walk_on")
    _shows(window, f"{mark} A")
    window.shortcut("j", "walk_on")
    window.sees("The list ends here")
    window.shortcut("k", "walk_back")
    _shows(window, f"{mark} B")
    window.shortcut("k", "walk_back")
    _shows(window, f"{mark} C")


def _shows(window, name: str) -> None:
    expect(window.page.get_by_role("heading", name=name)).to_be_visible()
