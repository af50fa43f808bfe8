"""Birthday, language, end of contract and named agent: kept, refused, listed, told and brought in from files."""
from datetime import UTC, date, datetime

import pytest

from crm_core import clock
from crm_core.customers.commands import update_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.queries import customer_page, customer_view
from crm_core.customers.schemas import ContactNew, CustomerEdit
from crm_core.errors import Invalid
from crm_core.happenings import told
from crm_core.occasions import FESTIVALS, birthday_in, festivals_between, month_days, next_birthday
from crm_core.run import act, ask
from crm_core.work import Work
from db.models import Contact
from tests.customers.listed import names
from tests.customers.making import customer, events, make, row
from tests.customers.test_customer_detail_page import open_dialog, texts
from tests.importing.steps import brought
from tests.importing.test_import_customers import customers
from tests.pages import open_page, run
from tests.ui.browserless import data

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)


def change(actor, key: int, **fields) -> None:
    act(actor, update_customer, key, CustomerEdit(**fields), customer(key).version)


def test_all_four_are_kept_and_told_with_names(db, cast):
    key = make(cast.wei, "Fan Xiu", kind="person", birthday=date(1980, 2, 29), locale="zh_Hans",
               contract_ends_on=date(2027, 3, 1), agent_id=cast.yan.user_id)
    view = ask(cast.wei, customer_view, key)
    assert (view.birthday, view.locale, view.contract_ends_on, view.agent) == (date(1980, 2, 29), "zh_Hans", date(2027, 3, 1), "He Yan")
    change(cast.wei, key, locale="en", agent_id=None)
    with db.reading() as session:
        (happened,) = told(Work(session, cast.wei, clock.now()), events(key)[-1:])
    assert {c.field: (c.before and c.before.value, c.after and c.after.value) for c in happened.changes} == {
        "locale": ("Simplified Chinese", "English"), "agent_id": ("He Yan", None)}


@pytest.mark.parametrize(
    "field, value",
    [("birthday", date(1899, 1, 1)), ("birthday", date(2100, 1, 1)), ("locale", "fr"), ("contract_ends_on", date(1850, 1, 1))],
)
def test_what_cannot_be_is_refused_beside_its_field(db, cast, field, value):
    key = make(cast.wei, kind="person")
    with pytest.raises(Invalid) as refused:
        change(cast.wei, key, **{field: value})
    assert refused.value.field == field


def test_only_who_may_edit_tickets_is_a_named_agent(db, cast):
    for nobody in (cast.mia.user_id, cast.eva.user_id, 99_999):
        with pytest.raises(Invalid):
            make(cast.wei, agent_id=nobody)


def test_a_company_has_no_birthday_and_does_not_get_one_by_becoming_a_company(db, cast):
    with pytest.raises(Invalid):
        make(cast.wei, birthday=date(1980, 1, 1))
    key = make(cast.wei, "Fan Xiu", kind="person", birthday=date(1980, 1, 1))
    with pytest.raises(Invalid):
        change(cast.wei, key, kind="company")


def test_lists_find_what_ends_soon_and_whose_birthday_is_near(db, cast):
    clock.set_now(NOW)
    make(cast.wei, "Ends", contract_ends_on=date(2026, 12, 1))
    make(cast.wei, "Later", contract_ends_on=date(2027, 12, 1), agent_id=cast.yan.user_id)
    make(cast.wei, "Over", contract_ends_on=date(2026, 11, 1))
    make(cast.wei, "Person", kind="person", birthday=date(1980, 11, 18))
    act(cast.wei, create_contact, ContactNew(customer_id=make(cast.wei, "Firm"), name="Li", birthday=date(1990, 11, 16)))
    make(cast.omar, "Elsewhere", kind="person", birthday=date(1980, 11, 18))
    assert names(cast.wei, contract_days=30) == ["Ends"]
    assert names(cast.wei, birthday_days=2) == ["Firm", "Person"]
    assert names(cast.wei, birthday_days=1) == ["Firm"]
    assert names(cast.wei, agents=(str(cast.yan.user_id),)) == names(cast.yan, agents=("me",)) == ["Later"]
    assert names(cast.wei, ("contract_ends", "asc"))[:3] == ["Over", "Ends", "Later"]


def test_a_birthday_on_the_29th_of_february_is_kept_on_the_28th_in_other_years():
    born = date(2000, 2, 29)
    assert (birthday_in(born, 2027), birthday_in(born, 2028)) == (date(2027, 2, 28), date(2028, 2, 29))
    assert next_birthday(born, date(2026, 3, 1)) == date(2027, 2, 28)
    assert (2, 29) in month_days(date(2027, 2, 28), 0)
    assert (2, 29) not in month_days(date(2028, 2, 28), 0)


def test_festivals_fall_where_the_moon_says():
    assert [(one.key, day) for one, day in festivals_between(date(2026, 1, 1), date(2026, 12, 31))] == [
        ("new_year", date(2026, 1, 1)), ("spring_festival", date(2026, 2, 17)), ("dragon_boat", date(2026, 6, 19)),
        ("mid_autumn", date(2026, 9, 25))]
    assert {one.key: one.day(2033) for one in FESTIVALS}["mid_autumn"] == date(2033, 9, 8)  # the year that many got wrong


def test_the_countries_of_a_festival_have_it_in_their_own_calendars():
    import holidays

    words = {"spring_festival": ("Chinese New Year",), "dragon_boat": ("Dragon Boat", "Tung Ng"), "mid_autumn": ("Mid-Autumn", "Chong Chao")}
    for one in FESTIVALS:
        for country in one.countries - ({"MO"} if one.key == "dragon_boat" else set()):  # it has the day off, the package forgot
            known = holidays.country_holidays(country, years=2026, language="en_US").values()
            assert any(word in name for name in known for word in words[one.key]), (one.key, country)


def test_the_form_keeps_them(sqlite_db, cast, monkeypatch):
    key = make(cast.wei, "Fan Xiu", kind="person", birthday=date(1980, 1, 1))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, key), key="e")
    run(app)
    app.date_input(key="e.contract_ends_on").set_value(date(2027, 3, 1))
    app.date_input(key="e.birthday").set_value(None)
    app.selectbox(key="e.locale").set_value("zh_Hans")
    app.selectbox(key="e.agent_id").set_value(cast.yan.user_id)
    app.button(key="e.save").click()
    run(app)
    stored = customer(key)
    assert (stored.contract_ends_on, stored.birthday, stored.locale, stored.agent_id) == (
        date(2027, 3, 1), None, "zh_Hans", cast.yan.user_id)
    assert "He Yan" in texts(app)


def test_two_editors_of_a_day_do_not_break_the_form(sqlite_db, cast, monkeypatch):
    key = make(cast.wei, contract_ends_on=date(2027, 3, 1), city="Wuxi")
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, key), key="e")
    change(cast.gu, key, contract_ends_on=None, city="Suzhou")
    run(app)
    app.text_input(key="e.city").input("Nanjing")
    app.button(key="e.save").click()
    run(app)
    assert app.date_input(key="e.contract_ends_on").value is None
    app.button(key="e.save").click()
    run(app)
    assert (customer(key).city, customer(key).contract_ends_on) == ("Nanjing", None)


def test_a_contacts_birthday_stands_beside_the_name(sqlite_db, cast, monkeypatch):
    clock.set_now(NOW)
    key = make(cast.wei)
    contact = act(cast.wei, create_contact, ContactNew(customer_id=key, name="Li", birthday=date(1990, 11, 20)))
    (item,) = data(open_page(monkeypatch, cast.wei, "customer", f"id={key}"), "customer_contacts")["items"]
    assert (item["note"], item["note_tone"]) == ("birthday 20 Nov", "green")
    assert ask(cast.wei, customer_page, key).contacts[0].birthday == row(Contact, contact).birthday


def test_they_come_in_from_a_file(db, cast):
    brought(cast.ada, "客户名称,合同到期日,语言,专属客服\n北辰,2027-03-01,中文,He Yan\n华岳,2027/4/1,Klingon,Nobody Here\n")
    found = customers(db)
    one, two = found["北辰"], found["华岳"]
    assert (one.contract_ends_on, one.locale, one.agent_id) == (date(2027, 3, 1), "zh_Hans", cast.yan.user_id)
    assert (two.contract_ends_on, two.locale, two.agent_id) == (date(2027, 4, 1), None, None)
    brought(cast.ada, "Name,Birthday,City\nFan Xiu,1980-02-29,Wuxi\n", kind="customers")
    fan = customers(db)["Fan Xiu"]
    assert (fan.kind, fan.birthday) == ("person", date(1980, 2, 29))


def test_a_contacts_birthday_comes_in_from_a_file(db, cast):
    make(cast.gu, "Firm")
    brought(cast.ada, "Contact,Company,Birthday\nLi Na,Firm,1990-11-20\n", kind="contacts")
    with db.reading() as session:
        assert session.query(Contact).one().birthday == date(1990, 11, 20)
