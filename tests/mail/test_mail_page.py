"""The page "Mail" as an administrator uses it."""
import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.delivery import sender
from crm_core.mail.accounts import account
from crm_core.run import ask
from crm_core.settings import load
from db.models import Mail, MailAddress
from tests.mail.server import HANGS_UP, Post, running, set_account
from tests.mail.steps import letter, mails, posted, states
from tests.pages import open_page, run
from tests.ui.browserless import choose, data


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def shown(app) -> str:
    return "\n".join(str(one.value) for kind in ("markdown", "error", "warning", "success", "toast") for one in app.get(kind))


def test_without_an_account_the_page_says_that_mails_wait(sqlite_db, cast, monkeypatch):
    posted(letter(), letter("b@customer.example"))
    app = open_page(monkeypatch, cast.ada, "mail")
    assert "2 mails wait for an account" in app.warning[0].value
    assert [row["cells"]["state"]["badges"][0]["text"] for row in data(app, "mail_table")["rows"]] == ["Waiting"] * 2


def test_an_empty_outbox_says_what_it_is_for(sqlite_db, cast, monkeypatch):
    assert "No mail yet" in shown(open_page(monkeypatch, cast.ada, "mail"))


def test_the_account_is_entered_and_tried(sqlite_db, cast, monkeypatch):
    post = Post()
    with running(post, login=True) as port:
        app = open_page(monkeypatch, cast.ada, "mail", "show=account")
        app.text_input(key="smtp.host").input("127.0.0.1")
        app.number_input(key="smtp.port").set_value(port)
        app.selectbox(key="smtp.security").select("none")
        app.text_input(key="smtp.username").input("crm")
        app.text_input(key="smtp.password").input("wrong")
        app.text_input(key="smtp.from_email").input("crm@example.com")
        press(app, "smtp.try")
        assert "does not accept this user and password" in shown(app) and "535" in shown(app)
        app.text_input(key="smtp.password").input("let-me-in")
        press(app, "smtp.try")
    assert "The server took the test mail" in shown(app)
    assert post.times == {"ada@example.com": 1}
    assert app.text_input(key="smtp.password").value == ""
    assert ask(cast.ada, account, "smtp").username == "crm"


def test_a_mistake_is_told_beside_its_field(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "mail", "show=account")
    app.text_input(key="smtp.host").input("https://mail.example.com")
    press(app, "smtp.save")
    assert "Enter only the name of the server" in shown(app)


def test_the_address_for_links_is_entered(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "mail", "show=account")
    app.text_input(key="links.public_url").input("https://crm.example.com/")
    press(app, "links.save")
    with sqlite_db.reading() as session:
        assert load(session).public_url == "https://crm.example.com"


def test_an_unknown_is_shown_and_sent_again_by_hand(sqlite_db, cast, monkeypatch):
    post = Post()
    with running(post) as port:
        set_account(cast, port)
        post.data["*"] = HANGS_UP
        (key,) = posted(letter())
        sender.run_waiting()
        app = open_page(monkeypatch, cast.ada, "mail", f"open={key}")
        assert "Perhaps it arrived" in shown(app)
        post.data.clear()
        press(app, "mail_again")
        sender.run_waiting()
    assert states() == ["sent"] and post.times == {"li@customer.example": 1}


def test_waiting_mails_are_stopped_and_brought_back(sqlite_db, cast, monkeypatch):
    ids = posted(letter(), letter("b@customer.example"))
    app = choose(open_page(monkeypatch, cast.ada, "mail"), "mail_table", [str(key) for key in ids])
    press(app, "mail_stop")
    press(app, "mail.cancel.yes")
    assert states() == ["cancelled"] * 2
    press(app, "undo")
    assert states() == ["waiting"] * 2


def test_mails_are_found_by_state_purpose_and_recipient(sqlite_db, cast, monkeypatch):
    ids = posted(letter(), letter("b@customer.example", purpose="survey"))
    with sqlite_db.writing() as session:
        session.execute(update(Mail).where(Mail.id == ids[0]).values(state="bounced", problem="rejected|550 no"))
        session.commit()
    for query, found in (("state=bounced", [ids[0]]), ("purpose=survey", [ids[1]]), ("q=b@", [ids[1]])):
        app = open_page(monkeypatch, cast.ada, "mail", query)
        assert [row["id"] for row in data(app, "mail_table")["rows"]] == found, query


def test_an_address_works_again(sqlite_db, cast, monkeypatch):
    with sqlite_db.writing() as session:
        session.add(MailAddress(email="gone@customer.example", bounced_at=clock.now(), bounce="rejected|550 5.1.1 who"))
        session.commit()
    app = open_page(monkeypatch, cast.ada, "mail", "show=addresses")
    assert "550 5" in shown(app)
    press(app, "works_gone@customer.example")
    with sqlite_db.reading() as session:
        assert session.scalars(select(MailAddress.bounced_at)).one() is None


@pytest.mark.parametrize("person", ["gu", "eva"])
def test_others_do_not_get_the_page(sqlite_db, cast, monkeypatch, person):
    app = open_page(monkeypatch, getattr(cast, person), "mail")
    assert not app.get("button_group") and mails() == []
