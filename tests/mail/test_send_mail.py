"""Mails leave the outbox: once, whole, and whatever the other side does."""
import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.attachments import store
from crm_core.delivery import sender
from crm_core.delivery.smtp import Line
from crm_core.errors import Conflict
from crm_core.mail import rules
from crm_core.mail.accounts import account, save_account
from crm_core.mail.commands import cancel, resend
from crm_core.mail.schemas import AccountForm
from crm_core.run import act, ask
from db.models import Attachment, Event, Mail, MailAddress, Notification, Ticket
from tests.mail.server import HANGS_UP, HANGS_UP_TAKEN, Post, running, set_account
from tests.mail.steps import Shifted, letter, mails, posted, states


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def server(db, cast, post):
    with running(post) as port:
        set_account(cast, port)
        yield post


@pytest.fixture
def later(monkeypatch):
    return Shifted(monkeypatch)


def test_a_mail_arrives_whole(server):
    ids = posted(letter(
        to_name="李雷", subject="您的水泵", text="已修好。\n.\n再见\n", html="<p>已修好。</p>", in_reply_to="<a@b>",
        headers={"List-Unsubscribe": "<https://crm.example.com/p/unsubscribe/" + "x" * 120 + ">"},
    ))  # fmt: skip
    sender.run_waiting()
    (arrived,) = server.letters()
    assert arrived["Subject"] == "您的水泵"
    assert (arrived["To"], arrived["From"]) == ("李雷 <li@customer.example>", "crm@example.com")
    assert arrived.get_body(("plain",)).get_content().split() == ["已修好。", ".", "再见"]
    assert "已修好" in arrived.get_body(("html",)).get_content()
    assert (arrived["In-Reply-To"], arrived["References"]) == ("<a@b>", "<a@b>")
    assert arrived["List-Unsubscribe"].endswith("x>") and " " not in arrived["List-Unsubscribe"].strip()
    (mail,) = mails()
    assert (mail.id, mail.state, arrived["Message-ID"]) == (ids[0], "sent", mail.message_id)
    assert mail.sent_at is not None


def test_line_breaks_in_subject_names_and_headers_add_no_header(server):
    posted(letter(subject="Hi\r\nBcc: x@evil.example", to_name="Li\r\nBcc: y@evil.example", headers={"X-Note": "a\r\nBcc: z@evil.example", "Bcc": "q@evil.example", "X y": "1"}))
    sender.run_waiting()
    (arrived,) = server.letters()
    assert arrived["Bcc"] is None and server.times == {"li@customer.example": 1}
    assert arrived["Subject"] == "Hi Bcc: x@evil.example"


def attached(db, stored_as: str) -> int:
    with db.writing() as session:
        file = Attachment(
            name="报价 \r\n1.pdf", content_type="application/pdf", size=8, sha256="", stored_as=stored_as, at=clock.now())
        session.add(file)
        session.commit()
        return file.id


def test_files_go_along(server, db):
    posted(letter(attachments=(attached(db, store.save(b"%PDF-1.7")),)))
    sender.run_waiting()
    (part,) = server.letters()[0].iter_attachments()
    assert part.get_content() == b"%PDF-1.7" and part.get_filename().startswith("报价")


def test_without_settings_mails_wait(db, cast):
    posted(letter())
    assert sender.run_due() is None
    sender.run_waiting()
    assert states() == ["waiting"]


def test_all_go_over_one_connection(server):
    posted(*(letter(f"a{n}@customer.example") for n in range(30)))
    assert sender.run_due() == {"unknown": 0, "sent": 30}
    assert len(server.taken) == 30 and server.connections == 1


def test_a_temporary_refusal_waits_longer_and_longer(server, later):
    server.rcpt["*"] = "451 4.7.1 greylisted"
    posted(letter())
    for minutes in (1, 2, 4, 8):
        sender.run_waiting()
        (mail,) = mails()
        assert mail.state == "waiting" and mail.problem == "later|451 4.7.1 greylisted"
        assert round((mail.next_at - clock.now()).total_seconds() / 60) == minutes
        later(minutes + 0.1)
    server.rcpt.clear()
    sender.run_waiting()
    assert states() == ["sent"] and mails()[0].attempts == 5


def test_who_only_puts_off_is_given_up_after_five_days_and_keeps_the_address(server, db, later):
    server.rcpt["*"] = "451 4.7.1 greylisted"
    began = clock.now()
    posted(letter())
    for _try in range(60):
        sender.run_waiting()
        (mail,) = mails()
        if mail.state != "waiting":
            break
        later((mail.next_at - clock.now()).total_seconds() / 60 + 0.1)
    assert (mail.state, mail.problem) == ("bounced", "given_up|451 4.7.1 greylisted")
    assert 5 <= (clock.now() - began).total_seconds() / 86_400 < 6
    with db.reading() as session:
        assert session.scalar(select(MailAddress.email).where(MailAddress.bounced_at.is_not(None))) is None


def test_a_refused_recipient_is_a_bounce_that_marks_the_address(server, db):
    server.rcpt["gone@customer.example"] = "550 5.1.1 no such user"
    posted(letter("gone@customer.example"), letter())
    sender.run_waiting()
    assert states() == ["bounced", "sent"]
    with db.reading() as session:
        (address,) = session.scalars(select(MailAddress)).all()
        event = session.scalars(select(Event).where(Event.kind == "mail.bounced")).one()
    assert (address.email, address.bounce) == ("gone@customer.example", "rejected|550 5.1.1 no such user")
    assert event.after["email"] == "gone@customer.example"


@pytest.mark.parametrize("answer", ["554 5.7.1 looks like spam", "552 too large"])
def test_a_refused_mail_says_nothing_about_the_address(server, db, answer):
    server.data["*"] = answer
    posted(letter())
    sender.run_waiting()
    assert states() == ["bounced"]
    with db.reading() as session:
        assert session.scalars(select(MailAddress)).all() == []


def test_a_refused_sender_is_a_matter_of_the_account(server, cast):
    server.mail = "550 5.7.60 not your address"
    posted(letter())
    sender.run_waiting()
    assert states() == ["waiting"] and mails()[0].attempts == 0
    assert ask(cast.ada, account, "smtp").problem == "sender|550 5.7.60 not your address"


@pytest.mark.parametrize(("answer", "arrived"), [(HANGS_UP, 0), (HANGS_UP_TAKEN, 1)])
def test_a_connection_that_breaks_in_the_handover_leaves_an_unknown_that_is_never_sent_by_itself(server, answer, arrived, later):
    server.data["*"] = answer
    posted(letter())
    sender.run_waiting()
    later(60 * 24)
    server.data.clear()
    sender.run_waiting()
    assert states() == ["unknown"] and len(server.taken) == arrived


def test_an_answer_that_makes_no_sense_leaves_an_unknown(server):
    server.data["*"] = "hello there"
    posted(letter())
    sender.run_waiting()
    assert states() == ["unknown"]


def test_a_connection_that_breaks_before_is_tried_again(server, later):
    server.rcpt["*"] = HANGS_UP
    posted(letter())
    sender.run_waiting()
    assert states() == ["waiting"] and mails()[0].problem == "lost"
    server.rcpt.clear()
    later(2)
    sender.run_waiting()
    assert states() == ["sent"] and len(server.taken) == 1


def test_a_server_that_ends_the_kept_connection_costs_nothing(server, monkeypatch):
    left = iter([False, False, True] + [False] * 50)

    def tired(smtp, _to):
        if next(left):
            smtp.transport.abort()
        return "250 OK"

    server.rcpt["*"] = tired
    posted(*(letter(f"a{n}@customer.example") for n in range(6)))
    sender.run_waiting()
    assert states() == ["sent"] * 6 and set(server.times.values()) == {1}


def test_a_server_that_is_down_is_left_alone_longer_and_longer(db, cast, later):
    with running(Post()) as port:
        pass
    set_account(cast, port)
    posted(letter(), letter("b@customer.example"))
    for seconds in (15, 30, 60, 120):
        begun = clock.now()
        assert sender.run_due() is not None
        known = ask(cast.ada, account, "smtp")
        assert known.rests_until - clock.now() <= timedelta(seconds=seconds) <= known.rests_until - begun
        assert sender.run_due() is None, "it rests"
        later(seconds / 60 + 0.1)
    assert known.problem == "refused"
    assert states() == ["waiting"] * 2 and [mail.attempts for mail in mails()] == [0, 0]


def test_a_server_that_was_down_gets_everything_once(db, cast):
    with running(Post()) as port:
        pass
    set_account(cast, port)
    posted(*(letter(f"a{n}@customer.example") for n in range(5)))
    sender.run_waiting()
    post = Post()
    with running(post) as port:
        set_account(cast, port)
        sender.run_waiting()
    assert states() == ["sent"] * 5 and set(post.times.values()) == {1}
    assert ask(cast.ada, account, "smtp").problem is None


def test_a_slow_server_is_waited_for(server):
    server.seconds = 0.3
    posted(letter(), letter("b@customer.example"))
    sender.run_waiting()
    assert states() == ["sent", "sent"]


def test_a_server_that_never_answers_leaves_an_unknown(server, monkeypatch):
    monkeypatch.setattr(sender, "Line", partial(Line, patience=0.2))
    server.seconds = 1
    posted(letter())
    sender.run_waiting()
    assert states() == ["unknown"]
    time.sleep(1)


def test_no_more_than_so_many_in_a_minute(server, cast, later):
    set_account(cast, ask(cast.ada, account, "smtp").port, per_minute=2)
    posted(*(letter(f"a{n}@customer.example") for n in range(4)))
    sent = []
    for _second in range(0, 70, 10):
        sender.run_waiting()
        sent.append(states().count("sent"))
        later(1 / 6)
    assert sent == [1, 1, 1, 2, 2, 2, 3]


def test_answers_do_not_wait_behind_a_campaign(server, cast, later):
    set_account(cast, ask(cast.ada, account, "smtp").port, per_minute=1)
    posted(letter("bulk@customer.example", purpose="campaign"))
    later(1)
    posted(letter())
    sender.run_waiting()
    assert [to for to, _content in server.taken] == ["li@customer.example"]


def test_the_words_of_a_campaigns_mail_are_not_kept(server):
    posted(letter(purpose="campaign", html="<p>x</p>"), letter(html="<p>x</p>"))
    sender.run_waiting()
    assert [(mail.text, mail.html) for mail in mails()] == [("", None), ("It is ready.\n", "<p>x</p>")]


def test_nothing_is_sent_before_its_time(server, later):
    posted(letter(not_before=clock.now() + timedelta(hours=1)))
    sender.run_waiting()
    assert states() == ["waiting"]
    later(61)
    sender.run_waiting()
    assert states() == ["sent"]


def test_a_mail_whose_sender_died_becomes_unknown_after_its_lease(server, db, later):
    posted(letter())
    with db.writing() as session:
        session.execute(update(Mail).values(state="sending", lease="gone", leased_until=clock.now() + rules.LEASE))
        session.commit()
    sender.run_waiting()
    assert states() == ["sending"]
    later(11)
    assert sender.run_due() == {"unknown": 1}
    assert (states(), mails()[0].problem) == (["unknown"], "died")
    assert server.taken == []


def test_a_mail_that_cannot_be_put_together_does_not_stop_the_others(server, db):
    posted(letter(attachments=(attached(db, "00/" + "0" * 32),)), letter("b@customer.example"))
    sender.run_waiting()
    assert states() == ["bounced", "sent"] and mails()[0].problem.startswith("broken|FileNotFoundError")


def test_what_was_sent_is_told_to_the_features_in_the_same_transaction(server, monkeypatch):
    from crm_core import reactions

    seen = []
    monkeypatch.setattr(reactions, "REACTIONS", ((("mail.",), lambda work, happened: seen.extend(happened)),))
    posted(letter(ticket_id=7), letter("b@customer.example", purpose="campaign", send_id=9))
    sender.run_waiting()
    assert [(h.kind, h.after["purpose"], h.after.get("ticket_id"), h.after.get("send_id")) for h in seen] == [
        ("mail.sent", "ticket", 7, None), ("mail.sent", "campaign", None, 9)]  # fmt: skip


def test_answers_go_to_the_mailbox_where_that_is_another_address(server, cast):
    act(cast.ada, save_account, "imap", AccountForm(host="imap.example.com", port=993, username="support@example.com"), None, None)
    posted(letter())
    sender.run_waiting()
    assert server.letters()[0]["Reply-To"] == "support@example.com"


def test_the_agent_is_told_when_an_answer_comes_back(server, db, cast):
    with db.writing() as session:
        ticket = Ticket(subject="Pump", owner_id=cast.yan.user_id, state_since=clock.now(), opened_at=clock.now(), updated_at=clock.now())
        session.add(ticket)
        session.commit()
    server.rcpt["*"] = "550 5.1.1 who?"
    posted(letter(ticket_id=ticket.id))
    sender.run_waiting()
    with db.reading() as session:
        notice = session.scalars(select(Notification)).one()
    assert (notice.user_id, notice.kind, notice.subject_id) == (cast.yan.user_id, "mail.bounced", ticket.id)


def test_what_must_not_go_out_again_does_not(server, db, cast):
    sent, waiting = posted(letter(purpose="campaign"), letter("no@customer.example", purpose="campaign"))
    act(cast.ada, cancel, [waiting])
    sender.run_waiting()
    with db.writing() as session:
        session.execute(update(Mail).where(Mail.id == sent).values(state="bounced"))
        session.add(MailAddress(email="no@customer.example", marketing=False))
        session.commit()
    for key in (sent, waiting):  # its words are gone; its recipient unsubscribed
        with pytest.raises(Conflict):
            act(cast.ada, resend, key)
