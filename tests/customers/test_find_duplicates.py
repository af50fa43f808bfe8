"""Before a customer is made twice."""
from crm_core.customers.commands import delete_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.duplicates import find_duplicates
from crm_core.customers.schemas import ContactNew
from crm_core.run import act, ask
from tests.customers.making import make


def test_the_same_company_in_another_spelling(db, cast):
    key = make(cast.wei, "Acme, Inc.")
    (found,) = ask(cast.wei, find_duplicates, "ACME")
    assert (found.customer_id, found.name, found.reason) == (key, "Acme, Inc.", "name")


def test_chinese_companies_differ_by_place_not_by_legal_form(db, cast):
    make(cast.wei, "北京华信科技有限公司")
    assert ask(cast.wei, find_duplicates, "北京华信科技股份有限公司")
    assert not ask(cast.wei, find_duplicates, "上海华信科技有限公司")


def test_the_phone_of_a_contact_counts_and_comes_first(db, cast):
    key = make(cast.wei, "One")
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Lan", mobile="138 0613 2277"))
    make(cast.wei, "Two")
    found = ask(cast.wei, find_duplicates, "Two", "+86 13806132277", "x@y.cn")
    assert [(f.name, f.reason) for f in found] == [("One", "phone"), ("Two", "name")]


def test_of_anothers_customer_only_owner_and_team_are_told(db, cast):
    make(cast.omar, "Harbour Light", email="info@harbour.com")
    (found,) = ask(cast.wei, find_duplicates, "Something", None, "INFO@harbour.com")
    assert (found.customer_id, found.name) == (None, None)
    assert (found.owner, found.team, found.reason) == ("Omar Haddad", "West", "email")


def test_not_itself_and_nothing_deleted(db, cast):
    key = make(cast.gu, "Acme")
    assert not ask(cast.gu, find_duplicates, "Acme", exclude_id=key)
    act(cast.gu, delete_customer, key)
    assert not ask(cast.gu, find_duplicates, "Acme")


def test_half_typed_values_find_nothing(db, cast):
    make(cast.wei, "Acme")
    assert ask(cast.wei, find_duplicates, None, "12", "no address") == ()
