"""A customer is made on the spot while its first order is written, and duplicates are told before."""
import pytest
from sqlalchemy import select

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.run import act
from db.engine import database
from db.models import Customer
from tests.pages import open_page, run

NEW = "order_form.new.adding"


def known() -> list[tuple[str, str, str | None]]:
    with database().reading() as session:
        return [tuple(row) for row in session.execute(select(Customer.name, Customer.kind, Customer.phone).order_by(Customer.id))]


def texts(app) -> str:
    return "\n".join(str(element.value) for element in (*app.markdown, *app.warning)).replace("\\", "")


@pytest.fixture
def app(sqlite_db, cast, monkeypatch):
    found = open_page(monkeypatch, cast.wei, "order-edit")
    found.button(key="order_form.new.new-customer").click()
    return run(found)


def fill(app, name: str, phone: str) -> None:
    app.text_input(key=f"{NEW}.name").set_value(name)
    app.text_input(key=f"{NEW}.phone").set_value(phone)
    app.button(key=f"{NEW}.save").click().run()


def test_name_and_phone_are_enough(app):
    fill(app, "Zhao Min", "13812345678")
    assert known() == [("Zhao Min", "person", "+86-13812345678")]
    assert "**Zhao Min**" in texts(app)


def test_what_is_wrong_is_said_and_nothing_is_stored(app):
    fill(app, "Zhao Min", "123")
    assert known() == [] and app.text_input(key=f"{NEW}.name").value == "Zhao Min" and ":material/error:" in texts(app)


def test_a_name_must_be_there(app):
    fill(app, "", "13812345678")
    assert known() == [] and "Please fill this in" in texts(app)


def test_a_known_phone_is_told_and_that_customer_can_be_taken(app, cast):
    act(cast.wei, create_customer, CustomerNew(name="Zhao Min", kind="person", phone="13812345678"))
    fill(app, "Xiao Zhao", "138 1234 5678")
    assert len(known()) == 1 and "This phone number is known already" in texts(app)
    app.button(key="order_form.new.customer-take-0").click().run()
    assert "**Zhao Min**" in texts(app)


def test_it_can_be_added_all_the_same(app, cast):
    act(cast.wei, create_customer, CustomerNew(name="Zhao Min", kind="person", phone="13812345678"))
    fill(app, "Xiao Zhao", "13812345678")
    app.button(key=f"{NEW}.save").click().run()
    assert len(known()) == 2


def test_a_rivals_customer_is_told_by_team_only(app, cast):
    act(cast.omar, create_customer, CustomerNew(name="Zhao Machines", phone="13812345678"))
    fill(app, "Xiao Zhao", "13812345678")
    assert "already a customer of" in texts(app) and "Zhao Machines" not in texts(app)
    assert len(known()) == 1


def test_who_gives_up_chooses_again(app):
    app.button(key=f"{NEW}.cancel").click().run()
    assert app.button(key="order_form.new.counter") and known() == []
