"""The page of one ticket: click, then look at the row."""
import pytest
from sqlalchemy import select

from crm_core.knowledge.commands import create_article
from crm_core.knowledge.schemas import ArticleNew
from crm_core.run import act, ask
from crm_core.tickets.schemas import Incoming, NewFile, Note, Reply
from crm_core.tickets.talking import add_incoming, add_note, reply
from crm_core.tickets.templates import TemplateForm, add_template, templates
from db.engine import database
from db.models import Article, Mail, Ticket, TicketMessage
from tests.customers.listed import Statements
from tests.customers.making import make as make_customer
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page
from tests.tickets.making import make, ticket
from tests.ui.browserless import data


@pytest.fixture
def number(sqlite_db, cast) -> int:
    return make(cast.yan, owner_id=cast.yan.user_id, requester_name="Wang", requester_email="wang@example.com")


def opened(monkeypatch, who, number: int):
    return open_page(monkeypatch, who, "ticket", f"id={number}")


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.text, *app.subheader]).replace("\\", "")


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def write(app, number: int, text: str):
    app.text_area(key=f"answer_{number}").input(text)
    return app


def said(number: int) -> list[tuple[str, str]]:
    with database().reading() as session:
        rows = session.scalars(select(TicketMessage).where(TicketMessage.ticket_id == number).order_by(TicketMessage.id))
        return [(row.direction, row.text) for row in rows]


def test_an_agent_sees_who_says_what(number, cast, monkeypatch):
    act(cast.yan, add_note, number, Note(text="Careful with *this* one."))
    app = opened(monkeypatch, cast.yan, number)
    assert "Spindle noise" in app.markdown[0].value
    assert "It screams since this morning." in texts(app) and "Careful with *this* one." in texts(app)
    assert "mail to Wang" in texts(app)


@pytest.mark.parametrize("who", ["omar", "walter", "mia"])
def test_another_ones_ticket_looks_like_a_missing_one(number, cast, monkeypatch, who):
    app = opened(monkeypatch, getattr(cast, who), number)
    assert "Spindle" not in texts(app)
    assert not app.text_area


def test_send_and_wait_mails_and_pauses(number, cast, monkeypatch):
    app = press(write(opened(monkeypatch, cast.yan, number), number, "Which alarm code?"), "answer_wait")
    assert said(number)[-1] == ("out", "Which alarm code?")
    assert ticket(number).state == "waiting"
    with database().reading() as session:
        assert session.scalars(select(Mail.to_email)).all() == ["wang@example.com"]
    assert app.text_area(key=f"answer_{number}").value == ""
    assert "paused" in texts(app)


def test_send_and_resolve_can_be_taken_back(number, cast, monkeypatch):
    app = press(write(opened(monkeypatch, cast.yan, number), number, "Tighten the coupling."), "answer_resolve")
    assert ticket(number).state == "resolved"
    press(app, "undo")
    assert ticket(number).state == "processing"


def test_a_note_resolves_without_a_mail(number, cast, monkeypatch):
    app = opened(monkeypatch, cast.yan, number)
    app.button_group(key=f"answer_as_{number}").set_value("note")
    run(app)
    assert "only colleagues see it" in texts(app)
    press(write(app, number, "Told them on the phone."), "answer_resolve")
    assert said(number)[-1] == ("note", "Told them on the phone.")
    assert ticket(number).state == "resolved"
    with database().reading() as session:
        assert session.scalars(select(Mail.id)).all() == []


def test_what_the_customer_says_on_the_phone_is_written_down(number, cast, monkeypatch):
    app = opened(monkeypatch, cast.yan, number)
    app.button_group(key=f"answer_as_{number}").set_value("said")
    run(app)
    press(write(app, number, "It is louder now."), "answer_stay")
    assert said(number)[-1] == ("in", "It is louder now.")


def test_an_empty_answer_is_not_sent(number, cast, monkeypatch):
    app = press(opened(monkeypatch, cast.yan, number), "answer_wait")
    assert "Please fill this in" in texts(app)
    assert len(said(number)) == 1


def test_two_agents_the_second_reads_first_and_loses_nothing(number, cast, monkeypatch):
    app = write(opened(monkeypatch, cast.yan, number), number, "Mine, long and careful.")
    act(cast.yan, add_incoming, number, Incoming(text="SP-41!", name="Wang"))
    press(app, "answer_wait")
    assert "Wang wrote meanwhile. Your text is kept" in texts(app)
    assert "SP-41!" in texts(app)
    assert app.text_area(key=f"answer_{number}").value == "Mine, long and careful."
    assert said(number)[-1] == ("in", "SP-41!")
    press(app, "answer_wait")
    assert said(number)[-1] == ("out", "Mine, long and careful.")


def test_what_was_written_waits_while_one_looks_at_another_ticket(number, cast, monkeypatch):
    other = make(cast.yan, "Other", owner_id=cast.yan.user_id)
    app = run(write(opened(monkeypatch, cast.yan, number), number, "Half an answer"))
    app.query_params["id"] = str(other)
    run(app)
    assert app.text_area(key=f"answer_{other}").value in ("", None)
    app.query_params["id"] = str(number)
    run(app)
    assert app.text_area(key=f"answer_{number}").value == "Half an answer"


def test_an_article_is_inserted_with_one_click(sqlite_db, number, cast, monkeypatch):
    article = act(cast.yan, create_article, ArticleNew(title="Spindle noise", text="Check the coupling.", locale="en", state="published"))
    app = write(opened(monkeypatch, cast.yan, number), number, "Dear Mr Wang,")
    press(app, f"insert_{article}")
    assert app.text_area(key=f"answer_{number}").value == "Dear Mr Wang,\n\nCheck the coupling."
    with database().reading() as session:
        assert session.get(Article, article).used == 1


def test_a_ticket_that_nobody_has_is_taken(sqlite_db, cast, monkeypatch):
    free = make(cast.yan)
    app = press(opened(monkeypatch, cast.yan, free), "ticket_claim")
    assert ticket(free).owner_id == cast.yan.user_id
    press(app, "undo")
    assert ticket(free).owner_id is None


def test_it_is_transferred_and_that_is_taken_back(number, cast, monkeypatch):
    app = press(opened(monkeypatch, cast.yan, number), "ticket_transfer")
    app.selectbox(key="handover.owner_id").set_value(f"user-{cast.wei.user_id}")
    app.text_input(key="handover.reason").input("Your customer")
    press(app, "handover.save")
    assert ticket(number).owner_id == cast.wei.user_id
    press(app, "undo")
    assert ticket(number).owner_id == cast.yan.user_id


def test_subject_and_priority_are_changed_and_taken_back(number, cast, monkeypatch):
    app = opened(monkeypatch, cast.yan, number)
    app.menu_button(key="ticket_menu").click("change")
    run(app)
    key = app.session_state["_dialog"][1]["key"]
    app.text_input(key=f"{key}.subject").input("Spindle broken")
    app.selectbox(key=f"{key}.priority").set_value("urgent")
    press(app, f"{key}.save")
    assert (ticket(number).subject, ticket(number).priority) == ("Spindle broken", "urgent")
    press(app, "undo")
    assert (ticket(number).subject, ticket(number).priority) == ("Spindle noise", "normal")


def test_two_tickets_of_a_customer_become_one(sqlite_db, cast, monkeypatch):
    customer = make_customer(cast.wei)
    one, other = (make(cast.yan, name, customer_id=customer, owner_id=cast.yan.user_id) for name in ("One", "Other"))
    app = opened(monkeypatch, cast.yan, one)
    app.menu_button(key="ticket_menu").click("merge")
    run(app)
    app.selectbox(key="merging.into_id").set_value(other)
    press(app, "merging.save")
    assert ticket(one).merged_into_id == other
    press(app, "undo")
    assert ticket(one).merged_into_id is None


def test_a_later_message_becomes_a_ticket_of_its_own(number, cast, monkeypatch):
    act(cast.yan, add_incoming, number, Incoming(text="And the invoice is wrong.", name="Wang"))
    app = opened(monkeypatch, cast.yan, number)
    app.menu_button(key="ticket_menu").click("split")
    run(app)
    app.text_input(key="splitting.subject").input("Wrong invoice")
    press(app, "splitting.save")
    with database().reading() as session:
        new = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert (new.subject, new.split_from_id) == ("Wrong invoice", number)


def test_the_next_one_is_one_key_away(number, cast, monkeypatch):
    make(cast.yan, "Urgent one", priority="urgent", owner_id=cast.yan.user_id)
    app = press(opened(monkeypatch, cast.yan, number), "ticket_next")
    assert "Urgent one" in app.markdown[0].value


def test_who_only_reads_finds_nothing_to_press(number, cast, monkeypatch):
    app = opened(monkeypatch, cast.eva, number)
    assert "Spindle noise" in texts(app)
    keys = {button.key for button in app.button}
    assert not keys & {"ticket_claim", "ticket_transfer", "answer_stay", "answer_wait", "ticket_reopen"}
    assert not app.text_area


def test_on_a_phone_it_is_one_column(number, cast, monkeypatch):
    app = opened(monkeypatch, cast.yan, number)
    app.session_state["screen.narrow"] = True
    run(app)
    assert [tab.label for tab in app.tabs] == ["Conversation", "Articles 0", "About"]
    assert "My queue" not in texts(app)
    press(write(app, number, "On my way."), "answer_stay")
    assert said(number)[-1] == ("out", "On my way.")


def test_files_of_a_message_can_be_read(number, cast, monkeypatch):
    act(cast.yan, add_incoming, number, Incoming(text="See the picture."), [NewFile("plan.pdf", b"%PDF-1.7")])
    app = opened(monkeypatch, cast.yan, number)
    assert any("plan" in button.proto.label for button in app.get("download_button"))


def test_the_page_takes_few_statements(number, cast, monkeypatch):
    yan = cast.yan
    act(yan, reply, number, Reply(text="Which code?"), [NewFile("codes.pdf", b"%PDF-1.7")])
    with Statements() as statements:
        opened(monkeypatch, yan, number)
    selects = [one for one in statements if one.startswith("SELECT")]
    assert len(selects) <= 12, (len(selects), selects)


def test_the_page_takes_few_statements_when_the_customer_has_other_tickets(sqlite_db, cast, monkeypatch):
    yan, customer = cast.yan, make_customer(cast.wei, "Suzhou Taihu Foods")
    first, _other = (make(yan, subject, owner_id=yan.user_id, customer_id=customer) for subject in ("Spindle noise", "Late part"))
    with Statements() as statements:
        app = opened(monkeypatch, yan, first)
    assert [item["title"] for item in data(app, "ticket_others")["items"]] == ["Late part"]
    assert len(of_the_page([one for one in statements if one.startswith("SELECT")])) <= 10


def test_a_template_is_put_into_the_answer(number, cast, monkeypatch):
    template = act(cast.yan, add_template, TemplateForm(name="On my way", text="Somebody comes today."))
    app = opened(monkeypatch, cast.yan, number)
    app.menu_button(key="answer_template").click(str(template))
    run(app)
    assert app.text_area(key=f"answer_{number}").value == "Somebody comes today."


def test_what_is_written_is_kept_as_a_template(number, cast, monkeypatch):
    app = run(write(opened(monkeypatch, cast.yan, number), number, "Somebody comes today."))
    app.menu_button(key="answer_template").click("save")
    run(app)
    key = app.session_state["_dialog"][1]["key"]
    app.text_input(key=f"{key}.name").input("On my way")
    press(app, f"{key}.save")
    (kept,) = ask(cast.yan, templates)
    assert (kept.name, kept.text, kept.shared) == ("On my way", "Somebody comes today.", False)
    assert app.text_area(key=f"answer_{number}").value == "Somebody comes today."
