"""Two people change the same customer: the second sees what changed, chooses, and loses nothing."""
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from tests.customers.making import customer as stored


def test_second_editor_sees_the_other_value_and_chooses(at, do, language):
    customer = do("wei", create_customer, CustomerNew(name=f"Twohands Tools {language}", city="Suzhou"))
    seller, manager = (at(person, f"/customer?id={customer}", language=language) for person in ("wei", "gu"))
    for window in (seller, manager):
        window.pick("customer_menu", "Edit")
        expect(_field(window, "City")).to_have_value("Suzhou")
    seller.write(_field(seller, "City"), "Wuxi")
    _save(seller)
    expect(seller.dialog).to_have_count(0)
    assert stored(customer).city == "Wuxi"

    manager.write(_field(manager, "City"), "Nanjing")
    manager.write(_field(manager, "E-mail"), f"{language.lower()}@twohands.example")
    _save(manager)
    expect(manager.dialog).to_contain_text("Lin Wei")
    expect(manager.dialog).to_contain_text(manager.say("Theirs: {value}", value="Wuxi"))
    expect(_field(manager, "City")).to_have_value("Nanjing")
    assert stored(customer).city == "Wuxi"
    _save(manager)
    expect(manager.dialog).to_have_count(0)
    assert (stored(customer).city, stored(customer).email) == ("Nanjing", f"{language.lower()}@twohands.example")


def _field(window, label: str):
    return window.dialog.get_by_role("textbox", name=window.say(label)).first


def _save(window) -> None:
    window.confirm("Save")
