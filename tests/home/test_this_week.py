"""Birthdays, contracts and festivals on My day."""
from datetime import UTC, date, datetime

from crm_core import clock
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.home.queries import my_day
from crm_core.run import act, ask
from tests.customers.making import make
from tests.pages import open_page
from tests.ui.browserless import data

NOW = datetime(2026, 12, 29, 2, tzinfo=UTC)


def test_what_comes_up_with_my_customers_across_the_years_end(db, cast):
    clock.set_now(NOW)
    key = make(cast.wei, "Firm", contract_ends_on=date(2027, 1, 10))
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Meng", birthday=date(1990, 1, 3)))
    make(cast.wei, "Fan Xiu", kind="person", birthday=date(1980, 12, 29))
    make(cast.wei, "Later", kind="person", birthday=date(1980, 1, 6), contract_ends_on=date(2027, 2, 28))
    make(cast.min, "Elsewhere", kind="person", birthday=date(1980, 12, 30), contract_ends_on=date(2027, 1, 1))
    assert [(one.kind, one.name, one.person, one.on) for one in ask(cast.wei, my_day).week] == [
        ("birthday", "Fan Xiu", None, date(2026, 12, 29)),
        ("festival", "New Year", None, date(2027, 1, 1)),
        ("birthday", "Firm", "Gu Meng", date(2027, 1, 3)),
        ("contract", "Firm", None, date(2027, 1, 10)),
    ]


def test_the_card_leads_to_the_customer_and_is_left_out_when_there_is_nothing(sqlite_db, cast, monkeypatch):
    clock.set_now(datetime(2026, 11, 16, 2, tzinfo=UTC))
    assert not any("This week" in text.value for text in open_page(monkeypatch, cast.wei).subheader)
    key = make(cast.wei, "Fan Xiu", kind="person", birthday=date(1980, 11, 17))
    (item,) = data(open_page(monkeypatch, cast.wei), "home_week")["items"]
    assert (item["title"], item["sub"], item["value"], item["href"]) == ("Fan Xiu", "Birthday", "17 Nov", f"/customer?id={key}")
