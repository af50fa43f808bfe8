"""The page of one customer: click, then look at the row."""
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select

from crm_core.activities.commands import log_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.attachments.commands import attach_file
from crm_core.customers.commands import update_customer
from crm_core.customers.contacts import create_contact
from crm_core.customers.queries import customer_view
from crm_core.customers.schemas import ContactNew, CustomerEdit
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task
from crm_core.tasks.schemas import TaskNew
from db.models import Activity, Contact, Customer, Task
from tests.customers.making import customer, make, row
from tests.customers.test_customer_page import NOW, deal
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page
from tests.ui.browserless import data, fire


@pytest.fixture
def taihu(sqlite_db, cast) -> int:
    key = make(cast.wei, phone="0512-62881190", city="Suzhou")
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Lan", mobile="13806132277"))
    return key


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.subheader])


def all_of(db, table):
    with db.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def open_dialog(app, name: str, **about):
    app.session_state["_dialog"] = (name, about)
    return run(app)


def type_in(app, key: str, **values):
    for field, value in values.items():
        app.text_input(key=f"{key}.{field}").input(value)
    app.button(key=f"{key}.save").click()
    return run(app)


def test_a_seller_sees_who_it_is(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    assert "Suzhou Taihu Foods" in texts(app) and "Prospect" in texts(app)
    (contact,) = data(app, "customer_contacts")["items"]
    assert (contact["title"], contact["phone"]) == ("Gu Lan", "+86-13806132277")


@pytest.mark.parametrize("who, query", [("omar", "id={}"), ("min", "id={}"), ("wei", "id=999"), ("wei", ""), ("wei", "id=x")])
def test_another_ones_customer_looks_like_a_missing_one(taihu, cast, monkeypatch, who, query):
    app = open_page(monkeypatch, getattr(cast, who), "customer", query.format(taihu))
    assert "There is no such customer" in texts(app)
    assert "Suzhou" not in texts(app)


def test_one_line_logs_a_call_and_plans_the_next(sqlite_db, taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    app.text_input(key=f"log.customer{taihu}.text").input("Wants *two* references; call again in 3 days")
    app.button(key=f"log.customer{taihu}.save").click()
    run(app)
    (activity,), (step,) = all_of(sqlite_db, Activity), all_of(sqlite_db, Task)
    assert (activity.kind, activity.text) == ("call", "Wants *two* references")
    assert (step.title, step.customer_id) == ("Call again in 3 days", taihu)
    assert app.text_input(key=f"log.customer{taihu}.text").value == ""
    app.button(key="undo").click()
    run(app)
    assert row(Activity, activity.id).deleted_at is not None
    assert all_of(sqlite_db, Task) == []


def test_an_empty_line_is_not_logged(sqlite_db, taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    app.button(key=f"log.customer{taihu}.save").click()
    run(app)
    assert "Write what happened" in texts(app)
    assert all_of(sqlite_db, Activity) == []


def test_a_step_is_ticked_off_with_what_came_of_it(sqlite_db, taihu, cast, monkeypatch):
    act(cast.wei, add_task, TaskNew(title="Visit", due_at=NOW, customer_id=taihu))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    app.button(key=f"customer{taihu}.done").click()
    run(app)
    type_in(app, f"finishing.customer{taihu}", result="They liked it", title="Send the offer")
    done, following = all_of(sqlite_db, Task)
    assert done.done_at is not None and (following.title, following.done_at) == ("Send the offer", None)
    assert all_of(sqlite_db, Activity)[0].text == "Visit: They liked it"


def test_a_customer_is_edited_and_the_change_undone(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, taihu), key="e")
    type_in(app, "e", city="Wuxi", phone="138 0532 8891")
    assert (customer(taihu).city, customer(taihu).phone) == ("Wuxi", "+86-13805328891")
    app.button(key="undo").click()
    run(app)
    assert customer(taihu).city == "Suzhou"


def test_a_wrong_phone_is_told_and_nothing_typed_is_lost(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, taihu), key="e")
    type_in(app, "e", city="Wuxi", phone="12")
    assert "too short" in texts(app)
    assert app.text_input(key="e.city").value == "Wuxi"
    assert customer(taihu).city == "Suzhou"


def test_two_editors_of_different_fields_are_both_kept(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, taihu), key="e")
    act(cast.gu, update_customer, taihu, CustomerEdit(email="new@taihu.cn"), 1)
    type_in(app, "e", city="Wuxi")
    assert (customer(taihu).city, customer(taihu).email) == ("Wuxi", "new@taihu.cn")


def test_two_editors_of_one_field_the_second_chooses(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, taihu), key="e")
    act(cast.gu, update_customer, taihu, CustomerEdit(city="Shanghai", email="new@taihu.cn"), 1)
    type_in(app, "e", city="Wuxi", website="taihu.cn")
    assert "Gu Lan changed this meanwhile" in texts(app)
    assert (app.text_input(key="e.city").value, app.text_input(key="e.email").value) == ("Wuxi", "new@taihu.cn")
    assert customer(taihu).city == "Shanghai"
    app.button_group(key="e.choice.city").set_value("theirs")
    app.button(key="e.save").click()
    run(app)
    stored = customer(taihu)
    assert (stored.city, stored.email, stored.website) == ("Shanghai", "new@taihu.cn", "https://taihu.cn")


def test_two_editors_of_one_field_mine_can_win(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    open_dialog(app, "customer.edit", customer=ask(cast.wei, customer_view, taihu), key="e")
    act(cast.gu, update_customer, taihu, CustomerEdit(city="Shanghai"), 1)
    type_in(app, "e", city="Wuxi")
    app.button(key="e.save").click()
    run(app)
    assert customer(taihu).city == "Wuxi"


def test_a_duplicate_warns_and_can_be_saved_anyway(sqlite_db, taihu, cast, monkeypatch):
    make(cast.omar, "Harbour Light", phone="0574-87654321")
    app = open_page(monkeypatch, cast.wei, "customers")
    open_dialog(app, "customer.new", key="n")
    type_in(app, "n", name="Harbour", phone="0574 8765 4321")
    assert any("already a customer of West, ask Omar Haddad" in w.value for w in app.warning)
    assert not any("Light" in w.value for w in app.warning)
    assert len(all_of(sqlite_db, Customer)) == 2
    app.button(key="n.save").click()
    run(app)
    assert all_of(sqlite_db, Customer)[-1].name == "Harbour"


def test_a_contact_is_added(sqlite_db, taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    app.button(key="contact_add").click()
    run(app)
    key = app.session_state["_dialog"][1]["key"]
    type_in(app, key, name="Zhou Ping", mobile="12")
    assert "too short" in texts(app)
    type_in(app, key, mobile="13905328891")
    assert all_of(sqlite_db, Contact)[-1].mobile == "+86-13905328891"


def test_a_contact_is_opened_from_its_card(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    (contact,) = data(app, "customer_contacts")["items"]
    fire(app, "customer_contacts", "open", contact["id"])
    assert app.session_state["_dialog"][1]["contact"].name == "Gu Lan"


def test_a_file_is_taken_off_and_back(taihu, cast, monkeypatch):
    key = act(cast.wei, attach_file, "Plan.pdf", b"%PDF-1.7", customer_id=taihu)
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    app.button(key=f"file_remove_{key}").click()
    run(app)
    from db.models import Attachment

    assert row(Attachment, key).deleted_at is not None
    app.button(key="undo").click()
    run(app)
    assert row(Attachment, key).deleted_at is None


def test_who_only_reads_finds_nothing_to_press(taihu, cast, monkeypatch):
    app = open_page(monkeypatch, cast.yan, "customer", f"id={taihu}")
    assert "Suzhou Taihu Foods" in texts(app)
    keys = {button.key for button in app.button}
    assert not keys & {"contact_add", "file_add", "new_deal", "log_more", f"log.customer{taihu}.save", f"customer{taihu}.plan"}


def test_a_customer_of_the_pool_is_claimed(cast, sqlite_db, monkeypatch):
    key = make(cast.wei, "Pooled", owner_id=None)
    app = open_page(monkeypatch, cast.omar, "customer", f"id={key}")
    app.button(key="claim").click()
    run(app)
    assert customer(key).owner_id == cast.omar.user_id


def test_the_timeline_shows_what_was_done_as_plain_text(taihu, cast, monkeypatch):
    act(cast.wei, log_activity, ActivityNew(kind="call", text="<b>bold</b> **stars**", customer_id=taihu))
    app = open_page(monkeypatch, cast.wei, "customer", f"id={taihu}")
    items = [item for day in data(app, f"history.customer{taihu}")["groups"] for item in day["items"]]
    assert [item["title"] for item in items] == ["Call", "Contact created: Gu Lan", "Customer created"]
    assert items[0]["body"] == "<b>bold</b> **stars**"


def test_the_page_takes_few_statements(sqlite_db, taihu, cast, monkeypatch):
    deal(cast.wei, taihu, "Cold chain", 100)
    act(cast.wei, update_customer, taihu, CustomerEdit(grade="a"), 1)
    wei, said = cast.wei, []
    sql_event.listen(sqlite_db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    open_page(monkeypatch, wei, "customer", f"id={taihu}")
    selects = of_the_page([statement for statement in said if statement.startswith("SELECT")])
    assert len(selects) <= 12, selects
