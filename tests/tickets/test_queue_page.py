"""The queue as an agent uses it."""
from datetime import timedelta

from crm_core import clock
from crm_core.run import act
from crm_core.tickets.giving import claim_ticket
from tests.customers.listed import Statements
from tests.customers.making import make as make_customer
from tests.pages import open_page, run
from tests.tickets.making import at, make, ticket
from tests.ui.browserless import choose, data, fire

TABLE = "tickets_table"


def shown(app) -> list[str]:
    return [row["cells"]["subject"]["text"] for row in data(app, TABLE)["rows"]]


def texts(app) -> str:
    return "\n".join(text.value for text in app.markdown)


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def mine(cast, subject: str = "Spindle noise", **fields) -> int:
    return make(cast.yan, subject, owner_id=cast.yan.user_id, **fields)


def test_an_agent_sees_what_is_hers_the_most_urgent_first(sqlite_db, cast, monkeypatch):
    at(10)
    vip = make_customer(cast.wei, "Beichen Precision", grade="vip")
    mine(cast, "Opening hours", priority="low")
    mine(cast, "Line is down", customer_id=vip, priority="urgent")
    make(cast.yan, "Nobody's")
    app = open_page(monkeypatch, cast.yan, "tickets")
    assert shown(app) == ["Line is down", "Opening hours"]
    first = data(app, TABLE)["rows"][0]
    assert first["cells"]["due"] == {"text": "15 min", "tone": "green", "strong": True, "title": first["cells"]["due"]["title"]}
    assert first["cells"]["priority"]["badges"] == [{"text": "Urgent", "tone": "red"}]
    assert (first["href"], first["cells"]["number"]) == (f"/ticket?id={first['id']}", f"#{first['id']}")


def test_the_sentence_says_what_burns(sqlite_db, cast, monkeypatch):
    at(10)
    vip = make_customer(cast.wei, "Beichen Precision", grade="vip")
    mine(cast, "Old one", priority="urgent")
    at(10, 40)
    mine(cast, "Line is down", customer_id=vip, priority="urgent")
    clock.set_now(clock.now() + timedelta(minutes=13))
    assert "1 ticket is overdue and the VIP's “Line is down” has 2 min left" in texts(open_page(monkeypatch, cast.yan, "tickets")).replace("\\", "")


def test_the_boxes_count_and_choose_what_is_shown(sqlite_db, cast, monkeypatch):
    mine(cast, "Mine")
    make(cast.yan, "Nobody's")
    app = open_page(monkeypatch, cast.yan, "tickets", "box=unassigned")
    assert shown(app) == ["Nobody's"]
    box = app.button_group(key="tickets_box_unassigned")
    assert list(box.options) == ["Mine 1", "Unassigned 1", "Breaching 0", "All"]
    box.set_value("all")
    run(app)
    assert app.query_params["box"] == "all"
    assert sorted(shown(app)) == ["Mine", "Nobody's"]


def test_the_address_filters(sqlite_db, cast, monkeypatch):
    mine(cast, "Spindle noise", kind="complaint")
    mine(cast, "Spindle price")
    mine(cast, "Two boxes missing", kind="complaint")
    assert shown(open_page(monkeypatch, cast.yan, "tickets", "q=spindle&kind=complaint")) == ["Spindle noise"]


def test_nothing_found_offers_to_look_in_all(sqlite_db, cast, monkeypatch):
    make(cast.yan, "Nobody's")
    app = press(open_page(monkeypatch, cast.yan, "tickets", "q=nobody"), "tickets_look_in_all")
    assert shown(app) == ["Nobody's"]


def test_an_empty_queue_says_what_to_do(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.yan, "tickets")
    assert "Nothing waits for you" in texts(app)
    assert {"tickets_unassigned", "first_ticket"} <= {button.key for button in app.button}
    reader = open_page(monkeypatch, cast.eva, "tickets")
    assert "No tickets yet" in texts(reader)
    assert not {"new_ticket", "first_ticket", "tickets_next"} & {button.key for button in reader.button}


def test_many_are_transferred_and_it_is_taken_back(sqlite_db, cast, monkeypatch):
    numbers = [mine(cast, subject) for subject in ("A", "B", "C")]
    app = choose(open_page(monkeypatch, cast.yan, "tickets"), TABLE, numbers[:2])
    press(app, "bulk_assign")
    app.selectbox(key="handover.owner_id").set_value(f"user-{cast.wei.user_id}")
    press(app, "handover.save")
    assert [ticket(n).owner_id for n in numbers] == [cast.wei.user_id, cast.wei.user_id, cast.yan.user_id]
    assert shown(app) == ["C"]
    press(app, "undo")
    assert {ticket(n).owner_id for n in numbers} == {cast.yan.user_id}


def test_a_transfer_to_nobody_named_is_asked_again(sqlite_db, cast, monkeypatch):
    number = mine(cast)
    app = choose(open_page(monkeypatch, cast.yan, "tickets"), TABLE, [number])
    press(app, "bulk_assign")
    press(app, "handover.save")
    assert "Please fill this in" in texts(app)
    assert ticket(number).owner_id == cast.yan.user_id


def test_who_cannot_assign_gets_no_boxes_to_tick(sqlite_db, cast, monkeypatch):
    number = make(cast.wei, "Mine")
    act(cast.wei, claim_ticket, number)
    assert data(open_page(monkeypatch, cast.wei, "tickets"), TABLE)["selectable"] is False
    assert data(open_page(monkeypatch, cast.gu, "tickets", "box=team"), TABLE)["selectable"] is True


def test_the_other_team_finds_nothing_of_it(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Secret", customer_id=make_customer(cast.wei))
    assert "Secret" not in texts(open_page(monkeypatch, cast.omar, "tickets", "box=all"))
    assert "No tickets yet" in texts(open_page(monkeypatch, cast.walter, "tickets", "box=all"))


def test_a_list_is_taken_out_as_a_file_by_who_may(sqlite_db, cast, monkeypatch):
    make(cast.wei, "Mine", customer_id=make_customer(cast.wei))
    app = press(open_page(monkeypatch, cast.eva, "tickets"), "tickets_export")
    assert "1 ticket that you may export" in texts(app)
    assert "tickets_export" not in {b.key for b in open_page(monkeypatch, cast.yan, "tickets").button}


def test_opening_leads_to_the_ticket(sqlite_db, cast, monkeypatch):
    number = mine(cast, "Spindle noise")
    app = fire(open_page(monkeypatch, cast.yan, "tickets"), TABLE, "open", number)
    assert "Spindle noise" in app.markdown[0].value


def test_the_list_takes_few_statements(sqlite_db, cast, monkeypatch):
    for subject in ("A", "B"):
        mine(cast, subject)
    yan = cast.yan
    with Statements() as said:
        open_page(monkeypatch, yan, "tickets")
    assert len([one for one in said if one.startswith("SELECT")]) <= 12, said
