"""Mail comes in from a mailbox: each once, brought to where it belongs."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.delivery import fetcher, sender, trial
from crm_core.mail.accounts import account
from crm_core.mailbox import handling
from crm_core.mailbox.handling import try_again
from crm_core.mailbox.queries import incoming, original
from crm_core.run import act, ask
from crm_core.tickets.schemas import Reply
from crm_core.tickets.talking import reply
from db.models import Attachment, CampaignMember, CampaignSend, IncomingMail, Mail, MailAddress, Ticket, TicketMessage
from tests.mail import server as smtp
from tests.mail.steps import Shifted, letter, mails, posted
from tests.mailbox.letters import bounce, mail
from tests.mailbox.server import Box, running, set_mailbox


@pytest.fixture
def box(db, cast):
    box = Box()
    with running(box) as port:
        set_mailbox(cast, port)
        yield box


def rows(db, table) -> list:
    with db.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def came(db) -> list[tuple]:
    return [(row.state, row.outcome) for row in rows(db, IncomingMail)]


def sent(db, *letters) -> list[Mail]:
    """Mails of ours that went out."""
    posted(*letters)
    with db.writing() as session:
        for row in session.scalars(select(Mail)):
            row.state, row.sent_at = "sent", clock.now()
        session.commit()
    return mails()


def test_a_mail_becomes_a_ticket_once(box, db):
    box.put(mail("It leaks.\nPlease help.\n", "Pump 300"))
    assert fetcher.look() == {"fetched": 1, "ticket": 1}
    assert fetcher.look() is None
    (ticket,) = rows(db, Ticket)
    (message,) = rows(db, TicketMessage)
    assert (ticket.subject, ticket.channel, ticket.requester_email, ticket.requester_name) == ("Pump 300", "email", "li@customer.example", "Li Lei")
    assert (message.text, message.message_id, message.direction) == ("It leaks.\nPlease help.", "<1@customer.example>", "in")
    assert box.read == {1}


def test_an_answer_joins_its_ticket_without_what_it_quotes(box, db, cast):
    box.put(mail())
    fetcher.look()
    (ticket,) = rows(db, Ticket)
    act(cast.yan, reply, ticket.id, Reply(text="Which one?"))
    ours = rows(db, TicketMessage)[-1].message_id
    quoted = "The blue one.\n\nOn Mon, 3 Nov 2025 at 10:00, He Yan wrote:\n> Which one?\n"
    box.put(mail(quoted, "Re: anything", key="<2@customer.example>", In_Reply_To=ours))
    assert fetcher.look() == {"fetched": 1, "reply": 1}
    assert [m.text for m in rows(db, TicketMessage)] == ["It leaks.", "Which one?", "The blue one."]
    whole = ask(cast.ada, original, rows(db, IncomingMail)[-1].id)
    assert "> Which one?" in whole.text and b"Which one?" in whole.raw


def test_the_number_in_the_subject_counts_only_for_who_asked(box, db):
    box.put(mail())
    fetcher.look()
    number = rows(db, Ticket)[0].id
    box.put(mail("One more thing.", f"Re: Pump [#{number}]", key="<2@customer.example>"))
    box.put(mail("Let me in.", f"Re: Pump [#{number}]", sender="mallory@evil.example", key="<3@evil.example>"))
    assert fetcher.look() == {"fetched": 2, "reply": 1, "ticket": 1}
    assert [m.ticket_id for m in rows(db, TicketMessage)] == [number, number, number + 1]


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}])
def test_automatic_answers_open_no_ticket(box, db, header):
    box.put(mail("I am on holiday.", "Out of office", **header))
    fetcher.look()
    assert came(db) == [("ignored", "automatic")] and rows(db, Ticket) == []


def test_our_own_mails_open_no_ticket(box, db, cast):
    (ours,) = sent(db, letter())
    smtp.set_account(cast, 25)
    box.put(mail(key=ours.message_id))
    box.put(mail(sender="crm@example.com", key="<9@example.com>"))
    fetcher.look()
    assert came(db) == [("ignored", "own")] * 2


def test_a_report_marks_the_mail_and_its_address(box, db):
    (ours,) = sent(db, letter("gone@customer.example", ticket_id=None))
    box.put(bounce(ours.message_id, "gone@customer.example"))
    assert fetcher.look() == {"fetched": 1, "bounce": 1}
    assert (mails()[0].state, mails()[0].problem) == ("bounced", "bounced|5.1.1 550 5.1.1 no such user")
    with db.reading() as session:
        assert session.get(MailAddress, "gone@customer.example").bounced_at is not None


def test_a_delay_marks_nothing(box, db):
    (ours,) = sent(db, letter("slow@customer.example"))
    box.put(bounce(ours.message_id, "slow@customer.example", action="delayed", status="4.4.1"))
    fetcher.look()
    assert mails()[0].state == "sent" and came(db) == [("handled", "bounce")]


def test_a_forged_report_marks_nothing(box, db):
    (ours,) = sent(db, letter("li@customer.example"))
    box.put(bounce("<" + "0" * 32 + "@hutong.local>", "li@customer.example"))
    fetcher.look()
    assert mails()[0].state == "sent" and came(db) == [("ignored", "automatic")]
    box.put(bounce(ours.message_id, "somebody@else.example").replace(b"<b1@", b"<b2@"))
    fetcher.look()
    with db.reading() as session:
        assert session.scalars(select(MailAddress)).all() == []


def test_an_answer_to_a_campaign_is_counted_and_read_by_somebody(box, db, cast):
    from db.models import CampaignStep
    from tests.campaigns.making import campaign, customers, store

    (customer,) = customers(1)
    key = campaign(cast.mia)
    now = clock.now()
    (step,) = store(CampaignStep(campaign_id=key, name="Mail", kind="email"))
    (member,) = store(CampaignMember(campaign_id=key, customer_id=customer, email="c1@example.com", updated_at=now))
    (send,) = store(CampaignSend(campaign_id=key, step_id=step, member_id=member, state="sent"))
    (ours,) = sent(db, letter("c1@example.com", purpose="campaign", send_id=send))
    box.put(mail("Yes please!", "Re: News", sender="c1@example.com", In_Reply_To=ours.message_id))
    assert fetcher.look() == {"fetched": 1, "campaign_reply": 1}
    assert rows(db, CampaignMember)[0].replied_at and rows(db, CampaignSend)[0].replied_at
    assert rows(db, Ticket)[0].customer_id == customer


def test_files_are_kept_and_what_is_not_is_named(box, db):
    box.put(mail(files=(("photo.png", b"\x89PNG\r\n\x1a\n123"), ("virus.exe", b"MZ123"), ("fake.pdf", b"MZ123"))))
    fetcher.look()
    assert [file.name for file in rows(db, Attachment)] == ["photo.png"]
    note = rows(db, TicketMessage)[-1]
    assert note.direction == "note" and "virus.exe" in note.text and "fake.pdf" in note.text


def test_a_file_of_twenty_megabytes_is_kept_and_a_larger_one_named(box, db):
    pdf = b"%PDF-1.7" + b"x" * (20_000_000 - 8)
    box.put(mail(files=(("big.pdf", pdf), ("bigger.pdf", pdf + b"y" * 2_000_000))))
    assert fetcher.look() == {"fetched": 1, "ticket": 1}
    (kept,) = rows(db, Attachment)
    assert (kept.name, kept.size) == ("big.pdf", 20_000_000)
    assert "bigger.pdf" in rows(db, TicketMessage)[-1].text


def test_of_a_monstrous_mail_the_words_are_taken(box, db, monkeypatch):
    monkeypatch.setattr("crm_core.delivery.imap.LARGEST", 100_000)
    monkeypatch.setattr("crm_core.delivery.imap.BEGINNING", 50_000)
    box.put(mail(files=(("big.pdf", b"%PDF-1.7" + b"x" * 200_000),)))
    assert fetcher.look() == {"fetched": 1, "ticket": 1}
    text = rows(db, TicketMessage)[0].text
    assert text.startswith("It leaks.") and "too large" in text and rows(db, Attachment) == []


def test_what_cannot_be_handled_is_kept_and_tried_again(box, db, cast, monkeypatch):
    box.put(mail())
    box.put(mail("Another.", key="<2@customer.example>"))
    with monkeypatch.context() as patch:
        patch.setattr(handling, "_new_ticket", lambda _work, found: 1 / 0 if "leaks" in found.text else 1)
        assert fetcher.look() == {"fetched": 2, "failed": 1, "ticket": 1}
    total, found = ask(cast.ada, incoming, "failed")
    assert total == 1 and "division" in found[0].outcome
    act(cast.ada, try_again, found[0].id)
    assert fetcher.look() == {"fetched": 0, "ticket": 1}


def test_a_mail_without_a_sender_is_shown_as_failed(box, db):
    box.put(b"Subject: who am I\r\nMessage-ID: <x@y>\r\n\r\nHello\r\n")
    fetcher.look()
    assert came(db) == [("failed", "It names no sender to answer to.")]


def test_nobody_opens_tickets_without_end(box, db, monkeypatch):
    monkeypatch.setattr(handling, "MOST_AN_HOUR", 3)
    for n in range(5):
        box.put(mail(key=f"<{n}@loop.example>"))
    fetcher.look()
    assert len(rows(db, Ticket)) == 3 and came(db)[-1] == ("ignored", "flood")


def test_the_first_look_takes_only_what_is_unread(box, db):
    for n in range(4):
        box.put(mail(key=f"<{n}@old.example>"))
    box.read |= {1, 3, 4}
    fetcher.look()
    assert [row.message_id for row in rows(db, IncomingMail)] == ["<1@old.example>"]
    box.read.add(box.put(mail(key="<new@customer.example>")))  # somebody read it before we looked
    fetcher.look()
    assert rows(db, IncomingMail)[-1].message_id == "<new@customer.example>"


def test_another_uidvalidity_brings_nothing_twice(box, db):
    box.put(mail())
    fetcher.look()
    box.validity, box.read = 8, set()
    assert fetcher.look() is None
    box.put(mail(key="<2@customer.example>"))
    assert fetcher.look() == {"fetched": 1, "ticket": 1}


def test_a_connection_that_breaks_half_way_loses_and_doubles_nothing(box, db, monkeypatch):
    for n in range(6):
        box.put(mail(key=f"<{n}@customer.example>"))
    later = Shifted(monkeypatch)
    box.after = 2
    fetcher.look()
    box.after = 10**9
    later(1)
    fetcher.look()
    assert len(rows(db, IncomingMail)) == 6 and len(rows(db, Ticket)) == 6


def test_a_mailbox_that_is_away_is_left_alone_a_while(db, cast):
    with running(Box()) as port:
        pass
    set_mailbox(cast, port)
    fetcher.look()
    known = ask(cast.ada, account, "imap")
    assert known.problem == "refused" and known.rests_until - clock.now() > timedelta(seconds=10)


def test_trying_it_tells_what_is_wrong(sqlite_db, cast):
    with running(Box()) as port:
        set_mailbox(cast, port)
        assert trial.check_mailbox(cast.ada) is None
        set_mailbox(cast, port, "wrong")
        assert trial.check_mailbox(cast.ada).startswith("password")
        set_mailbox(cast, port, folder="Nowhere")
        assert trial.check_mailbox(cast.ada).startswith("no_folder")
        set_mailbox(cast, port, security="starttls")
        assert trial.check_mailbox(cast.ada) == "no_starttls"
        set_mailbox(cast, port, security="tls")
        assert trial.check_mailbox(cast.ada) in ("no_tls", "hung_up")


def test_an_answer_travels_both_ways_through_real_servers(box, db, cast):
    post = smtp.Post()
    with smtp.running(post) as port:
        smtp.set_account(cast, port)
        box.put(mail())
        fetcher.look()
        act(cast.yan, reply, rows(db, Ticket)[0].id, Reply(text="On its way."))
        sender.run_waiting()
    (ours,) = post.letters()
    assert ours["In-Reply-To"] == "<1@customer.example>"
    box.put(mail("Thanks!", f"Re: {ours['Subject']}", key="<2@customer.example>", References=f"<1@customer.example> {ours['Message-ID']}"))
    fetcher.look()
    assert len(rows(db, Ticket)) == 1 and rows(db, TicketMessage)[-1].text == "Thanks!"
