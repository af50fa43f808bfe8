"""Ctrl+K: customers, people and deals from anywhere."""
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.finding import find_anything
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew
from crm_core.run import act, ask
from tests.customers.making import make
from tests.pages import open_page, run
from tests.ui.browserless import data, fire


def found(actor, text):
    return [(one.subject, one.name) for one in ask(actor, find_anything, text)]


def test_customers_contacts_and_deals_are_found_together(db, cast):
    wei = cast.wei
    key = make(wei, "Suzhou Taihu Foods")
    act(wei, create_contact, ContactNew(customer_id=key, name="王伟", mobile="13805328891"))
    act(wei, create_deal, DealNew(name="Taihu packaging", customer_id=key))
    assert found(wei, "taihu") == [("customer", "Suzhou Taihu Foods"), ("deal", "Taihu packaging")]
    assert found(wei, "王伟") == [("customer", "Suzhou Taihu Foods"), ("contact", "王伟")]
    assert ("contact", "王伟") in found(wei, "8891")
    assert found(cast.omar, "taihu") == found(cast.omar, "王伟") == []


def test_names_that_begin_so_come_first(db, cast):
    make(cast.wei, "Great Wall Hydraulics")
    make(cast.wei, "Wall Street Foods")
    assert found(cast.wei, "wall")[0] == ("customer", "Wall Street Foods")


def test_little_or_nothing_typed_finds_nothing(db, cast):
    make(cast.wei)
    for text in ("", "  ", "%", "'", "\"*"):
        assert found(cast.wei, text) == []


def test_who_may_see_no_deals_finds_none(db, cast):
    act(cast.wei, create_deal, DealNew(name="Taihu packaging", customer_id=make(cast.wei)))
    assert {subject for subject, _name in found(cast.yan, "taihu")} == {"customer"}
    assert found(cast.ada, "taihu") == []


def test_the_dialog_leads_to_the_record(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Suzhou Taihu Foods")
    app = open_page(monkeypatch, cast.wei)
    app.button(key="search_button").click()
    run(app)
    app.text_input(key="search_text").set_value("taihu")
    run(app)
    [item] = data(app, "search_customer")["items"]
    assert item["title"] == "Suzhou Taihu Foods"
    fire(app, "search_customer", "open", item["id"])
    assert not any(t.key == "search_text" for t in app.text_input)
