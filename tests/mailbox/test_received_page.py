"""What came in, and the mailbox, on the page "Mail"."""
from sqlalchemy import select

from crm_core.delivery import fetcher
from crm_core.mail.accounts import account
from crm_core.mailbox import handling
from crm_core.run import ask
from db.models import IncomingMail, Ticket
from tests.mail.test_mail_page import press, shown
from tests.mailbox.letters import mail
from tests.mailbox.server import PASSWORD, USER, Box, running, set_mailbox
from tests.pages import open_page
from tests.ui.browserless import data


def test_the_mailbox_is_entered_and_tried(sqlite_db, cast, monkeypatch):
    with running(Box()) as port:
        app = open_page(monkeypatch, cast.ada, "mail", "show=account")
        app.text_input(key="imap.host").input("127.0.0.1")
        app.number_input(key="imap.port").set_value(port)
        app.selectbox(key="imap.security").select("none")
        app.text_input(key="imap.username").input(USER)
        app.text_input(key="imap.password").input("wrong")
        press(app, "imap.save")
        assert "does not accept this user and password" in shown(app)
        app.text_input(key="imap.password").input(PASSWORD)
        press(app, "imap.save")
    assert "The mailbox opens" in shown(app)
    assert ask(cast.ada, account, "imap").problem is None


def test_what_was_not_understood_is_shown_and_tried_again(sqlite_db, cast, monkeypatch):
    box = Box()
    with running(box) as port:
        set_mailbox(cast, port)
        box.put(mail())
        with monkeypatch.context() as patch:
            patch.setattr(handling, "_new_ticket", lambda *_args: 1 / 0)
            fetcher.look()
        app = open_page(monkeypatch, cast.ada, "mail", "show=received&open=1")
        assert "1 mail that came in was not understood" in app.warning[0].value
        assert data(app, "incoming_table")["rows"][0]["cells"]["state"]["badges"][0]["text"] == "Not understood"
        press(app, "incoming_again")
        fetcher.look()
    with sqlite_db.reading() as session:
        assert session.scalars(select(IncomingMail.state)).one() == "handled"
        assert session.scalars(select(Ticket.subject)).one() == "Pump"


def test_what_was_left_aside_is_handled_anyway(sqlite_db, cast, monkeypatch):
    box = Box()
    with running(box) as port:
        set_mailbox(cast, port)
        box.put(mail(Precedence="list"))
        fetcher.look()
        press(open_page(monkeypatch, cast.ada, "mail", "show=received&open=1"), "incoming_again")
        fetcher.look()
    with sqlite_db.reading() as session:
        assert session.scalars(select(Ticket.subject)).one() == "Pump"
