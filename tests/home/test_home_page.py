"""My day, clicked through."""
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select

from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.run import act
from crm_core.tasks.commands import add_task
from crm_core.tasks.schemas import TaskNew
from db.models import Activity, Task
from tests.customers.making import make, row
from tests.customers.test_customer_page import NOW, deal
from tests.pages import open_page, run
from tests.ui.browserless import data, fire


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.subheader])


def all_of(db, table):
    with db.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_a_step_is_ticked_off_and_back(sqlite_db, cast, monkeypatch):
    key = make(cast.wei)
    step = act(cast.wei, add_task, TaskNew(title="Call Chen", due_at=NOW, customer_id=key))
    app = open_page(monkeypatch, cast.wei)
    (item,) = data(app, "home_steps")["items"]
    assert (item["title"], item["sub"], item["href"]) == ("Call Chen", "Suzhou Taihu Foods", f"/customer?id={key}")
    fire(app, "home_steps", "done", item["id"])
    assert row(Task, step).done_at is not None
    assert all_of(sqlite_db, Activity)[0].text == "Call Chen"
    app.button(key="undo").click()
    run(app)
    assert row(Task, step).done_at is None


def test_a_quick_line_finds_whom_it_means(sqlite_db, cast, monkeypatch):
    key = make(cast.wei)
    contact = act(cast.wei, create_contact, ContactNew(customer_id=key, name="Chen Jianguo"))
    app = open_page(monkeypatch, cast.wei)
    app.text_input(key="quick.text").input("Called Chen Jianguo, wants delivery before May; visit tomorrow")
    app.button(key="quick.save").click()
    run(app)
    (activity,), (step,) = all_of(sqlite_db, Activity), all_of(sqlite_db, Task)
    assert (activity.kind, activity.contact_id, activity.customer_id) == ("call", contact, key)
    assert (step.kind, step.title, step.contact_id) == ("visit", "Visit tomorrow", contact)


def test_a_quick_line_asks_when_two_are_meant(sqlite_db, cast, monkeypatch):
    keys = [make(cast.wei, name) for name in ("One", "Two")]
    for key in keys:
        act(cast.wei, create_contact, ContactNew(customer_id=key, name="Zhang Wei"))
    app = open_page(monkeypatch, cast.wei)
    app.text_input(key="quick.text").input("Met Zhang Wei")
    app.button(key="quick.save").click()
    run(app)
    assert all_of(sqlite_db, Activity) == []
    asked = [button for button in app.button if (button.key or "").startswith(f"quick.{keys[1]}.")]
    asked[0].click()
    run(app)
    (activity,) = all_of(sqlite_db, Activity)
    assert (activity.customer_id, activity.kind) == (keys[1], "meeting")


def test_a_quick_line_that_names_nobody_is_kept(sqlite_db, cast, monkeypatch):
    make(cast.omar, "Harbour Light")
    app = open_page(monkeypatch, cast.wei)
    app.text_input(key="quick.text").input("Called Harbour Light")
    app.button(key="quick.save").click()
    run(app)
    assert "No customer or contact of yours" in texts(app)
    assert app.text_input(key="quick.text").value == "Called Harbour Light"
    assert all_of(sqlite_db, Activity) == []


@pytest.mark.parametrize(
    "who, shown, hidden",
    [
        ("wei", ("My next steps", "Past their stage limit", "Gone quiet", "Quick add"), ("Team East", "Setting up")),
        ("gu", ("Team East", "My next steps"), ("Changed in my customers",)),
        ("eva", ("The teams", "Newest customers"), ("My next steps", "Quick add")),
        ("yan", ("Newest customers",), ("Past their stage limit", "Quick add")),
        ("ada", ("Setting up",), ("Newest customers", "My next steps")),
    ],
)
def test_each_role_has_its_own_day(sqlite_db, cast, monkeypatch, who, shown, hidden):
    make(cast.wei)
    told = texts(open_page(monkeypatch, getattr(cast, who)))
    assert all(title in told for title in shown)
    assert not any(title in told for title in hidden)


def test_the_manager_reads_how_everybody_stands(sqlite_db, cast, monkeypatch):
    deal(cast.wei, make(cast.wei), "Open", 1_420_000_00)
    items = data(open_page(monkeypatch, cast.gu), "home_standings")["items"]
    assert {item["title"]: item["sub"].split(" · ")[0] for item in items}["Lin Wei"] == "¥1.42M open"


@pytest.mark.parametrize("who", ["wei", "gu", "eva", "ada"])
def test_the_page_takes_few_statements(sqlite_db, cast, monkeypatch, who):
    deal(cast.wei, make(cast.wei), "Open", 100)
    actor, said = getattr(cast, who), []
    sql_event.listen(sqlite_db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    open_page(monkeypatch, actor)
    assert len([statement for statement in said if statement.startswith("SELECT")]) <= 12
