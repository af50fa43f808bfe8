"""A ticket is written down in a few seconds, from the queue and from a customer's page."""
from sqlalchemy import select

from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.run import act
from crm_core.tickets.giving import claim_ticket
from crm_core.tickets.moving import resolve_ticket
from db.engine import database
from db.models import Ticket, TicketMessage
from tests.customers.making import make as make_customer
from tests.pages import open_page, run
from tests.tickets.making import make, page
from tests.ui.browserless import data, fire


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def form_of(app) -> str:
    return app.session_state["_dialog"][1]["key"]


def stored() -> list[Ticket]:
    with database().reading() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.subheader])


def test_from_the_queue_with_the_customer_looked_for(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei, "Beichen Precision")
    app = press(open_page(monkeypatch, cast.yan, "tickets"), "new_ticket")
    key = form_of(app)
    app.text_input(key=f"{key}.customer-text").set_value("beichen")
    run(app)
    press(app, f"{key}.customer-{customer}")
    app.text_input(key=f"{key}.subject").input("Line is down")
    app.text_area(key=f"{key}.text").input("Since this morning.")
    app.button_group(key=f"{key}.priority").set_value("urgent")
    press(app, f"{key}.save")
    (row,) = stored()
    assert (row.subject, row.customer_id, row.priority, row.channel, row.created_by) == (
        "Line is down", customer, "urgent", "phone", cast.yan.user_id)
    with database().reading() as session:
        assert session.scalars(select(TicketMessage.text)).all() == ["Since this morning."]
    assert "Line is down" in app.markdown[0].value


def test_somebody_unknown_is_written_down_with_an_address(sqlite_db, cast, monkeypatch):
    app = press(open_page(monkeypatch, cast.yan, "tickets"), "new_ticket")
    key = form_of(app)
    app.text_input(key=f"{key}.subject").input("Opening hours")
    app.text_area(key=f"{key}.text").input("When?")
    app.text_input(key=f"{key}.requester_email").input("not an address")
    press(app, f"{key}.save")
    assert stored() == []
    assert app.text_input(key=f"{key}.subject").value == "Opening hours"
    app.text_input(key=f"{key}.requester_email").input("Wang@Example.com")
    press(app, f"{key}.save")
    assert stored()[0].requester_email == "wang@example.com"


def test_what_is_missing_is_said_beside_its_field(sqlite_db, cast, monkeypatch):
    app = press(open_page(monkeypatch, cast.yan, "tickets"), "new_ticket")
    press(app, f"{form_of(app)}.save")
    assert "Please fill this in" in texts(app)
    assert stored() == []


def test_from_the_customers_page_one_stays_there(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei)
    contact = act(cast.wei, create_contact, ContactNew(customer_id=customer, name="Gu Lan", email="gu@taihu.cn"))
    app = press(open_page(monkeypatch, cast.wei, "customer", f"id={customer}"), "customer_new_ticket")
    key = form_of(app)
    app.text_input(key=f"{key}.subject").input("Two boxes missing")
    app.text_area(key=f"{key}.text").input("Ten came, twelve were ordered.")
    app.selectbox(key=f"{key}.contact_id").set_value(contact)
    press(app, f"{key}.save")
    (row,) = stored()
    assert (row.customer_id, row.contact_id, row.requester_email) == (customer, contact, "gu@taihu.cn")
    (item,) = data(app, "customer_tickets")["items"]
    assert item["title"] == "Two boxes missing"


def test_the_customers_page_lists_open_ones_first_with_satisfaction(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei)
    done = make(cast.yan, "Done one", customer_id=customer)
    act(cast.yan, resolve_ticket, done, "Sent again.")
    with database().writing() as session:
        session.get(Ticket, done).satisfaction = 4
        session.commit()
    make(cast.yan, "Open one", customer_id=customer)
    app = open_page(monkeypatch, cast.wei, "customer", f"id={customer}")
    assert [item["title"] for item in data(app, "customer_tickets")["items"]] == ["Open one", "Done one"]
    assert "1 open · satisfaction 4" in texts(app).replace("\\", "")
    fire(app, "customer_tickets", "open", done)
    assert "Done one" in app.markdown[0].value


def test_who_may_not_see_tickets_sees_no_card(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei)
    make(cast.yan, "Secret", customer_id=customer)
    app = open_page(monkeypatch, cast.mia, "customer", f"id={customer}")
    assert "Secret" not in texts(app) and not any(b.key == "customer_new_ticket" for b in app.button)


def test_my_day_shows_my_most_urgent_tickets(sqlite_db, cast, monkeypatch):
    assert page(cast.yan, make(cast.yan, "Not mine")).ticket.owner_id is None
    for subject, priority in (("Hours", "low"), ("Line is down", "urgent")):
        act(cast.yan, claim_ticket, make(cast.yan, subject, priority=priority))
    app = open_page(monkeypatch, cast.yan)
    items = data(app, "home_tickets")["items"]
    assert [item["title"] for item in items] == ["Line is down", "Hours"]
    fire(app, "home_tickets", "open", items[0]["id"])
    assert "Line is down" in app.markdown[0].value


def test_the_customers_timeline_tells_of_tickets_to_whom_may_see_them(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei)
    number = make(cast.yan, "Line is down", customer_id=customer)

    def told(who) -> list[dict]:
        app = open_page(monkeypatch, who, "customer", f"id={customer}")
        return [item for day in data(app, f"history.customer{customer}")["groups"] for item in day["items"] if "Line" in item["title"]]

    assert [item["href"] for item in told(cast.wei)] == [f"/ticket?id={number}"]
    assert told(cast.mia) == []
